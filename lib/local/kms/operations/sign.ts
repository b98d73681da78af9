import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { z } from 'zod';
import { type JsonOperation, jsonOperation } from '../../front-door/index.ts';
import { AwsError, type ServiceCall } from '../../kit/service.ts';
import type { KeyRing } from '../model/key-ring.ts';
import { keyArn, type StoredKey } from '../model/stored-key.ts';
import { keyForUse, keyId } from './key-for-use.ts';

const signature = {
  KeyId: keyId,
  Message: z.base64().transform((text) => Buffer.from(text, 'base64')),
  MessageType: z.enum(['RAW', 'DIGEST']).default('RAW'),
  SigningAlgorithm: z.literal('ECDSA_SHA_256'),
};
const signInput = z.strictObject(signature);
const verifyInput = z.strictObject({ ...signature, Signature: z.base64() });

/**
 * ECDSA over P-256 with SHA-256, signatures in DER.
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html
 */
export function signingOperations(ring: KeyRing): Readonly<Record<string, JsonOperation>> {
  const use = (call: ServiceCall, input: z.output<typeof signInput>, action: string) =>
    keyForUse(ring, call, input.KeyId, {
      action: `kms:${action}`,
      spec: 'ECC_NIST_P256',
      context: { 'kms:SigningAlgorithm': input.SigningAlgorithm, 'kms:MessageType': input.MessageType },
    });
  return {
    Sign: jsonOperation(signInput, async (input, call) => {
      const key = await use(call, input, 'Sign');
      // node:crypto cannot sign an existing digest.
      const der = p256.sign(digestOf(input), scalarOf(key), { prehash: false, lowS: false, format: 'der' });
      return {
        KeyId: keyArn(key.keyId),
        Signature: Buffer.from(der).toString('base64'),
        SigningAlgorithm: input.SigningAlgorithm,
      };
    }),
    Verify: jsonOperation(verifyInput, async (input, call) => {
      const key = await use(call, input, 'Verify');
      if (!isSignature(key, digestOf(input), Buffer.from(input.Signature, 'base64'))) {
        throw new AwsError('KMSInvalidSignatureException', 400, '');
      }
      return { KeyId: keyArn(key.keyId), SignatureValid: true, SigningAlgorithm: input.SigningAlgorithm };
    }),
    GetPublicKey: jsonOperation(z.strictObject({ KeyId: keyId }), async (input, call) => {
      const key = await keyForUse(ring, call, input.KeyId, {
        action: 'kms:GetPublicKey',
        spec: 'ECC_NIST_P256',
      });
      const spki = createPublicKey(privateKeyOf(key)).export({ type: 'spki', format: 'der' });
      return {
        KeyId: keyArn(key.keyId),
        PublicKey: spki.toString('base64'),
        KeySpec: key.spec,
        CustomerMasterKeySpec: key.spec,
        KeyUsage: 'SIGN_VERIFY',
        SigningAlgorithms: ['ECDSA_SHA_256'],
      };
    }),
  };
}

function digestOf({
  Message,
  MessageType,
}: Pick<z.output<typeof signInput>, 'Message' | 'MessageType'>): Buffer {
  if (MessageType === 'RAW' && Message.length >= 1 && Message.length <= 4096) {
    return createHash('sha256').update(Message).digest();
  }
  if (MessageType === 'DIGEST' && Message.length === 32) return Message;
  const constraint = MessageType === 'RAW' ? 'between 1 and 4096 bytes' : 'the 32 bytes of a SHA-256 digest';
  throw new AwsError('ValidationException', 400, `Message must be ${constraint}.`);
}

function isSignature(key: StoredKey, digest: Buffer, der: Buffer): boolean {
  try {
    return p256.verify(der, digest, p256.getPublicKey(scalarOf(key)), {
      prehash: false,
      lowS: false,
      format: 'der',
    });
  } catch {
    return false;
  }
}

function privateKeyOf(key: StoredKey): string {
  if (key.privateKey === undefined) throw new Error(`The key ${key.keyId} has no private key.`);
  return key.privateKey;
}

/** The private scalar, 32 bytes. */
function scalarOf(key: StoredKey): Buffer {
  const { d } = createPrivateKey(privateKeyOf(key)).export({ format: 'jwk' });
  return Buffer.from(d ?? '', 'base64url');
}
