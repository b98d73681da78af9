import type { S3Client } from '@aws-sdk/client-s3';
import { DeleteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { idSchema } from '#contract';
import { after, lookAgain } from './due.ts';
import type { FileRecord } from './file-record.ts';
import { objectKeys, vaultKeys, vaultPrefix } from './keys.ts';
import { type OperationRecord, operationRecordSchema } from './operation-record.ts';
import { abortUpload, type Buckets, deleteObject, deleteVersions } from './sweep.ts';
import { putNew, transact, type VaultTable } from './vault-table.ts';

/** What is left of a deleted file, as stored: `pk` `OWNER#owner`, `sk` `SHREDDED#file`. */
export const tombstoneSchema = z.object({
  owner: idSchema,
  file: idSchema,
  shreddedAt: z.string(),
  /** An upload into `staging` that was open. */
  stagingUpload: z.string().optional(),
  /** An upload into `vault` that was open. */
  vaultUpload: z.object({ key: z.string(), uploadId: z.string() }).optional(),
  dueAt: z.string(),
});
export type Tombstone = z.infer<typeof tombstoneSchema>;

export interface ShredDependencies {
  readonly table: VaultTable;
  readonly keysTable: string;
  readonly s3: S3Client;
  readonly buckets: Buckets;
}

/**
 * Deletes a file: its record and its key go in one transaction that leaves a tombstone. From then on nobody can read it,
 * and every worker that is still at it finds its record gone.
 *
 * @throws StaleRecord where the file is gone already
 */
export async function shred(
  { table, keysTable }: ShredDependencies,
  record: FileRecord,
  now: Date,
): Promise<Tombstone> {
  const { owner, id: file, upload, plan } = record;
  const tombstone: Tombstone = {
    owner,
    file,
    shreddedAt: now.toISOString(),
    ...(upload.kind === 'multipart' && { stagingUpload: upload.uploadId }),
    ...(plan !== undefined && { vaultUpload: { key: plan.key, uploadId: plan.uploadId } }),
    dueAt: after(now, lookAgain.late),
  };
  await transact(table, [
    {
      Delete: {
        TableName: table.name,
        Key: vaultKeys.file(owner, file),
        ConditionExpression: 'attribute_exists(pk)',
      },
    },
    { Delete: { TableName: keysTable, Key: { pk: file } } },
    putNew(table, vaultKeys.tombstone(owner, file), tombstone),
  ]);
  return tombstone;
}

/** Deletes everything that a deleted file had: plaintext, ciphertext in all versions, decrypted copies, operations. */
export async function sweep({ table, s3, buckets }: ShredDependencies, tombstone: Tombstone): Promise<void> {
  const { owner, file, stagingUpload, vaultUpload } = tombstone;
  const staging = objectKeys.staging(owner, file);
  if (stagingUpload !== undefined) await abortUpload(s3, buckets.staging, staging, stagingUpload);
  await deleteObject(s3, buckets.staging, staging);
  if (vaultUpload !== undefined) await abortUpload(s3, buckets.vault, vaultUpload.key, vaultUpload.uploadId);
  await deleteVersions(s3, buckets.vault, vaultPrefix(owner, file));
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
  const found: OperationRecord[] = [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        FilterExpression: '#file = :file',
        ExpressionAttributeNames: { '#file': 'file' },
        ExpressionAttributeValues: { ':pk': pk, ':sk': sk, ':file': file },
        ConsistentRead: true,
        ...(ExclusiveStartKey !== undefined && { ExclusiveStartKey }),
      }),
    );
    found.push(...z.array(operationRecordSchema).parse(page.Items ?? []));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return found;
}
