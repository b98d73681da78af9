import { badDigest } from '../errors.ts';
import { type ChecksumAlgorithm, createChecksum, createNodeDigest, parseChecksumValue } from './checksum.ts';

/** A received body. */
export interface ReceivedBody {
  readonly size: number;
  readonly md5: Buffer;
  readonly checksums: ReadonlyMap<ChecksumAlgorithm, Buffer>;
}

/** Passes every piece to `write` and computes the MD5 and the requested checksums. */
export async function digestPieces(
  pieces: AsyncIterable<Buffer>,
  algorithms: readonly ChecksumAlgorithm[],
  write: (piece: Buffer) => Promise<void> = async () => undefined,
): Promise<ReceivedBody> {
  const md5 = createNodeDigest('md5');
  const digests = [...new Set(algorithms)].map(
    (algorithm) => [algorithm, createChecksum(algorithm)] as const,
  );
  let size = 0;
  for await (const piece of pieces) {
    size += piece.length;
    md5.update(piece);
    for (const [, digest] of digests) digest.update(piece);
    await write(piece);
  }
  const checksums = new Map(digests.map(([algorithm, digest]) => [algorithm, digest.digest()]));
  return { size, md5: md5.digest(), checksums };
}

/** The expected digests of a body. */
export interface ExpectedDigests {
  readonly md5: Buffer | undefined;
  /** The value in base64. */
  readonly checksum: { readonly algorithm: ChecksumAlgorithm; readonly value: string } | undefined;
}

/** @throws S3Error `BadDigest`, or `InvalidRequest` for an invalid checksum */
export function checkDigests(received: ReceivedBody, { md5, checksum }: ExpectedDigests): void {
  if (md5 && !md5.equals(received.md5)) throw badDigest('Content-MD5');
  if (!checksum) return;
  const expected = parseChecksumValue(checksum.algorithm, checksum.value);
  if (!received.checksums.get(checksum.algorithm)?.equals(expected)) throw badDigest(checksum.algorithm);
}
