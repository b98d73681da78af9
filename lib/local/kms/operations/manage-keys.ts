import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type JsonOperation, jsonOperation } from '../../front-door/index.ts';
import { ACCOUNT, REGION } from '../../kit/resource.ts';
import { AwsError } from '../../kit/service.ts';
import type { KeyRing } from '../model/key-ring.ts';
import { keyArn, type StoredKey } from '../model/stored-key.ts';
import { authorizedKey, keyForUse, keyId } from './key-for-use.ts';

const day = 24 * 60 * 60 * 1000;
/** A key that is not in the template. Identity policies decide, as with KMS's default policy. */
const createInput = z.strictObject({
  Description: z.string().max(8192).default(''),
  KeySpec: z.enum(['SYMMETRIC_DEFAULT', 'ECC_NIST_P256']).default('SYMMETRIC_DEFAULT'),
  KeyUsage: z.enum(['ENCRYPT_DECRYPT', 'SIGN_VERIFY']).optional(),
});
const byId = z.strictObject({ KeyId: keyId });

/** Descriptions, states, rotation and deletion of keys. */
export function managementOperations(
  ring: KeyRing,
  now: () => number,
): Readonly<Record<string, JsonOperation>> {
  const setEnabled = (action: string, enabled: boolean) =>
    jsonOperation(byId, async (input, call) => {
      const key = await authorizedKey(ring, call, input.KeyId, { action: `kms:${action}` });
      if (key.deletionDate !== undefined) {
        throw new AwsError('KMSInvalidStateException', 400, `${keyArn(key.keyId)} is pending deletion.`);
      }
      await ring.update(key.keyId, { enabled });
    });
  const symmetric = { spec: 'SYMMETRIC_DEFAULT' } as const;
  return {
    CreateKey: jsonOperation(createInput, async (input, call) => {
      call.authorize('kms:CreateKey', '*');
      const key = await ring.define(randomUUID(), {
        description: input.Description,
        spec: input.KeySpec,
        multiRegion: false,
        enabled: true,
        rotation: { enabled: false, periodInDays: 365 },
      });
      return { KeyMetadata: describe(key) };
    }),
    DescribeKey: jsonOperation(byId, async (input, call) => ({
      KeyMetadata: describe(await authorizedKey(ring, call, input.KeyId, { action: 'kms:DescribeKey' })),
    })),
    EnableKey: setEnabled('EnableKey', true),
    DisableKey: setEnabled('DisableKey', false),
    EnableKeyRotation: jsonOperation(
      z.strictObject({ KeyId: keyId, RotationPeriodInDays: z.number().int().min(90).max(2560).default(365) }),
      async (input, call) => {
        const key = await keyForUse(ring, call, input.KeyId, {
          action: 'kms:EnableKeyRotation',
          ...symmetric,
        });
        await ring.update(key.keyId, {
          rotation: { enabled: true, periodInDays: input.RotationPeriodInDays },
        });
      },
    ),
    GetKeyRotationStatus: jsonOperation(byId, async (input, call) => {
      const use = { action: 'kms:GetKeyRotationStatus', ...symmetric };
      const { keyId: id, rotation, materials } = await authorizedKey(ring, call, input.KeyId, use);
      const next = (materials.at(-1)?.created ?? now()) + rotation.periodInDays * day;
      return {
        KeyId: keyArn(id),
        KeyRotationEnabled: rotation.enabled,
        ...(rotation.enabled && {
          RotationPeriodInDays: rotation.periodInDays,
          NextRotationDate: next / 1000,
        }),
      };
    }),
    RotateKeyOnDemand: jsonOperation(byId, async (input, call) => {
      const key = await keyForUse(ring, call, input.KeyId, { action: 'kms:RotateKeyOnDemand', ...symmetric });
      await ring.rotate(key.keyId);
      return { KeyId: keyArn(key.keyId) };
    }),
    ScheduleKeyDeletion: jsonOperation(
      z.strictObject({ KeyId: keyId, PendingWindowInDays: z.number().int().min(7).max(30).default(30) }),
      async (input, call) => {
        const key = await authorizedKey(ring, call, input.KeyId, {
          action: 'kms:ScheduleKeyDeletion',
          context: { 'kms:ScheduleKeyDeletionPendingWindowInDays': String(input.PendingWindowInDays) },
        });
        const deletionDate = now() + input.PendingWindowInDays * day;
        await ring.update(key.keyId, { deletionDate, enabled: false });
        return {
          KeyId: keyArn(key.keyId),
          DeletionDate: deletionDate / 1000,
          KeyState: 'PendingDeletion',
          PendingWindowInDays: input.PendingWindowInDays,
        };
      },
    ),
    CancelKeyDeletion: jsonOperation(byId, async (input, call) => {
      const key = await authorizedKey(ring, call, input.KeyId, { action: 'kms:CancelKeyDeletion' });
      if (key.deletionDate === undefined) {
        throw new AwsError('KMSInvalidStateException', 400, `${keyArn(key.keyId)} is not pending deletion.`);
      }
      await ring.update(key.keyId, { deletionDate: undefined });
      return { KeyId: keyArn(key.keyId) };
    }),
    ListKeys: (_input, call) => {
      call.authorize('kms:ListKeys', '*');
      return {
        Keys: ring.list().map((key) => ({ KeyId: key.keyId, KeyArn: keyArn(key.keyId) })),
        Truncated: false,
      };
    },
    ListAliases: jsonOperation(z.strictObject({ KeyId: keyId.optional() }), async (input, call) => {
      call.authorize('kms:ListAliases', '*');
      const only = input.KeyId === undefined ? undefined : (await ring.find(input.KeyId)).keyId;
      const aliases = ring.aliases().filter(([, target]) => only === undefined || target === only);
      return {
        Aliases: aliases.map(([AliasName, TargetKeyId]) => ({
          AliasName,
          AliasArn: `arn:aws:kms:${REGION}:${ACCOUNT}:${AliasName}`,
          TargetKeyId,
        })),
        Truncated: false,
      };
    }),
  };
}

function describe(key: StoredKey): object {
  const symmetric = key.spec === 'SYMMETRIC_DEFAULT';
  const pending = key.deletionDate !== undefined;
  return {
    AWSAccountId: ACCOUNT,
    KeyId: key.keyId,
    Arn: keyArn(key.keyId),
    CreationDate: key.created / 1000,
    Enabled: key.enabled && !pending,
    Description: key.description,
    KeyUsage: symmetric ? 'ENCRYPT_DECRYPT' : 'SIGN_VERIFY',
    KeyState: pending ? 'PendingDeletion' : key.enabled ? 'Enabled' : 'Disabled',
    ...(key.deletionDate !== undefined && { DeletionDate: key.deletionDate / 1000 }),
    Origin: 'AWS_KMS',
    KeyManager: 'CUSTOMER',
    KeySpec: key.spec,
    CustomerMasterKeySpec: key.spec,
    ...(symmetric
      ? { EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'] }
      : { SigningAlgorithms: ['ECDSA_SHA_256'] }),
    MultiRegion: key.multiRegion,
  };
}
