import { createHash, createPublicKey, verify } from 'node:crypto';
import {
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  GetPublicKeyCommand,
  KMSClient,
  ReEncryptCommand,
  SignCommand,
  VerifyCommand,
} from '@aws-sdk/client-kms';
import { describe, expect, it } from 'vitest';
import { output, refusal, settings } from './client.ts';

const kms = new KMSClient(settings);
const KeyId = output('WrappingId');
const EncryptionContext = { 'encrypt5:file': 'file', 'encrypt5:owner': 'owner' };

async function dataKey() {
  const { Plaintext, CiphertextBlob } = await kms.send(
    new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', EncryptionContext }),
  );
  if (Plaintext === undefined || CiphertextBlob === undefined) throw new Error('no data key came');
  return { Plaintext, CiphertextBlob };
}

describe('a data key', () => {
  it('is 32 bytes, and opens again under the same context in any order', async () => {
    const { Plaintext, CiphertextBlob } = await dataKey();
    expect(Plaintext).toHaveLength(32);
    const opened = await kms.send(
      new DecryptCommand({
        KeyId,
        CiphertextBlob,
        EncryptionContext: { 'encrypt5:owner': 'owner', 'encrypt5:file': 'file' },
      }),
    );
    expect(opened.Plaintext).toEqual(Plaintext);
    expect(opened.KeyId).toMatch(new RegExp(`key/${KeyId}$`));
    expect(opened.EncryptionAlgorithm).toBe('SYMMETRIC_DEFAULT');
  });

  it.each([
    ['no context', undefined],
    ['another value', { ...EncryptionContext, 'encrypt5:file': 'other' }],
    ['another case', { ...EncryptionContext, 'encrypt5:file': 'FILE' }],
    ['a pair more', { ...EncryptionContext, more: 'x' }],
    ['a pair less', { 'encrypt5:file': 'file' }],
  ])('does not open under %s', async (_, context) => {
    const { CiphertextBlob } = await dataKey();
    const call = kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: context }));
    expect(await refusal(call)).toEqual({ name: 'InvalidCiphertextException', status: 400 });
  });

  it('does not open when its last byte is changed', async () => {
    const { CiphertextBlob } = await dataKey();
    const changed = Uint8Array.from(CiphertextBlob);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    const call = kms.send(new DecryptCommand({ CiphertextBlob: changed, EncryptionContext }));
    expect(await refusal(call)).toEqual({ name: 'InvalidCiphertextException', status: 400 });
  });

  it('can be generated without its plaintext', async () => {
    const sealed = await kms.send(
      new GenerateDataKeyWithoutPlaintextCommand({ KeyId, NumberOfBytes: 7, EncryptionContext }),
    );
    expect(sealed).not.toHaveProperty('Plaintext');
    const { Plaintext } = await kms.send(
      new DecryptCommand({ CiphertextBlob: sealed.CiphertextBlob, EncryptionContext }),
    );
    expect(Plaintext).toHaveLength(7);
  });

  it('needs exactly one length', async () => {
    expect(await refusal(kms.send(new GenerateDataKeyCommand({ KeyId })))).toMatchObject({
      name: 'ValidationException',
    });
    const both = kms.send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', NumberOfBytes: 32 }));
    expect(await refusal(both)).toMatchObject({ name: 'ValidationException' });
  });

  it('is re-encrypted under another context without its plaintext', async () => {
    const { Plaintext, CiphertextBlob } = await dataKey();
    const over = await kms.send(
      new ReEncryptCommand({
        CiphertextBlob,
        SourceEncryptionContext: EncryptionContext,
        DestinationKeyId: KeyId,
        DestinationEncryptionContext: { new: 'context' },
      }),
    );
    const opened = await kms.send(
      new DecryptCommand({ CiphertextBlob: over.CiphertextBlob, EncryptionContext: { new: 'context' } }),
    );
    expect(opened.Plaintext).toEqual(Plaintext);
  });
});

describe('a plaintext', () => {
  it('can have 4096 bytes', async () => {
    const { CiphertextBlob } = await kms.send(
      new EncryptCommand({ KeyId, Plaintext: new Uint8Array(4096).fill(7) }),
    );
    const { Plaintext } = await kms.send(new DecryptCommand({ CiphertextBlob }));
    expect(Plaintext).toHaveLength(4096);
  });

  it('of more than 4096 bytes is refused', async () => {
    const call = kms.send(new EncryptCommand({ KeyId, Plaintext: new Uint8Array(4097) }));
    expect(await refusal(call)).toMatchObject({ name: 'ValidationException' });
  });

  it('is decrypted with its key, and refused with another expected key', async () => {
    const { CiphertextBlob } = await dataKey();
    const call = kms.send(
      new DecryptCommand({ CiphertextBlob, EncryptionContext, KeyId: output('SigningId') }),
    );
    expect((await refusal(call)).status).toBe(400);
  });
});

describe('a signature', () => {
  const Message = new TextEncoder().encode('to be signed');
  const signing = { KeyId: output('SigningId'), SigningAlgorithm: 'ECDSA_SHA_256' as const };

  it('is ECDSA over SHA-256 in DER, and the public key verifies it', async () => {
    const { Signature } = await kms.send(new SignCommand({ ...signing, Message, MessageType: 'RAW' }));
    const { PublicKey, KeySpec, KeyUsage, SigningAlgorithms } = await kms.send(
      new GetPublicKeyCommand({ KeyId: signing.KeyId }),
    );
    expect({ KeySpec, KeyUsage, SigningAlgorithms }).toEqual({
      KeySpec: 'ECC_NIST_P256',
      KeyUsage: 'SIGN_VERIFY',
      SigningAlgorithms: ['ECDSA_SHA_256'],
    });
    const key = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' });
    expect(verify('sha256', Message, key, Signature ?? new Uint8Array())).toBe(true);
  });

  it('of a digest is one of the message', async () => {
    const digest = createHash('sha256').update(Message).digest();
    const { Signature } = await kms.send(
      new SignCommand({ ...signing, Message: digest, MessageType: 'DIGEST' }),
    );
    const verified = await kms.send(
      new VerifyCommand({ ...signing, Message, MessageType: 'RAW', Signature }),
    );
    expect(verified.SignatureValid).toBe(true);
  });

  it('of something else is an error', async () => {
    const { Signature } = await kms.send(new SignCommand({ ...signing, Message }));
    const call = kms.send(new VerifyCommand({ ...signing, Message: new Uint8Array([1]), Signature }));
    expect(await refusal(call)).toEqual({ name: 'KMSInvalidSignatureException', status: 400 });
  });

  it('needs a key that signs', async () => {
    expect((await refusal(kms.send(new SignCommand({ ...signing, KeyId, Message })))).name).toBe(
      'InvalidKeyUsageException',
    );
  });

  it('needs a digest of the right length', async () => {
    const call = kms.send(
      new SignCommand({ ...signing, Message: new Uint8Array(31), MessageType: 'DIGEST' }),
    );
    expect(await refusal(call)).toMatchObject({ name: 'ValidationException' });
  });
});

it('a key has a description', async () => {
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
  expect(KeyMetadata).toMatchObject({
    KeyId,
    Enabled: true,
    KeyState: 'Enabled',
    KeySpec: 'SYMMETRIC_DEFAULT',
    KeyUsage: 'ENCRYPT_DECRYPT',
    KeyManager: 'CUSTOMER',
    Origin: 'AWS_KMS',
  });
});

it('an unknown key is NotFoundException', async () => {
  const call = kms.send(new DescribeKeyCommand({ KeyId: '12345678-1234-1234-1234-123456789012' }));
  expect(await refusal(call)).toEqual({ name: 'NotFoundException', status: 400 });
});
