import { open } from 'node:fs/promises';

/** Bodies are read in pieces of this size. */
const PIECE = 256 * 1024;

/** A range of one blob. An object is an ordered list of segments. */
export interface Segment {
  readonly blob: string;
  readonly offset: number;
  readonly length: number;
}

/**
 * The bytes of the segments in order, in two alternating buffers. A piece is valid until the next one is requested, which is
 * already being read.
 */
export async function* readSegments(
  segments: readonly Segment[],
  locate: (name: string) => string,
): AsyncGenerator<Buffer> {
  const size = Math.min(PIECE, Math.max(0, ...segments.map(({ length }) => length)));
  let [current, next] = [Buffer.allocUnsafe(size), Buffer.allocUnsafe(size)];
  for (const { blob, offset, length } of segments) {
    const file = await open(locate(blob), 'r');
    const read = (into: Buffer, position: number) =>
      file.read(into, 0, Math.min(into.length, offset + length - position), position);
    let reading = read(current, offset);
    try {
      for (let position = offset; position < offset + length; ) {
        const { bytesRead } = await reading;
        if (bytesRead === 0) throw new Error(`The file of blob ${blob} is shorter than the database says`);
        position += bytesRead;
        reading = read(next, position);
        yield current.subarray(0, bytesRead);
        [current, next] = [next, current];
      }
    } finally {
      await reading.catch(() => undefined);
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
