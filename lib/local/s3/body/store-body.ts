import type { S3Context } from '../model/s3-context.ts';
import type { Segment } from '../storage/segments.ts';

/** A body on disk that no row names yet: `keep` it inside a transaction, or it is removed. */
export interface StoredBody<T> {
  readonly result: T;
  /** Empty for an empty body. */
  readonly segments: readonly Segment[];
}

/**
 * Streams a body into a file.
 *
 * @param produce - hands the pieces to `write` and returns what it found out; what it throws removes the file
 * @param commit - makes a row name the segments; what it throws removes the file
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
