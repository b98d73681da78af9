import { createHash } from 'node:crypto';
import type { ReceivedBody } from '../body/digest.ts';
import type { Encryption } from '../storage/schemas.ts';
import type { S3Context } from './s3-context.ts';

/**
 * The entity tag of an object in one piece, or of a part: the MD5 of its bytes, or under a KMS key a random value, different
 * for every write (API Reference, "Object", `ETag`).
 *
 * @returns hex
 */
export function entityTag(
  s3: Pick<S3Context, 'randomId'>,
  { md5 }: ReceivedBody,
  { algorithm }: Encryption,
): string {
  if (algorithm === 'aws:kms') return createHash('md5').update(s3.randomId()).digest('hex');
  return md5.toString('hex');
}
