import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import path from 'node:path';

/** Bytes are gathered to this size before they are written, and read in pieces of it. */
const PIECE = 256 * 1024;
/** The disk is asked to keep up every so many bytes, so that the sync at the end finds little left to do. */
const SYNC_EVERY = 32 * 1024 * 1024;

/** A stretch of one blob; an object is a list of these, in order. */
export interface Segment {
  readonly blob: string;
  readonly offset: number;
  readonly length: number;
}

/** A blob in the making. */
export interface BlobWriter {
  readonly name: string;
  /** Takes a piece over; the caller must not change it afterwards. Resolves when there is room for the next. */
  write(piece: Buffer): Promise<void>;
  /** Resolves when all of it is on disk. */
  finish(): Promise<void>;
  /** Removes what was written; never throws. */
  discard(): Promise<void>;
}

/**
 * Bodies as files with random names. A file counts only once the database names it, so its row is the commit: what a
 * crash leaves without a row is swept at the next start, and no half-written file can ever be read.
 */
export interface BlobFolder {
  create(): Promise<BlobWriter>;
  /** The bytes of the segments, one after another. */
  read(segments: readonly Segment[]): AsyncGenerator<Buffer>;
  /** Keeps the files of the segments until the function returned is called. */
  pin(segments: readonly Segment[]): () => void;
  /** Removes a file that no row names any more, as soon as nobody has it pinned. */
  remove(name: string): void;
  /** Resolves when no removal is under way. */
  idle(): Promise<void>;
}

/**
 * Opens the folder and removes what nobody names.
 *
 * @param randomName - makes a file name that was never used before
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
    // A copy that pinned the file may have named it anew.
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

function createWriter(
  name: string,
  file: FileHandle,
  folder: string,
  unlinkFile: () => Promise<void>,
): BlobWriter {
  let gathered: Buffer[] = [];
  let size = 0;
  let unsynced = 0;
  let writing: Promise<unknown> = Promise.resolve();
  let syncing: Promise<unknown> = Promise.resolve();

  async function flush(): Promise<void> {
    if (size === 0) return;
    const pieces = gathered;
    gathered = [];
    unsynced += size;
    size = 0;
    await writing;
    writing = writeAll(file, pieces);
    // The failure is met by whoever awaits next; without this the process would end on it before.
    writing.catch(() => undefined);
    if (unsynced < SYNC_EVERY) return;
    unsynced = 0;
    await syncing;
    syncing = writing.then(() => file.datasync());
    syncing.catch(() => undefined);
  }

  return {
    name,
    write: async (piece) => {
      gathered.push(piece);
      size += piece.length;
      if (size >= PIECE) await flush();
    },
    finish: async () => {
      await flush();
      await writing;
      await syncing;
      await file.sync();
      await file.close();
      await syncFolder(folder);
    },
    discard: async () => {
      await Promise.allSettled([writing, syncing]);
      await file.close().catch(() => undefined);
      await unlinkFile().catch(() => undefined);
    },
  };
}

/** `writev` may write less than it was given (a full disk, a signal), so what is left is written again. */
async function writeAll(file: FileHandle, pieces: readonly Buffer[]): Promise<void> {
  let rest = [...pieces];
  while (rest.length > 0) {
    let { bytesWritten } = await file.writev(rest);
    rest = rest.flatMap((piece) => {
      const written = Math.min(bytesWritten, piece.length);
      bytesWritten -= written;
      return written === piece.length ? [] : [piece.subarray(written)];
    });
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function* readSegments(
  segments: readonly Segment[],
  locate: (name: string) => string,
): AsyncGenerator<Buffer> {
  for (const { blob, offset, length } of segments) {
    const file = await open(locate(blob), 'r');
    try {
      let position = offset;
      const end = offset + length;
      while (position < end) {
        const piece = Buffer.allocUnsafe(Math.min(PIECE, end - position));
        const { bytesRead } = await file.read(piece, 0, piece.length, position);
        if (bytesRead === 0) throw new Error(`The file of blob ${blob} is shorter than the database says`);
        position += bytesRead;
        yield piece.subarray(0, bytesRead);
      }
    } finally {
      await file.close();
    }
  }
}

/** The segments that hold bytes `start` to `end`, both inclusive. */
export function sliceSegments(segments: readonly Segment[], start: number, end: number): Segment[] {
  const slices: Segment[] = [];
  let position = 0;
  for (const { blob, offset, length } of segments) {
    const from = Math.max(start - position, 0);
    const to = Math.min(end + 1 - position, length);
    if (from < to) slices.push({ blob, offset: offset + from, length: to - from });
    position += length;
  }
  return slices;
}
