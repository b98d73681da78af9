import { incompleteBody, invalidRequest, S3Error } from '../errors.ts';
import type { S3Request, Signed } from '../http/request-headers.ts';
import {
  CHECKSUM_ALGORITHMS,
  type ChecksumAlgorithm,
  checksumHeader,
  parseAlgorithm,
  parseChecksumValue,
  parseContentMd5,
} from './checksum.ts';
import { createChunkVerifier } from './chunk-signature.ts';
import { decodeChunked } from './chunked-body.ts';
import { checkDigests, digestPieces, type ReceivedBody } from './digest.ts';

/** The largest object in one request, and the largest part: 5 GiB. */
export const MAX_BODY = 5 * 1024 ** 3;

/** The headers of a request about its body. */
export interface BodyDeclaration {
  /** Bytes of content, without any chunk framing. */
  readonly length: number;
  readonly md5: Buffer | undefined;
  /** The additional checksum. Its value is in the headers or in the trailers. */
  readonly checksum:
    | { readonly algorithm: ChecksumAlgorithm; readonly value: string | undefined }
    | undefined;
}

/**
 * @throws S3Error `MissingContentLength`, `EntityTooLarge`, `InvalidDigest`, `InvalidRequest`
 */
export function readDeclaration({ call, header }: Signed<S3Request>, maxSize: number): BodyDeclaration {
  const chunked = call.signature.payloadHash.startsWith('STREAMING-');
  const declared = chunked ? header('x-amz-decoded-content-length') : header('content-length');
  if (declared === undefined || !/^\d{1,15}$/.test(declared)) {
    throw new S3Error('MissingContentLength', 411, 'You must provide the Content-Length HTTP header.');
  }
  const length = Number(declared);
  if (length > maxSize) {
    throw new S3Error('EntityTooLarge', 400, 'Your proposed upload exceeds the maximum allowed size', {
      ProposedSize: String(length),
      MaxSizeAllowed: String(maxSize),
    });
  }
  const md5 = header('content-md5');
  return {
    length,
    md5: md5 === undefined ? undefined : parseContentMd5(md5),
    checksum: declaredChecksum(header),
  };
}

function declaredChecksum(header: S3Request['header']): BodyDeclaration['checksum'] {
  const given = CHECKSUM_ALGORITHMS.filter((algorithm) => header(checksumHeader(algorithm)) !== undefined);
  const trailer = trailerNames(header).filter((name) => name.startsWith('x-amz-checksum-'));
  if (given.length + trailer.length > 1) {
    throw invalidRequest(
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  }
  const [algorithm] = [
    ...given,
    ...trailer.map((name) => parseAlgorithm(name.slice('x-amz-checksum-'.length))),
  ];
  const named = header('x-amz-sdk-checksum-algorithm');
  if (named !== undefined && parseAlgorithm(named) !== algorithm) {
    throw invalidRequest(
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    );
  }
  if (algorithm === undefined) return undefined;
  const value = header(checksumHeader(algorithm));
  if (value !== undefined) parseChecksumValue(algorithm, value);
  return { algorithm, value };
}

function trailerNames(header: S3Request['header']): string[] {
  return (header('x-amz-trailer') ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
}

/**
 * Passes the body to `write`, piece by piece, and checks all that was declared: length, payload hash, chunk signatures,
 * Content-MD5 and checksum. Do not use the pieces unless it resolves.
 *
 * @param algorithms - checksums to compute besides the declared one
 * @throws S3Error `IncompleteBody`, `BadDigest`, `XAmzContentSHA256Mismatch` and errors of the framing
 */
export async function receiveBody(
  request: Signed<S3Request>,
  declaration: BodyDeclaration,
  algorithms: readonly ChecksumAlgorithm[],
  write: (piece: Buffer) => Promise<void>,
): Promise<ReceivedBody> {
  const { payloadHash } = request.call.signature;
  const hashed = /^[0-9a-f]{64}$/i.test(payloadHash);
  const wanted = [...algorithms, ...(hashed ? (['SHA256'] as const) : [])];
  if (declaration.checksum) wanted.push(declaration.checksum.algorithm);
  let trailers: ReadonlyMap<string, string> = new Map();

  const content = contentOf(request, payloadHash, (found) => {
    trailers = found;
  });
  let size = 0;
  const received = await digestPieces(content, wanted, async (piece) => {
    size += piece.length;
    if (size > declaration.length) throw incompleteBody();
    await write(piece);
  });
  if (size !== declaration.length) throw incompleteBody();

  if (hashed) checkPayloadHash(payloadHash, received);
  checkDigests(received, {
    md5: declaration.md5,
    checksum: declaration.checksum && {
      algorithm: declaration.checksum.algorithm,
      value: declaration.checksum.value ?? trailers.get(checksumHeader(declaration.checksum.algorithm)) ?? '',
    },
  });
  return received;
}

/** @throws S3Error `InvalidRequest` for a payload hash that is not supported */
function contentOf(
  request: Signed<S3Request>,
  payloadHash: string,
  onTrailers: (trailers: ReadonlyMap<string, string>) => void,
): AsyncIterable<Buffer> {
  const source = readSource(request);
  if (!payloadHash.startsWith('STREAMING-')) return source;
  const framing = /^STREAMING-(AWS4-HMAC-SHA256|UNSIGNED)-PAYLOAD(-TRAILER)?$/.exec(payloadHash);
  const signed = framing?.[1] === 'AWS4-HMAC-SHA256';
  if (!framing || (!signed && framing[2] === undefined)) {
    throw invalidRequest(`The local S3 does not know the x-amz-content-sha256 value ${payloadHash}.`);
  }
  return decodeChunked(source, {
    verifier: signed ? createChunkVerifier(request.call.signature) : undefined,
    trailers: framing[2] === undefined ? [] : trailerNames(request.header),
    onTrailers,
  });
}

/** The bytes of the connection. A broken connection is an incomplete body. */
async function* readSource({ call }: S3Request): AsyncGenerator<Buffer> {
  try {
    // The connection must stay open after a refused body, so that the answer can be sent.
    yield* call.request.iterator({ destroyOnReturn: false });
  } catch {
    throw incompleteBody();
  }
  if (!call.request.complete) throw incompleteBody();
}

function checkPayloadHash(payloadHash: string, received: ReceivedBody): void {
  const computed = received.checksums.get('SHA256')?.toString('hex') ?? '';
  if (computed === payloadHash.toLowerCase()) return;
  throw new S3Error(
    'XAmzContentSHA256Mismatch',
    400,
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
    { ClientComputedContentSHA256: payloadHash, S3ComputedContentSHA256: computed },
  );
}
