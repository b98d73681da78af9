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

/** The stack's own policies, as the embedded cloud obeys them, held against the administrator: to him nothing else says no. */
let vault: IdleVault;
beforeAll(async () => {
  vault = await openIdleVault();
});
afterAll(() => vault?.[Symbol.asyncDispose]());

const denied = { name: expect.stringMatching(/^AccessDenied/) };
const bound = { 'encrypt5:file': 'a', 'encrypt5:owner': 'b' };

describe('the wrapping key', () => {
  it.each([
    ['no context', undefined],
    ['no file in the context', { 'encrypt5:owner': 'b' }],
    ['no owner in the context', { 'encrypt5:file': 'a' }],
    ['another context', { file: 'a', owner: 'b' }],
  ])('does nothing with %s, whoever asks', async (_, EncryptionContext) => {
    const { kms, wrappingKey: KeyId } = vault;
    const { CiphertextBlob } = await kms.send(
      new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', EncryptionContext: bound }),
    );
    const asked = { KeyId, EncryptionContext };
    const made = { ...asked, KeySpec: 'AES_256' } as const;
    await expect(kms.send(new GenerateDataKeyCommand(made))).rejects.toMatchObject(denied);
    await expect(kms.send(new GenerateDataKeyWithoutPlaintextCommand(made))).rejects.toMatchObject(denied);
    const Plaintext = randomBytes(32);
    await expect(kms.send(new EncryptCommand({ ...asked, Plaintext }))).rejects.toMatchObject(denied);
    await expect(kms.send(new DecryptCommand({ ...asked, CiphertextBlob }))).rejects.toMatchObject(denied);
    const rewrap = new ReEncryptCommand({
      CiphertextBlob,
      SourceEncryptionContext: bound,
      DestinationKeyId: KeyId,
      DestinationEncryptionContext: EncryptionContext,
    });
    await expect(kms.send(rewrap)).rejects.toMatchObject(denied);
  });

  it('unwraps with the very context with which it wrapped, and with no other', async () => {
    const { kms, wrappingKey: KeyId } = vault;
    const { CiphertextBlob, Plaintext } = await kms.send(
      new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', EncryptionContext: bound }),
    );
    const unwrap = (EncryptionContext: Record<string, string>) =>
      kms.send(new DecryptCommand({ KeyId, CiphertextBlob, EncryptionContext }));
    expect((await unwrap(bound)).Plaintext).toEqual(Plaintext);
    for (const other of [{ 'encrypt5:file': 'b' }, { 'encrypt5:owner': 'a' }]) {
      await expect(unwrap({ ...bound, ...other })).rejects.toMatchObject({
        name: 'InvalidCiphertextException',
      });
    }
  });
});

describe.each(['staging', 'vault', 'outbox'] as const)('the bucket %s', (bucket) => {
  const key = randomBytes(32);
  const ofTheCustomer = {
    SSECustomerAlgorithm: 'AES256',
    SSECustomerKey: key.toString('base64'),
    SSECustomerKeyMD5: createHash('md5').update(key).digest('base64'),
  };
  const ofAnother = {
    ServerSideEncryption: 'aws:kms',
    SSEKMSKeyId: 'arn:aws:kms:eu-west-1:111111111111:key/3f1f1f1e-0c5b-4b1a-9d0a-000000000000',
  } as const;

  it.each([
    ['a key that the caller brings along', ofTheCustomer],
    ['a KMS key that the caller names', ofAnother],
  ])('takes no object under %s, in whatever way', async (_, foreign) => {
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
