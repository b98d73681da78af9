import { z } from 'zod';
import { flag, number, parseProperties } from '../kit/parse-properties.ts';
import { ACCOUNT, type ResourceProvider } from '../kit/resource.ts';
import type { KeyRing } from './model/key-ring.ts';
import { deriveKeyId, keyArn } from './model/stored-key.ts';

const keyProperties = z.strictObject({
  Description: z.string().default(''),
  Enabled: flag.default(true),
  EnableKeyRotation: flag.default(false),
  KeyPolicy: z.unknown().optional(),
  KeySpec: z.enum(['SYMMETRIC_DEFAULT', 'ECC_NIST_P256']).default('SYMMETRIC_DEFAULT'),
  KeyUsage: z.enum(['ENCRYPT_DECRYPT', 'SIGN_VERIFY']).default('ENCRYPT_DECRYPT'),
  MultiRegion: flag.default(false),
  // Without effect: the local cloud never deletes a key of the template.
  PendingWindowInDays: number.min(7).max(30).optional(),
  RotationPeriodInDays: number.min(90).max(2560).default(365),
  Tags: z.unknown().optional(),
});
const aliasProperties = z.strictObject({
  AliasName: z.string().startsWith('alias/'),
  TargetKeyId: z.string(),
});

/** The default policy of AWS: identity policies decide. */
const defaultPolicy = {
  Statement: {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
    Action: 'kms:*',
    Resource: '*',
  },
};

/**
 * `AWS::KMS::Key`, for symmetric encryption or for signatures over P-256.
 *
 * @param setPolicy - gives the key's policy to IAM
 */
export function createKeyProvider(
  ring: KeyRing,
  setPolicy: (arn: string, document: unknown) => void,
): ResourceProvider {
  const type = 'AWS::KMS::Key';
  return {
    type,
    identify(resource) {
      const { MultiRegion } = parseProperties(keyProperties, type, resource);
      const keyId = deriveKeyId(resource, MultiRegion);
      return { ref: keyId, attributes: { Arn: keyArn(keyId), KeyId: keyId } };
    },
    async provision(resource) {
      const properties = parseProperties(keyProperties, type, resource);
      if ((properties.KeySpec === 'SYMMETRIC_DEFAULT') !== (properties.KeyUsage === 'ENCRYPT_DECRYPT')) {
        throw new Error(
          `${resource.logicalId} (${type}): ${properties.KeySpec} is not for ${properties.KeyUsage}`,
        );
      }
      const { keyId } = await ring.define(deriveKeyId(resource, properties.MultiRegion), {
        description: properties.Description,
        spec: properties.KeySpec,
        multiRegion: properties.MultiRegion,
        enabled: properties.Enabled,
        rotation: { enabled: properties.EnableKeyRotation, periodInDays: properties.RotationPeriodInDays },
      });
      setPolicy(keyArn(keyId), properties.KeyPolicy ?? defaultPolicy);
    },
  };
}

/** `AWS::KMS::Alias`. */
export function createAliasProvider(ring: KeyRing): ResourceProvider {
  const type = 'AWS::KMS::Alias';
  return {
    type,
    identify: (resource) => ({
      ref: parseProperties(aliasProperties, type, resource).AliasName,
      attributes: {},
    }),
    async provision(resource) {
      const { AliasName, TargetKeyId } = parseProperties(aliasProperties, type, resource);
      ring.setAlias(AliasName, (await ring.find(TargetKeyId)).keyId);
    },
  };
}
