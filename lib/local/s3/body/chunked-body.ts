import { incompleteBody, invalidRequest, S3Error } from '../errors.ts';
import type { ChunkVerifier } from './chunk-signature.ts';

const MAX_LINE = 4096;
const MAX_TRAILER_LINES = 16;
/** S3 refuses smaller signed chunks, except the last one. */
const MIN_SIGNED_CHUNK = 8192;

/** The framing of an aws-chunked body. */
export interface ChunkedFraming {
  /** Absent if the chunks are not signed. */
  readonly verifier: ChunkVerifier | undefined;
  /** Lower-case names of the trailing headers that were announced. */
  readonly trailers: readonly string[];
  /** Receives the trailing headers once the body has ended. */
  readonly onTrailers: (trailers: ReadonlyMap<string, string>) => void;
}

/**
 * Extracts the content of an `aws-chunked` body: `HEX[;chunk-signature=…]\r\n DATA \r\n … 0[;…]\r\n [trailers] \r\n`.
 * Content is passed on before its chunk's signature is checked, so it must not be used before the end.
 *
 * @throws S3Error `IncompleteBody` if the body ends early, `InvalidRequest` for bad framing,
 *   `SignatureDoesNotMatch`, `InvalidChunkSizeError`
 */
export async function* decodeChunked(
  source: AsyncIterable<Buffer>,
  framing: ChunkedFraming,
): AsyncGenerator<Buffer> {
  const reader = createLineReader(source);
  let short = false;
  for (;;) {
    const { size, signature } = parseChunkHeader(await reader.line(), framing.verifier !== undefined);
    if (framing.verifier && short && size > 0) throw chunkTooSmall();
    short = size < MIN_SIGNED_CHUNK;
    if (size === 0) {
      framing.verifier?.endChunk(signature);
      break;
    }
    for await (const piece of reader.take(size)) {
      framing.verifier?.update(piece);
      yield piece;
    }
    if ((await reader.line()) !== '') throw malformedChunk();
    framing.verifier?.endChunk(signature);
  }
  framing.onTrailers(await readTrailers(reader, framing));
  if (await reader.rest()) throw malformedChunk();
}

async function readTrailers(
  reader: LineReader,
  { verifier, trailers }: ChunkedFraming,
): Promise<ReadonlyMap<string, string>> {
  const values = new Map<string, string>();
  let signed = '';
  let signature: string | undefined;
  for (let count = 0; ; count++) {
    const line = await reader.line();
    if (line === '') break;
    const colon = line.indexOf(':');
    if (colon <= 0 || count >= MAX_TRAILER_LINES) throw malformedTrailer();
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === 'x-amz-trailer-signature') {
      signature = value;
    } else {
      if (!trailers.includes(name) || values.has(name)) throw malformedTrailer();
      values.set(name, value);
      signed += `${name}:${value}\n`;
    }
  }
  if (trailers.some((name) => !values.has(name))) throw malformedTrailer();
  if (verifier && trailers.length > 0) verifier.endTrailer(signed, signature ?? '');
  return values;
}

function parseChunkHeader(line: string, signed: boolean): { size: number; signature: string } {
  const match = /^([0-9a-f]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/i.exec(line);
  if (!match || signed !== (match[2] !== undefined)) throw malformedChunk();
  return { size: Number.parseInt(match[1] ?? '', 16), signature: match[2] ?? '' };
}

interface LineReader {
  /** The next line without its CRLF. */
  line(): Promise<string>;
  /** The next `size` bytes, as they come. */
  take(size: number): AsyncGenerator<Buffer>;
  /** Whether bytes are left. */
  rest(): Promise<boolean>;
}

function createLineReader(source: AsyncIterable<Buffer>): LineReader {
  const iterator = source[Symbol.asyncIterator]();
  let buffered: Buffer = Buffer.alloc(0);

  async function more(): Promise<boolean> {
    const next = await iterator.next();
    if (next.done === true) return false;
    buffered = buffered.length === 0 ? next.value : Buffer.concat([buffered, next.value]);
    return true;
  }

  return {
    async line() {
      for (;;) {
        const end = buffered.indexOf('\r\n');
        if (end > MAX_LINE || (end < 0 && buffered.length > MAX_LINE)) throw malformedChunk();
        if (end >= 0) {
          const line = buffered.toString('latin1', 0, end);
          buffered = buffered.subarray(end + 2);
          return line;
        }
        if (!(await more())) throw incompleteBody();
      }
    },
    async *take(size) {
      let left = size;
      while (left > 0) {
        if (buffered.length === 0 && !(await more())) throw incompleteBody();
        const piece = buffered.subarray(0, left);
        buffered = buffered.subarray(piece.length);
        left -= piece.length;
        yield piece;
      }
    },
    async rest() {
      return buffered.length > 0 || (await more());
    },
  };
}

function malformedChunk(): S3Error {
  return invalidRequest('The chunked encoding of the body is malformed.');
}

function malformedTrailer(): S3Error {
  return new S3Error(
    'MalformedTrailerError',
    400,
    'The request contained trailing data that was not well-formed or did not conform to our published schema.',
  );
}

function chunkTooSmall(): S3Error {
  return new S3Error(
    'InvalidChunkSizeError',
    403,
    `Only the last chunk is allowed to have a size less than ${MIN_SIGNED_CHUNK} bytes`,
  );
}
