import type { S3Client } from '@aws-sdk/client-s3';
import type { FrameRun, MessageShape } from '#message';
import type { Control } from './control.ts';
import { fetchRange, type PinnedObject } from './fetch-range.ts';
import { inLanes } from './lanes.ts';
import { type MultipartObject, type WrittenPart, writePart, writePieces } from './multipart-object.ts';
import { cutPart, type Part, type Piece } from './plan-parts.ts';

/** Frames that go through memory at once; a part of no more than that is written in one piece. */
const FRAMES_AT_ONCE = 16;
/** Parts that are worked on at once: one is read, one converted, one written. */
export const LANES = 2;
/** Room for a header and for what frames add to their content. */
const FRAMING_ROOM = 128 * 1024;

/** What happens to the bytes on their way: sealing, or opening. */
export interface Conversion {
  /** Which bytes of the source a piece is made of. */
  sourceRange(piece: Piece): { readonly start: number; readonly end: number };
  /** Which bytes of the target it becomes, the head left out. */
  targetRange(piece: Piece): { readonly start: number; readonly end: number };
  /** What stands in front of the first frame of a part. */
  headOf(part: Part): Uint8Array;
  /** @returns the first bytes of `into` */
  convert(run: FrameRun, bytes: Uint8Array, into: Uint8Array): Promise<Uint8Array>;
}

export interface Transfer {
  readonly s3: S3Client;
  readonly source: PinnedObject;
  readonly target: MultipartObject;
  readonly shape: MessageShape;
  readonly conversion: Conversion;
  readonly control: Control;
  /** Parts that an earlier try has written: they are not made again. */
  readonly written: ReadonlyMap<number, WrittenPart>;
  /**
   * Gets the source bytes of every part, those of written parts too, while they are converted and written: they stay until it is
   * done. Where nobody wants them, written parts are not read.
   */
  readonly onSource?: (
    part: number,
    bytes: Uint8Array,
    isLast: boolean,
    signal: AbortSignal,
  ) => Promise<void>;
  /** Called with the bytes of plaintext that are done, again and again. */
  readonly onDone: (bytes: number) => Promise<void>;
}

interface Memory {
  readonly source: Buffer;
  readonly target: Buffer;
}

/**
 * Takes parts from one object to another, several at a time and in flat memory, whatever their size.
 *
 * @returns every part that is written now, in order
 */
export async function transferParts(transfer: Transfer, parts: readonly Part[]): Promise<WrittenPart[]> {
  const { onSource, onDone } = transfer;
  const written = new Map(transfer.written);
  const todo = onSource === undefined ? parts.filter(({ number }) => !written.has(number)) : parts;
  await overParts(transfer, todo, async (part, memory, signal) => {
    if (written.has(part.number)) await readPart(transfer, part, memory, signal);
    else written.set(part.number, await transferPart(transfer, part, memory, signal));
    await onDone(part.plaintext.end - part.plaintext.start);
  });
  return parts.map(({ number }) => written.get(number)).filter((part) => part !== undefined);
}

/** Reads parts for `onSource` alone. */
export async function readParts(transfer: Transfer, parts: readonly Part[]): Promise<void> {
  await overParts(transfer, parts, (part, memory, signal) => readPart(transfer, part, memory, signal));
}

function overParts(
  { shape, control }: Transfer,
  parts: readonly Part[],
  work: (part: Part, memory: Memory, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const longest = Math.max(0, ...parts.map(({ plaintext }) => plaintext.end - plaintext.start));
  const room = Math.min(longest, FRAMES_AT_ONCE * shape.frameLength) + FRAMING_ROOM;
  const createMemory = () => ({
    // Another thread may read it.
    source: Buffer.from(new SharedArrayBuffer(room)),
    target: Buffer.allocUnsafe(room),
  });
  return inLanes(parts, Math.min(LANES, parts.length), createMemory, control, work);
}

async function transferPart(
  transfer: Transfer,
  part: Part,
  memory: Memory,
  signal: AbortSignal,
): Promise<WrittenPart> {
  const { s3, target, conversion } = transfer;
  const pieces = convertedPieces(transfer, part, memory, signal);
  if (part.run.count <= FRAMES_AT_ONCE) {
    const written: WrittenPart[] = [];
    for await (const piece of pieces) written.push(await writePart(s3, target, part.number, piece, signal));
    const [only] = written;
    if (only === undefined) throw new RangeError('a part without a frame');
    return only;
  }
  const { start, end } = conversion.targetRange(part);
  const size = conversion.headOf(part).length + end - start;
  return writePieces(s3, target, part.number, size, copies(pieces), signal);
}

async function* convertedPieces(
  transfer: Transfer,
  part: Part,
  memory: Memory,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, undefined> {
  const { conversion } = transfer;
  let head = conversion.headOf(part);
  for await (const { piece, bytes } of sourcePieces(transfer, part, memory, signal)) {
    memory.target.set(head);
    const converted = await conversion.convert(piece.run, bytes, memory.target.subarray(head.length));
    yield memory.target.subarray(0, head.length + converted.length);
    head = new Uint8Array();
  }
}

async function readPart(transfer: Transfer, part: Part, memory: Memory, signal: AbortSignal): Promise<void> {
  for await (const _ of sourcePieces(transfer, part, memory, signal));
}

async function* sourcePieces(
  { s3, source, shape, conversion, onSource }: Transfer,
  part: Part,
  memory: Memory,
  signal: AbortSignal,
): AsyncGenerator<{ piece: Piece; bytes: Uint8Array }> {
  const pieces = cutPart(shape, part, FRAMES_AT_ONCE);
  for (const [index, piece] of pieces.entries()) {
    const bytes = await fetchRange(s3, source, conversion.sourceRange(piece), memory.source, signal);
    const seen = onSource?.(part.number, bytes, index === pieces.length - 1, signal);
    // Whoever is never awaited, since the piece failed, must not end the process.
    seen?.catch(() => undefined);
    yield { piece, bytes };
    await seen;
  }
}

/** Each piece in memory of its own: nobody says when the network is done with the one before. */
async function* copies(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) yield Buffer.from(piece);
}
