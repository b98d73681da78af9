import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { open, unlink } from 'node:fs/promises';
import path from 'node:path';
import { type BlobWriter, createWriter } from './blob-writer.ts';
import { readSegments, type Segment } from './segments.ts';

/**
 * Bodies as files with random names. The row in the database is the commit: files without a row are removed at the next
 * start, and no partial file is ever read.
 */
export interface BlobFolder {
  create(): Promise<BlobWriter>;
  /** The bytes of the segments in order. A piece is valid until the next one is requested. */
  read(segments: readonly Segment[]): AsyncGenerator<Buffer>;
  /** Keeps the files of the segments until the returned function is called. */
  pin(segments: readonly Segment[]): () => void;
  /** Removes a file that no row names, as soon as it is not pinned. */
  remove(name: string): void;
  /** Resolves when no removal is in progress. */
  idle(): Promise<void>;
}

/**
 * Opens the folder and removes files without a row.
 *
 * @param randomName - returns a new file name
 * @param isNamed - whether a row names the file
 */
export function openBlobFolder(
  folder: string,
  randomName: () => string,
  isNamed: (name: string) => boolean,
): BlobFolder {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(folder)) {
    if (!isNamed(name)) rmSync(path.join(folder, name), { force: true });
  }
  const pins = new Map<string, number>();
  const doomed = new Set<string>();
  const removals = new Set<Promise<void>>();
  const locate = (name: string) => path.join(folder, name);

  function unlinkNow(name: string): void {
    const removal = unlink(locate(name)).catch(() => undefined);
    removals.add(removal);
    void removal.then(() => removals.delete(removal));
  }

  function unpin(name: string): void {
    const count = (pins.get(name) ?? 1) - 1;
    if (count > 0) {
      pins.set(name, count);
      return;
    }
    pins.delete(name);
    // A copy that pinned the file may have named it again.
    if (doomed.delete(name) && !isNamed(name)) unlinkNow(name);
  }

  return {
    create: async () => {
      const name = randomName();
      const file = await open(locate(name), 'wx', 0o600);
      return createWriter(name, file, folder, () => unlink(locate(name)));
    },
    read: (segments) => readSegments(segments, locate),
    pin: (segments) => {
      const names = new Set(segments.map(({ blob }) => blob));
      for (const name of names) pins.set(name, (pins.get(name) ?? 0) + 1);
      return () => {
        for (const name of names) unpin(name);
        names.clear();
      };
    },
    remove: (name) => {
      if (pins.has(name)) doomed.add(name);
      else unlinkNow(name);
    },
    idle: async () => {
      while (removals.size > 0) await Promise.all(removals);
    },
  };
}
