import { readFile } from 'node:fs/promises';
import type * as z from 'zod';

/** A file that was named on the command line. */
export interface Given {
  readonly path: string;
  readonly text: string;
}

/** @throws Error that names the file, and says in words for people why it cannot be read */
export async function readGiven(path: string): Promise<Given> {
  try {
    return { path, text: await readFile(path, 'utf8') };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const reason = REASONS.get(code) ?? `it cannot be read (${code || String(error)})`;
    throw new Error(`${path}: ${reason}`, { cause: error });
  }
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['EISDIR', 'it is a folder'],
  ['EACCES', 'it may not be read'],
]);

/**
 * The JSON in a file.
 *
 * @param kind - what it is to be, in words: `a history`
 * @throws Error that names the file, and says that it is not that
 */
export function parseGiven<S extends z.ZodType>({ path, text }: Given, kind: string, schema: S): z.output<S> {
  const parsed = schema.safeParse(jsonOf(text));
  if (!parsed.success) throw new Error(`${path} is not ${kind}`, { cause: parsed.error });
  return parsed.data;
}

/** Undefined for what is no JSON: no schema takes that. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
