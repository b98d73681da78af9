import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type JsonOperation, jsonOperation } from '../../front-door/index.ts';
import { AwsError, type ServiceCall } from '../../kit/service.ts';
import { type EncryptionContext, keyIdOfBlob, openBlob, sealBlob } from '../model/ciphertext-blob.ts';
import type { KeyRing } from '../model/key-ring.ts';
import { keyArn, type StoredKey } from '../model/stored-key.ts';
import { contextKeys, encryptionContext, keyForUse, keyId } from './key-for-use.ts';

const bytes = (least: number, most: number) =>
  z.base64().transform((text, context) => {
    const decoded = Buffer.from(text, 'base64');
    if (decoded.length < least || decoded.length > most) {
      context.addIssue(`Member must have length between ${least} and ${most}`);
    }
    return decoded;
  });
const ciphertext = bytes(1, 6144);
const algorithm = z.literal('SYMMETRIC_DEFAULT').default('SYMMETRIC_DEFAULT');

const dataKeyInput = z
  .strictObject({
    KeyId: keyId,
    EncryptionContext: encryptionContext,
    KeySpec: z.enum(['AES_256', 'AES_128']).optional(),
    NumberOfBytes: z.number().int().min(1).max(1024).optional(),
  })
  .refine((input) => (input.KeySpec === undefined) !== (input.NumberOfBytes === undefined), {
    message: 'Please specify either number of bytes or key spec.',
  });
const encryptInput = z.strictObject({
  KeyId: keyId,
  Plaintext: bytes(1, 4096),
  EncryptionContext: encryptionContext,
  EncryptionAlgorithm: algorithm,
});
const decryptInput = z.strictObject({
  KeyId: keyId.optional(),
  CiphertextBlob: ciphertext,
  EncryptionContext: encryptionContext,
  EncryptionAlgorithm: algorithm,
});
const reEncryptInput = z.strictObject({
  CiphertextBlob: ciphertext,
  SourceKeyId: keyId.optional(),
  SourceEncryptionContext: encryptionContext,
  SourceEncryptionAlgorithm: algorithm,
  DestinationKeyId: keyId,
  DestinationEncryptionContext: encryptionContext,
  DestinationEncryptionAlgorithm: algorithm,
});

/** Encryption and data keys, and random bytes. */
export function symmetricOperations(ring: KeyRing): Readonly<Record<string, JsonOperation>> {
  const use = (call: ServiceCall, reference: string, action: string, context: EncryptionContext, more = {}) =>
    keyForUse(ring, call, reference, {
      action: `kms:${action}`,
      spec: 'SYMMETRIC_DEFAULT',
      context: { ...contextKeys(context), ...more },
    });

  async function dataKey(input: z.output<typeof dataKeyInput>, call: ServiceCall, action: string) {
    const key = await use(call, input.KeyId, action, input.EncryptionContext);
    const length = input.NumberOfBytes ?? (input.KeySpec === 'AES_128' ? 16 : 32);
    const plaintext = randomBytes(length);
    return { plaintext, ...sealed(key, plaintext, input.EncryptionContext) };
  }

  return {
    GenerateDataKey: jsonOperation(dataKeyInput, async (input, call) => {
      const { plaintext, ...wrapped } = await dataKey(input, call, 'GenerateDataKey');
      return { ...wrapped, Plaintext: plaintext.toString('base64') };
    }),
    GenerateDataKeyWithoutPlaintext: jsonOperation(dataKeyInput, async (input, call) => {
      const { plaintext: _, ...wrapped } = await dataKey(input, call, 'GenerateDataKeyWithoutPlaintext');
      return wrapped;
    }),
    Encrypt: jsonOperation(encryptInput, async (input, call) => ({
      ...sealed(
        await use(call, input.KeyId, 'Encrypt', input.EncryptionContext),
        input.Plaintext,
        input.EncryptionContext,
      ),
      EncryptionAlgorithm: input.EncryptionAlgorithm,
    })),
    Decrypt: jsonOperation(
      decryptInput,
      async ({ KeyId, CiphertextBlob, EncryptionContext, EncryptionAlgorithm }, call) => {
        const key = await use(call, keyIdOfBlob(CiphertextBlob), 'Decrypt', EncryptionContext);
        await refuseOtherKey(ring, key, KeyId);
        const plaintext = openBlob(key, CiphertextBlob, EncryptionContext);
        return { KeyId: keyArn(key.keyId), Plaintext: plaintext.toString('base64'), EncryptionAlgorithm };
      },
    ),
    ReEncrypt: jsonOperation(reEncryptInput, async (input, call) => {
      const target = await ring.find(input.DestinationKeyId);
      const sourceId = keyIdOfBlob(input.CiphertextBlob);
      const same = { 'kms:ReEncryptOnSameKey': String(target.keyId === sourceId) };
      const source = await use(call, sourceId, 'ReEncryptFrom', input.SourceEncryptionContext, same);
      await refuseOtherKey(ring, source, input.SourceKeyId);
      const context = input.DestinationEncryptionContext;
      const destination = await use(call, input.DestinationKeyId, 'ReEncryptTo', context, same);
      const plaintext = openBlob(source, input.CiphertextBlob, input.SourceEncryptionContext);
      return {
        ...sealed(destination, plaintext, context),
        SourceKeyId: keyArn(source.keyId),
        SourceEncryptionAlgorithm: input.SourceEncryptionAlgorithm,
        DestinationEncryptionAlgorithm: input.DestinationEncryptionAlgorithm,
      };
    }),
    GenerateRandom: jsonOperation(
      z.strictObject({ NumberOfBytes: z.number().int().min(1).max(1024) }),
      (input, call) => {
        call.authorize('kms:GenerateRandom', '*');
        return { Plaintext: randomBytes(input.NumberOfBytes).toString('base64') };
      },
    ),
  };
}

function sealed(key: StoredKey, plaintext: Uint8Array, context: EncryptionContext) {
  const material = key.materials.at(-1);
  if (material === undefined) throw new Error(`The key ${key.keyId} has no material.`);
  return {
    KeyId: keyArn(key.keyId),
    CiphertextBlob: sealBlob(key.keyId, material, plaintext, context).toString('base64'),
  };
}

async function refuseOtherKey(ring: KeyRing, key: StoredKey, reference: string | undefined): Promise<void> {
  if (reference === undefined || (await ring.find(reference)).keyId === key.keyId) return;
  throw new AwsError(
    'IncorrectKeyException',
    400,
    'The key ID in the request does not identify a CMK that can perform this operation.',
  );
}
