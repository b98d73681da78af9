import { createHash, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { ACCOUNT, REGION, type Resource } from '../../kit/resource.ts';

/** Settings that calls and the template can change. */
const changeable = {
  enabled: z.boolean(),
  rotation: z.object({ enabled: z.boolean(), periodInDays: z.number() }),
};

/** A key in the data folder. Times are milliseconds since the epoch. */
export const storedKey = z.object({
  keyId: z.string(),
  description: z.string(),
  spec: z.enum(['SYMMETRIC_DEFAULT', 'ECC_NIST_P256']),
  multiRegion: z.boolean(),
  ...changeable,
  /** The last settings of the template. Keys of older data folders have none. */
  declared: z.object(changeable).optional(),
  created: z.number(),
  /** When a key whose deletion is scheduled will be gone. */
  deletionDate: z.number().optional(),
  /** Symmetric: all key material, the current one last; 32 bytes, base64. */
  materials: z.array(z.object({ id: z.uuid(), secret: z.base64(), created: z.number() })),
  /** Asymmetric: PKCS #8, PEM. */
  privateKey: z.string().optional(),
});

export type StoredKey = z.output<typeof storedKey>;
export type KeySpec = StoredKey['spec'];
export type Material = StoredKey['materials'][number];

/** A key's settings as its owner gives them. */
export type KeySettings = Pick<StoredKey, 'description' | 'spec' | 'multiRegion' | 'enabled' | 'rotation'>;

export function keyArn(keyId: string): string {
  return `arn:aws:kms:${REGION}:${ACCOUNT}:key/${keyId}`;
}

/**
 * The id of a key in the template: a UUID derived from the names of stack and resource, so that it is known before the key
 * exists.
 */
export function deriveKeyId(
  { logicalId, physicalName }: Pick<Resource, 'logicalId' | 'physicalName'>,
  multiRegion: boolean,
): string {
  const stack = physicalName.slice(0, physicalName.lastIndexOf('-'));
  const hex = createHash('sha256').update(`${stack} key ${logicalId}`).digest('hex').slice(0, 32);
  if (multiRegion) return `mrk-${hex}`;
  // RFC 9562 section 5.8: version 8, for custom ids.
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-8$3-8$4-$5');
}

export function generateKey(keyId: string, settings: KeySettings, now: number): StoredKey {
  const symmetric = settings.spec === 'SYMMETRIC_DEFAULT';
  return {
    ...settings,
    declared: declarationOf(settings),
    keyId,
    created: now,
    materials: symmetric ? [generateMaterial(now)] : [],
    ...(!symmetric && { privateKey: generatePrivateKey() }),
  };
}

/**
 * A key after a deployment. As in CloudFormation, only changes of the template take effect: a key that a call has disabled
 * stays disabled.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html
 */
export function redeclare(key: StoredKey, settings: KeySettings): StoredKey {
  const { enabled, rotation } = settings;
  return {
    ...key,
    ...settings,
    ...(enabled === key.declared?.enabled && { enabled: key.enabled }),
    ...(isDeepStrictEqual(rotation, key.declared?.rotation) && { rotation: key.rotation }),
    declared: declarationOf(settings),
  };
}

function declarationOf({ enabled, rotation }: KeySettings): StoredKey['declared'] {
  return { enabled, rotation };
}

export function generateMaterial(now: number): Material {
  return { id: randomUUID(), secret: randomBytes(32).toString('base64'), created: now };
}

function generatePrivateKey(): string {
  const { privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'prime256v1',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return privateKey;
}
