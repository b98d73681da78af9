import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { ReEncryptCommand } from '@aws-sdk/client-kms';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditionalUpdate } from '#aws';
import type { KeyRow } from '#vault';
import type { RewrapperDependencies } from './dependencies.ts';

/** The result for one file key: re-wrapped, deleted with its file, or unchanged because KMS refused. */
export type Outcome = { readonly kind: 'done' | 'gone' } | { readonly kind: 'failed'; readonly code: string };

/** KMS errors that a retry cannot resolve. */
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
 * Wraps one file key under another KMS key. This happens inside KMS, so this function never sees the file key.
 *
 * The row is only updated if it is unchanged, so that the key of a file that was shredded in the meantime is not restored.
 *
 * @throws Error of KMS or DynamoDB that a retry can resolve
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
    if (CiphertextBlob === undefined || KeyId === undefined) throw new Error('KMS returned no ciphertext');
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
    // Only one re-wrap runs at a time, so the file was deleted.
    if (error instanceof ConditionalCheckFailedException) return { kind: 'gone' };
    if (error instanceof Error && refusals.has(error.name)) return { kind: 'failed', code: error.name };
    throw error;
  }
}
