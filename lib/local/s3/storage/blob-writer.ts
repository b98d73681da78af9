import { type FileHandle, open } from 'node:fs/promises';

/** Bytes are collected up to this size before they are written. */
const PIECE = 256 * 1024;
/** The file is synced every so many bytes, so that the last sync is short. */
const SYNC_EVERY = 32 * 1024 * 1024;

/** A blob that is being written. */
export interface BlobWriter {
  readonly name: string;
  /** Takes a piece, which the caller must not change afterwards. Resolves when there is room for the next one. */
  write(piece: Buffer): Promise<void>;
  /** Resolves when all of it is on disk. */
  finish(): Promise<void>;
  /** Removes the file. Never throws. */
  discard(): Promise<void>;
}

/**
 * @param file - open for writing, empty
 * @param folder - its folder, which is synced too
 */
export function createWriter(
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
    // The next await throws the error. Without this, the rejection would end the process before.
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

/** `writev` can write less than requested (a full disk, a signal), so the rest is written again. */
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
