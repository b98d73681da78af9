import type { S3Context } from '../model/s3-context.ts';
import type { Segment } from '../storage/segments.ts';

/** A body on disk that no row names yet. It is removed unless a transaction keeps it. */
export interface StoredBody<T> {
  readonly result: T;
  /** Empty for an empty body. */
  readonly segments: readonly Segment[];
}

/**
 * Streams a body to a file.
 *
 * @param produce - passes the pieces to `write` and returns its result; an error removes the file
 * @param commit - stores the segments in a row; an error removes the file
 */
export async function storeBody<T, R>(
  s3: S3Context,
  produce: (write: (piece: Buffer) => Promise<void>) => Promise<T>,
  commit: (body: StoredBody<T>) => R,
): Promise<R> {
  const writer = await s3.store.blobs.create();
  let size = 0;
  try {
    const result = await produce(async (piece) => {
      size += piece.length;
      await writer.write(piece);
    });
    if (size === 0) {
      await writer.discard();
      return commit({ result, segments: [] });
    }
    await writer.finish();
    return commit({ result, segments: [{ blob: writer.name, offset: 0, length: size }] });
  } catch (error) {
    await writer.discard();
    throw error;
  }
}
