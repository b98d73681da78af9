import { randomUUID } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The bytes of a file, or undefined if it does not exist. */
export async function readIfPresent(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw cause;
  }
}

/**
 * Replaces a file so that after a crash either the old or the new content is complete. Only the owner can read it (0600).
 * Resolves when it is on disk.
 */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${randomUUID()}`;
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  const folder = await open(dirname(path));
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Replaces a file each time it is called, in the order of the calls. */
export function createSerialWriter(path: string): (content: string) => Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  return (content) => {
    const written = last.then(() => writeAtomically(path, content));
    last = written.catch(() => undefined);
    return written;
  };
}
