import type { S3Client } from '@aws-sdk/client-s3';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { queryItems } from '#aws';
import { idSchema } from '#contract';
import { objectKeys, vaultKeys, vaultPrefix } from './keys.ts';
import { type OperationRecord, operationRecordSchema } from './operation-record.ts';
import { deleteShare, sharesOf } from './shares.ts';
import { abortUpload, type Buckets, deleteObject, deleteVersions } from './sweep.ts';
import type { VaultTable } from './vault-table.ts';

/** What is still to do after a deletion, as stored in `Vault`: `pk` `OWNER#owner`, `sk` `SHREDDED#file`. */
export const sweepWorkSchema = z.object({
  owner: idSchema,
  file: idSchema,
  /** An upload into `staging` that was open. */
  stagingUpload: z.string().optional(),
  /** An upload into `vault` that was open. */
  vaultUpload: z.object({ key: z.string(), uploadId: z.string() }).optional(),
  dueAt: z.string(),
});
export type SweepWork = z.infer<typeof sweepWorkSchema>;

export interface SweepDependencies {
  readonly table: VaultTable;
  readonly s3: S3Client;
  readonly buckets: Buckets;
}

/** Deletes everything that a deleted file had. */
export async function sweep(dependencies: SweepDependencies, work: SweepWork): Promise<void> {
  await sweepReadable(dependencies, work);
  await sweepCiphertext(dependencies, work);
}

/** Deletes the ciphertext that a deleted file had, in all its versions. */
export function sweepCiphertext(
  { s3, buckets }: Pick<SweepDependencies, 's3' | 'buckets'>,
  { owner, file }: Pick<SweepWork, 'owner' | 'file'>,
): Promise<void> {
  return deleteVersions(s3, buckets.vault, vaultPrefix(owner, file));
}

/** Deletes all but the ciphertext: shares, plaintext, decrypted copies, operations, and uploads that were open. */
export async function sweepReadable(
  { table, s3, buckets }: SweepDependencies,
  work: SweepWork,
): Promise<void> {
  const { owner, file, stagingUpload, vaultUpload } = work;
  for await (const share of sharesOf(table, file)) await deleteShare(table, share);
  const staging = objectKeys.staging(owner, file);
  if (stagingUpload !== undefined) await abortUpload(s3, buckets.staging, staging, stagingUpload);
  await deleteObject(s3, buckets.staging, staging);
  if (vaultUpload !== undefined) await abortUpload(s3, buckets.vault, vaultUpload.key, vaultUpload.uploadId);
  for (const operation of await operationsOf(table, owner, file)) {
    const copy = objectKeys.outbox(owner, operation.id);
    if (operation.uploadId !== undefined) await abortUpload(s3, buckets.outbox, copy, operation.uploadId);
    await deleteObject(s3, buckets.outbox, copy);
    const Key = vaultKeys.operation(owner, operation.id);
    await table.client.send(new DeleteCommand({ TableName: table.name, Key }));
  }
}

/** The operations of one file. They are few: an operation's trace goes soon after its end. */
export async function operationsOf(
  table: VaultTable,
  owner: string,
  file: string,
): Promise<OperationRecord[]> {
  const { pk, sk } = vaultKeys.operation(owner, '');
  const query = {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
    FilterExpression: '#file = :file',
    ExpressionAttributeNames: { '#file': 'file' },
    ExpressionAttributeValues: { ':pk': pk, ':sk': sk, ':file': file },
    ConsistentRead: true,
  };
  return Array.fromAsync(queryItems(table, query, operationRecordSchema));
}
