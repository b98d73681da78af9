import { open } from 'node:fs/promises';

/** Bodies are read in pieces of this size. */
const PIECE = 256 * 1024;

/** A stretch of one blob; an object is a list of these, in order. */
export interface Segment {
  readonly blob: string;
  readonly offset: number;
  readonly length: number;
}

/** The bytes of the segments, one after another. */
export async function* readSegments(
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
