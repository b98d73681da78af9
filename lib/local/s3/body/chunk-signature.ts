import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { VerifiedSignature } from '../../kit/service.ts';
import { S3Error } from '../errors.ts';

const EMPTY_SHA256 = createHash('sha256').digest('hex');

/** Verifies the chain of chunk signatures of one body. */
export interface ChunkVerifier {
  /** Call it with every piece of the chunk's data. */
  update(data: Uint8Array): void;
  /** @throws S3Error `SignatureDoesNotMatch` if the chunk since the last call has another signature */
  endChunk(signature: string): void;
  /**
   * @param trailer - every trailing header as `name:value\n`
   * @throws S3Error `SignatureDoesNotMatch`
   */
  endTrailer(trailer: string, signature: string): void;
}

/**
 * Chunk signatures: see "Signature calculations for the authorization header: transferring a payload in multiple chunks" in
 * the S3 API reference.
 */
export function createChunkVerifier(seed: VerifiedSignature): ChunkVerifier {
  let previous = seed.signature;
  let hash = createHash('sha256');

  function verify(lines: readonly string[], signature: string): void {
    const text = [lines[0], seed.timestamp, seed.scope, previous, ...lines.slice(1)].join('\n');
    const expected = createHmac('sha256', seed.signingKey).update(text).digest();
    const given = Buffer.from(signature, 'hex');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new S3Error(
        'SignatureDoesNotMatch',
        403,
        'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      );
    }
    previous = signature;
  }

  return {
    update: (data) => {
      hash.update(data);
    },
    endChunk: (signature) => {
      verify(['AWS4-HMAC-SHA256-PAYLOAD', EMPTY_SHA256, hash.digest('hex')], signature);
      hash = createHash('sha256');
    },
    endTrailer: (trailer, signature) => {
      const digest = createHash('sha256').update(trailer).digest('hex');
      verify(['AWS4-HMAC-SHA256-TRAILER', digest], signature);
    },
  };
}
