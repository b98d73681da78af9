import { z } from 'zod';
import { AwsError, type ServiceCall } from '../../kit/service.ts';
import type { EncryptionContext } from '../model/ciphertext-blob.ts';
import type { KeyRing } from '../model/key-ring.ts';
import { type KeySpec, keyArn, type StoredKey } from '../model/stored-key.ts';

export const keyId = z.string().min(1).max(2048);
export const encryptionContext = z.record(z.string().min(1), z.string()).default({});

/** How an operation uses its key, and the action to authorize. */
export interface KeyUse {
  readonly action: string;
  readonly spec?: KeySpec;
  /** Condition keys of the operation itself. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

/**
 * Finds the key of a call and checks that its policy, IAM and its state allow the call.
 *
 * @throws AwsError `NotFoundException`, `AccessDenied`, `DisabledException`, `KMSInvalidStateException`,
 *   `InvalidKeyUsageException`
 */
export async function keyForUse(
  ring: KeyRing,
  call: ServiceCall,
  reference: string,
  use: KeyUse,
): Promise<StoredKey> {
  const key = await authorizedKey(ring, call, reference, use);
  const arn = keyArn(key.keyId);
  if (key.deletionDate !== undefined)
    throw new AwsError('KMSInvalidStateException', 400, `${arn} is pending deletion.`);
  if (!key.enabled) throw new AwsError('DisabledException', 400, `${arn} is disabled.`);
  if (use.spec !== undefined && key.spec !== use.spec) {
    throw new AwsError(
      'InvalidKeyUsageException',
      400,
      `${arn} key usage is not valid for ${use.action.slice(4)}.`,
    );
  }
  return key;
}

/**
 * Finds the key of a call in any state and checks that its policy and IAM allow the call. @throws AwsError
 * `NotFoundException`, `AccessDenied`
 */
export async function authorizedKey(
  ring: KeyRing,
  call: ServiceCall,
  reference: string,
  { action, context }: KeyUse,
): Promise<StoredKey> {
  const key = await ring.find(reference);
  const alias = reference.includes('alias/') ? reference.slice(reference.indexOf('alias/')) : undefined;
  const owned = ring.aliases().filter(([, target]) => target === key.keyId);
  call.authorize(action, keyArn(key.keyId), {
    'kms:KeySpec': key.spec,
    'kms:KeyUsage': key.spec === 'SYMMETRIC_DEFAULT' ? 'ENCRYPT_DECRYPT' : 'SIGN_VERIFY',
    'kms:MultiRegion': String(key.multiRegion),
    'kms:ResourceAliases': owned.map(([name]) => name),
    ...(alias !== undefined && { 'kms:RequestAlias': alias }),
    ...context,
  });
  return key;
}

/** The encryption context as condition keys of IAM. */
export function contextKeys(
  context: EncryptionContext,
): Readonly<Record<string, string | readonly string[]>> {
  const names = Object.keys(context);
  return {
    'kms:EncryptionAlgorithm': 'SYMMETRIC_DEFAULT',
    ...(names.length > 0 && { 'kms:EncryptionContextKeys': names }),
    ...Object.fromEntries(
      Object.entries(context).map(([name, value]) => [`kms:EncryptionContext:${name}`, value]),
    ),
  };
}
