import { DecryptCommand, GenerateDataKeyCommand, KMSServiceException } from '@aws-sdk/client-kms';
import { requireItem, StaleRecord, transact } from '#aws';
import type { EncryptionContext, WrappingKey } from '#message';
import { type FileRecord, KEY_NAMESPACE, type KeyRow, readKeyRow, vaultKeys } from '#vault';
import type { EncryptorDependencies } from './dependencies.ts';
import { Hopeless, KeyServiceUnreachable } from './outcomes.ts';

/** Binds key and ciphertext to one file of one owner; KMS unwraps nothing without it. */
export function encryptionContextOf(owner: string, file: string): EncryptionContext {
  return { 'encrypt5:file': file, 'encrypt5:owner': owner };
}

/**
 * The key of a file, made by KMS at the first call and unwrapped by it at every other. Whoever calls zeroes it. It is stored only
 * while the file is there: a key that came after the deletion would stay for good.
 *
 * @throws StaleRecord where the file was deleted meanwhile
 */
export async function obtainFileKey(
  dependencies: EncryptorDependencies,
  { owner, id: file }: Pick<FileRecord, 'owner' | 'id'>,
): Promise<WrappingKey> {
  const { table, keysTable } = dependencies;
  const existing = await readKeyRow(table.client, keysTable, file);
  if (existing !== undefined) return unwrap(dependencies, existing, owner, file);
  const EncryptionContext = { ...encryptionContextOf(owner, file) };
  const { CiphertextBlob, Plaintext, KeyId } = await answered(
    dependencies.kms.send(
      new GenerateDataKeyCommand({ KeyId: dependencies.wrappingKey, KeySpec: 'AES_256', EncryptionContext }),
    ),
  );
  if (CiphertextBlob === undefined || Plaintext === undefined || KeyId === undefined)
    throw new Error('KMS made no key');
  const row: KeyRow = {
    pk: file,
    wrappedKey: CiphertextBlob,
    keyArn: KeyId,
    encryptionContext: EncryptionContext,
  };
  try {
    await transact(table, [
      { Put: { TableName: keysTable, Item: row, ConditionExpression: 'attribute_not_exists(pk)' } },
      requireItem(table, vaultKeys.file(owner, file)),
    ]);
  } catch (error) {
    Plaintext.fill(0);
    const other = error instanceof StaleRecord ? await readKeyRow(table.client, keysTable, file) : undefined;
    // Another worker's key came first: that one is the file's.
    if (other !== undefined) return unwrap(dependencies, other, owner, file);
    throw error;
  }
  return { bytes: Plaintext, namespace: KEY_NAMESPACE, name: file };
}

/**
 * The key of a file that has one, unwrapped by KMS. Whoever calls zeroes it.
 *
 * @throws Hopeless `key_unavailable` where the key was shredded
 */
export async function openFileKey(
  dependencies: EncryptorDependencies,
  owner: string,
  file: string,
): Promise<WrappingKey> {
  const row = await readKeyRow(dependencies.table.client, dependencies.keysTable, file);
  if (row === undefined) throw new Hopeless('key_unavailable');
  return unwrap(dependencies, row, owner, file);
}

async function unwrap(
  { kms }: EncryptorDependencies,
  row: KeyRow,
  owner: string,
  file: string,
): Promise<WrappingKey> {
  const { Plaintext } = await answered(
    kms.send(
      new DecryptCommand({
        CiphertextBlob: row.wrappedKey,
        KeyId: row.keyArn,
        // Not the row's own: a row that somebody moved to another file must not open.
        EncryptionContext: { ...encryptionContextOf(owner, file) },
      }),
    ),
  );
  if (Plaintext === undefined) throw new Error('KMS unwrapped no key');
  return { bytes: Plaintext, namespace: KEY_NAMESPACE, name: file };
}

/** @throws KeyServiceUnreachable where there was no answer; what KMS itself says, as it says it */
async function answered<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw error instanceof KMSServiceException ? error : new KeyServiceUnreachable(error);
  }
}
