import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { ReEncryptCommand } from '@aws-sdk/client-kms';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditionalUpdate } from '#aws';
import type { KeyRow } from '#vault';
import type { RewrapperDependencies } from './dependencies.ts';

/** What became of one file key: under the target, gone with its file, or as it was, because KMS refused. */
export type Outcome = { readonly kind: 'done' | 'gone' } | { readonly kind: 'failed'; readonly code: string };

/** Refusals of KMS that trying again does not change. */
const refusals = new Set([
  'AccessDeniedException',
  'DisabledException',
  'IncorrectKeyException',
  'InvalidCiphertextException',
  'InvalidKeyUsageException',
  'KMSInvalidStateException',
  'NotFoundException',
]);

/**
 * Wraps one file key under another KMS key, inside KMS: neither the file key nor the file is ever seen.
 *
 * The row is changed only if it still is what was read: a file that was shredded meanwhile must not get its key back.
 *
 * @throws whatever may pass by itself
 */
export async function rewrapRow(
  { kms, keys }: Pick<RewrapperDependencies, 'kms' | 'keys'>,
  row: KeyRow,
  target: string,
): Promise<Outcome> {
  if (row.keyArn === target) return { kind: 'done' };
  try {
    const { CiphertextBlob, KeyId } = await kms.send(
      new ReEncryptCommand({
        CiphertextBlob: row.wrappedKey,
        SourceKeyId: row.keyArn,
        SourceEncryptionContext: row.encryptionContext,
        DestinationKeyId: target,
        DestinationEncryptionContext: row.encryptionContext,
      }),
    );
    if (CiphertextBlob === undefined || KeyId === undefined) throw new Error('KMS re-encrypted nothing');
    const changes = { set: { wrappedKey: CiphertextBlob, keyArn: KeyId } };
    await keys.client.send(
      new UpdateCommand({
        TableName: keys.name,
        Key: { pk: row.pk },
        ...conditionalUpdate(changes, { wrappedKey: row.wrappedKey }),
      }),
    );
    return { kind: 'done' };
  } catch (error) {
    // Only one re-wrap runs at a time, so it is the file that went.
    if (error instanceof ConditionalCheckFailedException) return { kind: 'gone' };
    if (error instanceof Error && refusals.has(error.name)) return { kind: 'failed', code: error.name };
    throw error;
  }
}
