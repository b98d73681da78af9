import { readFile } from 'node:fs/promises';
import type * as z from 'zod';

/** A file that the command line names, with its text. */
export interface InputFile {
  readonly path: string;
  readonly text: string;
}

/**
 * Reads a file that the command line names.
 *
 * @throws Error with the path and the reason, for the user
 */
export async function readInputFile(path: string): Promise<InputFile> {
  try {
    return { path, text: await readFile(path, 'utf8') };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const reason = REASONS.get(code) ?? `cannot be read (${code || String(error)})`;
    throw new Error(`${path}: ${reason}`, { cause: error });
  }
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'file not found'],
  ['EISDIR', 'this is a folder, not a file'],
  ['EACCES', 'permission denied'],
]);

/**
 * Parses the JSON in a file.
 *
 * @param kind - what the file must contain, with an article: `a history`
 * @throws Error with the path and the kind, if the file has no JSON or the JSON does not match the schema
 */
export function parseInputFile<S extends z.ZodType>(
  { path, text }: InputFile,
  kind: string,
  schema: S,
): z.output<S> {
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success) throw new Error(`${path} is not ${kind}`, { cause: parsed.error });
  return parsed.data;
}

/** Returns undefined for text that is not JSON. No schema accepts undefined. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
