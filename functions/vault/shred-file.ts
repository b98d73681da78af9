import type { S3Client } from '@aws-sdk/client-s3';
import type { Shredding } from '#contract';
import { describeShredding } from './describe-shredding.ts';
import type { FileRecord } from './file-record.ts';
import type { Buckets } from './sweep.ts';
import type { SweepWork } from './sweep-file.ts';
import { type ShredDependencies, shred } from './tombstones.ts';

export interface ShredFileDependencies extends ShredDependencies {
  readonly s3: S3Client;
  readonly buckets: Buckets;
  readonly now: () => Date;
}

/**
 * Shreds a file in whatever state it is, with a tombstone that says what there was.
 *
 * @param record - as it was read
 * @returns what is still to be swept
 * @throws StaleRecord where something else has happened to it since
 */
export async function shredFile(
  dependencies: ShredFileDependencies,
  record: FileRecord,
  shreddedBy: Shredding['shreddedBy'],
): Promise<SweepWork> {
  const encrypted = await describeShredding(dependencies, record, shreddedBy);
  const by = { at: dependencies.now(), actor: shreddedBy.user, address: shreddedBy.address };
  return shred(dependencies, record, by, encrypted);
}
