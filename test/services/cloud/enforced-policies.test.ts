import { createHash, randomBytes } from 'node:crypto';
import {
  DecryptCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  ReEncryptCommand,
} from '@aws-sdk/client-kms';
import { CopyObjectCommand, CreateMultipartUploadCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type IdleVault, openIdleVault } from '../idle-vault.ts';

/**
 * The embedded cloud enforces the stack's own policies. These tests act as the administrator, who has all other
 * rights.
 */
let vault: IdleVault;
beforeAll(async () => {
  vault = await openIdleVault();
});
afterAll(() => vault?.[Symbol.asyncDispose]());

const denied = { name: expect.stringMatching(/^AccessDenied/) };
const fileContext = { 'encrypt5:file': 'a', 'encrypt5:owner': 'b' };

describe('the KMS wrapping key', () => {
  it.each([
    ['no context', undefined],
    ['no file in the context', { 'encrypt5:owner': 'b' }],
    ['no owner in the context', { 'encrypt5:file': 'a' }],
    ['another context', { file: 'a', owner: 'b' }],
  ])('refuses all operations with %s', async (_, EncryptionContext) => {
    const { kms, wrappingKey: KeyId } = vault;
    const { CiphertextBlob } = await kms.send(
      new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', EncryptionContext: fileContext }),
    );
    const parameters = { KeyId, EncryptionContext };
    const keyRequest = { ...parameters, KeySpec: 'AES_256' } as const;
    await expect(kms.send(new GenerateDataKeyCommand(keyRequest))).rejects.toMatchObject(denied);
    await expect(kms.send(new GenerateDataKeyWithoutPlaintextCommand(keyRequest))).rejects.toMatchObject(
      denied,
    );
    const Plaintext = randomBytes(32);
    await expect(kms.send(new EncryptCommand({ ...parameters, Plaintext }))).rejects.toMatchObject(denied);
    await expect(kms.send(new DecryptCommand({ ...parameters, CiphertextBlob }))).rejects.toMatchObject(
      denied,
    );
    const rewrap = new ReEncryptCommand({
      CiphertextBlob,
      SourceEncryptionContext: fileContext,
      DestinationKeyId: KeyId,
      DestinationEncryptionContext: EncryptionContext,
    });
    await expect(kms.send(rewrap)).rejects.toMatchObject(denied);
  });

  it('unwraps only with the encryption context of the wrapping', async () => {
    const { kms, wrappingKey: KeyId } = vault;
    const { CiphertextBlob, Plaintext } = await kms.send(
      new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', EncryptionContext: fileContext }),
    );
    const unwrap = (EncryptionContext: Record<string, string>) =>
      kms.send(new DecryptCommand({ KeyId, CiphertextBlob, EncryptionContext }));
    expect((await unwrap(fileContext)).Plaintext).toEqual(Plaintext);
    for (const other of [{ 'encrypt5:file': 'b' }, { 'encrypt5:owner': 'a' }]) {
      await expect(unwrap({ ...fileContext, ...other })).rejects.toMatchObject({
        name: 'InvalidCiphertextException',
      });
    }
  });
});

describe.each(['staging', 'vault', 'outbox'] as const)('the bucket %s', (bucket) => {
  const key = randomBytes(32);
  const customerKey = {
    SSECustomerAlgorithm: 'AES256',
    SSECustomerKey: key.toString('base64'),
    SSECustomerKeyMD5: createHash('md5').update(key).digest('base64'),
  };
  const foreignKey = {
    ServerSideEncryption: 'aws:kms',
    SSEKMSKeyId: 'arn:aws:kms:eu-west-1:111111111111:key/3f1f1f1e-0c5b-4b1a-9d0a-000000000000',
  } as const;

  it.each([
    ['a key that the caller supplies', customerKey],
    ['a KMS key of another account', foreignKey],
  ])('refuses objects that are encrypted with %s', async (_, foreign) => {
    const object = { Bucket: vault.buckets[bucket], Key: 'object' };
    await vault.s3.send(new PutObjectCommand({ ...object, Body: 'x' }));
    const copy = { ...object, CopySource: `${object.Bucket}/${object.Key}` };
    const { s3 } = vault;
    await expect(s3.send(new PutObjectCommand({ ...object, ...foreign, Body: 'y' }))).rejects.toMatchObject(
      denied,
    );
    await expect(s3.send(new CreateMultipartUploadCommand({ ...object, ...foreign }))).rejects.toMatchObject(
      denied,
    );
    await expect(s3.send(new CopyObjectCommand({ ...copy, ...foreign }))).rejects.toMatchObject(denied);
  });
});
