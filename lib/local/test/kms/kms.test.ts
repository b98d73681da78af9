import { createHash, createPublicKey, verify } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CancelKeyDeletionCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  GenerateRandomCommand,
  GetKeyRotationStatusCommand,
  GetPublicKeyCommand,
  KMSClient,
  ListAliasesCommand,
  ListKeysCommand,
  ReEncryptCommand,
  RotateKeyOnDemandCommand,
  ScheduleKeyDeletionCommand,
  SignCommand,
  VerifyCommand,
} from '@aws-sdk/client-kms';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UnsupportedProperty } from '../../kit/resource.ts';
import {
  createAliasProvider,
  createKeyProvider,
  createKmsService,
  type KeyRing,
  type KmsService,
  openKeyRing,
} from '../../kms/index.ts';
import { type OpenDoor, openDoor } from '../front-door/open-door.ts';

const day = 24 * 60 * 60 * 1000;
let offset = 0;
let door: OpenDoor;
let ring: KeyRing;
let service: KmsService;
let kms: KMSClient;
let wrapping: string;
let other: string;
let signing: string;
const now = () => Date.now() + offset;

beforeEach(async () => {
  offset = 0;
  door = await openDoor(async ({ folder }) => {
    ring = await openKeyRing(join(folder, 'kms'), now);
    service = createKmsService({ ring, now, report: (error) => expect(error).toBeUndefined() });
    return [service];
  });
  kms = new KMSClient(door.client);
  wrapping = await provision('Wrapping', { EnableKeyRotation: true, MultiRegion: true });
  other = await provision('Other', {});
  signing = await provision('Tokens', { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
});
afterEach(() => door[Symbol.asyncDispose]());

async function provision(logicalId: string, properties: object, keys = ring): Promise<string> {
  const provider = createKeyProvider(keys, door.iam.setResourcePolicy);
  const resource = { logicalId, physicalName: logicalId.toLowerCase(), properties };
  await provider.provision(resource);
  return provider.identify(resource).ref;
}

const bytes = (text: string) => new TextEncoder().encode(text);
const context = { 'encrypt5:file': 'f', 'encrypt5:owner': 'ö' };
const encrypt = async (
  text = 'secret',
  EncryptionContext: Record<string, string> = context,
  KeyId = wrapping,
) =>
  (await kms.send(new EncryptCommand({ KeyId, Plaintext: bytes(text), EncryptionContext }))).CiphertextBlob;
const decrypt = (
  CiphertextBlob: Uint8Array | undefined,
  EncryptionContext: Record<string, string> = context,
  KeyId?: string,
) => kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext, ...(KeyId && { KeyId }) }));

describe('data keys', () => {
  it('open again under the same context, in whichever order it is given', async () => {
    const made = await kms.send(
      new GenerateDataKeyCommand({ KeyId: wrapping, KeySpec: 'AES_256', EncryptionContext: context }),
    );
    expect(made.Plaintext).toHaveLength(32);
    const opened = await decrypt(made.CiphertextBlob, { 'encrypt5:owner': 'ö', 'encrypt5:file': 'f' });
    expect(opened.Plaintext).toEqual(made.Plaintext);
    expect(opened.KeyId).toBe(`arn:aws:kms:eu-west-1:000000000000:key/${wrapping}`);
  });

  it('may be had without the plaintext, and of any length', async () => {
    const made = await kms.send(
      new GenerateDataKeyWithoutPlaintextCommand({ KeyId: wrapping, NumberOfBytes: 48 }),
    );
    expect(made).not.toHaveProperty('Plaintext');
    expect((await decrypt(made.CiphertextBlob, {})).Plaintext).toHaveLength(48);
  });

  it('need a length', async () => {
    await expect(kms.send(new GenerateDataKeyCommand({ KeyId: wrapping }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });
});

describe('ciphertexts', () => {
  it.each<[string, Record<string, string>]>([
    ['another value', { ...context, 'encrypt5:file': 'g' }],
    ['one pair less', { 'encrypt5:file': 'f' }],
    ['one pair more', { ...context, more: 'x' }],
    ['none', {}],
  ])('do not open under another context: %s', async (_, wrong) => {
    await expect(decrypt(await encrypt(), wrong)).rejects.toMatchObject({
      name: 'InvalidCiphertextException',
    });
  });

  it('do not open when a single byte is changed, or missing', async () => {
    const blob = (await encrypt()) ?? new Uint8Array();
    const failed = async (changed: Uint8Array) =>
      decrypt(changed).then(
        () => 'opened',
        (error: Error) => error.name,
      );
    for (let i = 0; i < blob.length; i++) {
      const changed = Uint8Array.from(blob);
      changed[i] = (changed[i] ?? 0) ^ 1;
      // A changed key id is another key, which does not exist.
      expect(await failed(changed)).toMatch(/InvalidCiphertextException|NotFoundException/);
    }
    for (const length of [1, 2, 40, blob.length - 1]) {
      expect(await failed(blob.subarray(0, length))).toMatch(/InvalidCiphertextException|NotFoundException/);
    }
  });

  it('open only with the key that the caller expects', async () => {
    const blob = await encrypt();
    expect((await decrypt(blob, context, wrapping)).Plaintext).toEqual(bytes('secret'));
    await expect(decrypt(blob, context, other)).rejects.toMatchObject({ name: 'IncorrectKeyException' });
  });

  it('go over to another key and context without their plaintext being seen', async () => {
    const request = {
      CiphertextBlob: await encrypt(),
      SourceEncryptionContext: context,
      DestinationKeyId: other,
      DestinationEncryptionContext: { now: 'other' },
    };
    const moved = await kms.send(new ReEncryptCommand(request));
    expect(moved.SourceKeyId).toContain(wrapping);
    expect((await decrypt(moved.CiphertextBlob, { now: 'other' }, other)).Plaintext).toEqual(bytes('secret'));
    await expect(
      kms.send(new ReEncryptCommand({ ...request, SourceEncryptionContext: {} })),
    ).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
  });

  it('hold at most 4096 bytes', async () => {
    expect((await decrypt(await encrypt('x'.repeat(4096)))).Plaintext).toHaveLength(4096);
    await expect(encrypt('x'.repeat(4097))).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('open after rotations, on demand and yearly, and after a restart', async () => {
    const first = await encrypt('first');
    await kms.send(new RotateKeyOnDemandCommand({ KeyId: wrapping }));
    const second = await encrypt('second');
    offset = 366 * day;
    const third = ring.find(wrapping);
    expect((await third).materials).toHaveLength(3);
    offset = 0;
    const again = await openKeyRing(join(door.folder, 'kms'), now);
    expect((await again.find(wrapping)).materials).toHaveLength(3);
    expect((await decrypt(first)).Plaintext).toEqual(bytes('first'));
    expect((await decrypt(second)).Plaintext).toEqual(bytes('second'));
  });
});

it('material made by a rotation is never lost, however many calls find it due at once', async () => {
  offset = 366 * day;
  const keys = await Promise.all(Array.from({ length: 20 }, () => ring.find(wrapping)));
  expect(new Set(keys.map(({ materials }) => materials.at(-1)?.id)).size).toBe(1);
  await Promise.all([ring.rotate(wrapping), ring.rotate(wrapping)]);
  expect((await ring.find(wrapping)).materials).toHaveLength(4);
});

describe('signatures', () => {
  const sign = (Message: Uint8Array, MessageType: 'RAW' | 'DIGEST') =>
    kms.send(new SignCommand({ KeyId: signing, Message, MessageType, SigningAlgorithm: 'ECDSA_SHA_256' }));
  const message = bytes('message');
  const digest = createHash('sha256').update(message).digest();

  it('are ECDSA over SHA-256 in DER, whether the message or its digest was given', async () => {
    const { PublicKey = new Uint8Array() } = await kms.send(new GetPublicKeyCommand({ KeyId: signing }));
    const key = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
    for (const { Signature } of [await sign(message, 'RAW'), await sign(digest, 'DIGEST')]) {
      expect(verify('sha256', message, key, Signature ?? new Uint8Array())).toBe(true);
      for (const [Message, MessageType] of [
        [message, 'RAW'],
        [digest, 'DIGEST'],
      ] as const) {
        const request = {
          KeyId: signing,
          Message,
          MessageType,
          Signature,
          SigningAlgorithm: 'ECDSA_SHA_256',
        } as const;
        expect((await kms.send(new VerifyCommand(request))).SignatureValid).toBe(true);
      }
    }
  });

  it('of something else are an error', async () => {
    const { Signature } = await sign(bytes('other'), 'RAW');
    for (const wrong of [Signature, bytes('no DER')]) {
      const request = {
        KeyId: signing,
        Message: message,
        Signature: wrong,
        SigningAlgorithm: 'ECDSA_SHA_256',
      } as const;
      await expect(kms.send(new VerifyCommand(request))).rejects.toMatchObject({
        name: 'KMSInvalidSignatureException',
      });
    }
  });

  it('need a digest of the right length, and a key that signs', async () => {
    await expect(sign(message, 'DIGEST')).rejects.toMatchObject({ name: 'ValidationException' });
    const request = { KeyId: wrapping, Message: message, SigningAlgorithm: 'ECDSA_SHA_256' } as const;
    await expect(kms.send(new SignCommand(request))).rejects.toMatchObject({
      name: 'InvalidKeyUsageException',
    });
    await expect(encrypt('x', {}, signing)).rejects.toMatchObject({ name: 'InvalidKeyUsageException' });
  });
});

describe('keys', () => {
  it('that are disabled do nothing until they are enabled', async () => {
    const blob = await encrypt();
    await kms.send(new DisableKeyCommand({ KeyId: wrapping }));
    await expect(decrypt(blob)).rejects.toMatchObject({ name: 'DisabledException' });
    await kms.send(new EnableKeyCommand({ KeyId: wrapping }));
    expect((await decrypt(blob)).Plaintext).toEqual(bytes('secret'));
  });

  it('whose deletion is scheduled do nothing, can be saved until the day, and are gone afterwards', async () => {
    const blob = await encrypt();
    const schedule = new ScheduleKeyDeletionCommand({ KeyId: wrapping, PendingWindowInDays: 7 });
    expect((await kms.send(schedule)).KeyState).toBe('PendingDeletion');
    await expect(decrypt(blob)).rejects.toMatchObject({ name: 'KMSInvalidStateException' });
    await kms.send(new CancelKeyDeletionCommand({ KeyId: wrapping }));
    await expect(decrypt(blob)).rejects.toMatchObject({ name: 'DisabledException' });
    await kms.send(new EnableKeyCommand({ KeyId: wrapping }));
    expect((await decrypt(blob)).Plaintext).toEqual(bytes('secret'));
    await kms.send(schedule);
    offset = 7 * day;
    await expect(decrypt(blob)).rejects.toMatchObject({ name: 'NotFoundException' });
    expect(await readdir(join(door.folder, 'kms'))).not.toContain(`${wrapping}.json`);
  });

  it('are described, with their rotation', async () => {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: wrapping }));
    expect(KeyMetadata).toMatchObject({
      KeyId: wrapping,
      MultiRegion: true,
      KeyState: 'Enabled',
      KeySpec: 'SYMMETRIC_DEFAULT',
    });
    const status = new GetKeyRotationStatusCommand({ KeyId: other });
    expect(await kms.send(status)).toMatchObject({ KeyRotationEnabled: false });
    await kms.send(new EnableKeyRotationCommand({ KeyId: other, RotationPeriodInDays: 90 }));
    expect(await kms.send(status)).toMatchObject({ KeyRotationEnabled: true, RotationPeriodInDays: 90 });
    expect((await kms.send(new ListKeysCommand())).Keys).toHaveLength(3);
  });

  it('are found by alias', async () => {
    const provider = createAliasProvider(ring);
    await provider.provision({
      logicalId: 'A',
      physicalName: 'a',
      properties: { AliasName: 'alias/wrapping', TargetKeyId: wrapping },
    });
    expect((await kms.send(new DescribeKeyCommand({ KeyId: 'alias/wrapping' }))).KeyMetadata?.KeyId).toBe(
      wrapping,
    );
    expect((await kms.send(new ListAliasesCommand({ KeyId: wrapping }))).Aliases).toMatchObject([
      { AliasName: 'alias/wrapping', TargetKeyId: wrapping },
    ]);
    await expect(kms.send(new DescribeKeyCommand({ KeyId: 'alias/none' }))).rejects.toMatchObject({
      name: 'NotFoundException',
    });
  });

  it('are found by ARN, but not by that of another account or Region', async () => {
    const describeKey = (KeyId: string) => kms.send(new DescribeKeyCommand({ KeyId }));
    const arn = `arn:aws:kms:eu-west-1:000000000000:key/${wrapping}`;
    expect((await describeKey(arn)).KeyMetadata?.KeyId).toBe(wrapping);
    for (const other of [
      arn.replace('eu-west-1', 'us-east-1'),
      arn.replace('000000000000', '111111111111'),
      arn.replace(':kms:', ':sqs:'),
      `key/${wrapping}`,
    ])
      await expect(describeKey(other)).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  it('lie in files that only their owner can read', async () => {
    for (const name of await readdir(join(door.folder, 'kms'))) {
      expect((await stat(join(door.folder, 'kms', name))).mode & 0o777).toBe(0o600);
    }
  });
});

describe('authorization', () => {
  const arn = () => `arn:aws:kms:eu-west-1:000000000000:key/${wrapping}`;
  const allow = (more: object) =>
    door.iam.attachIdentityPolicy('role/encryptor', 'p', {
      Statement: { Effect: 'Allow', Action: 'kms:Decrypt', Resource: arn(), ...more },
    });

  it('is decided by role, key policy and encryption context', async () => {
    const blob = await encrypt();
    const client = new KMSClient(door.clientOf('encryptor'));
    const attempt = () =>
      client.send(new DecryptCommand({ CiphertextBlob: blob, EncryptionContext: context }));
    await expect(attempt()).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('kms:Decrypt'),
    });
    allow({ Condition: { StringEquals: { 'kms:EncryptionContext:encrypt5:file': 'g' } } });
    await expect(attempt()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    allow({ Condition: { StringEquals: { 'kms:EncryptionContext:encrypt5:file': 'f' } } });
    expect((await attempt()).Plaintext).toEqual(bytes('secret'));
    door.iam.setResourcePolicy(arn(), { Statement: [] });
    await expect(attempt()).rejects.toMatchObject({
      message: expect.stringContaining('no resource-based policy'),
    });
  });

  it('re-encrypts needs a right on each side', async () => {
    const client = new KMSClient(door.clientOf('rewrap'));
    const request = new ReEncryptCommand({
      CiphertextBlob: await encrypt(),
      SourceEncryptionContext: context,
      DestinationKeyId: other,
      DestinationEncryptionContext: context,
    });
    const grant = (Action: string[]) =>
      door.iam.attachIdentityPolicy('role/rewrap', 'p', {
        Statement: { Effect: 'Allow', Action, Resource: '*' },
      });
    grant(['kms:ReEncryptFrom']);
    await expect(client.send(request)).rejects.toMatchObject({
      message: expect.stringContaining('kms:ReEncryptTo'),
    });
    grant(['kms:ReEncryptTo']);
    await expect(client.send(request)).rejects.toMatchObject({
      message: expect.stringContaining('kms:ReEncryptFrom'),
    });
    grant(['kms:ReEncrypt*']);
    expect((await client.send(request)).CiphertextBlob).toBeDefined();
  });
});

it('random bytes are as many as were asked for', async () => {
  expect((await kms.send(new GenerateRandomCommand({ NumberOfBytes: 17 }))).Plaintext).toHaveLength(17);
});

it('a busy KMS can be played', async () => {
  service.throttle(1);
  await expect(kms.send(new ListKeysCommand())).rejects.toMatchObject({ name: 'ThrottlingException' });
  expect((await kms.send(new ListKeysCommand())).Keys).toHaveLength(3);
});

describe('the template’s keys', () => {
  it('have an id before they exist, which tells a multi-Region key from others', () => {
    expect(wrapping).toMatch(/^mrk-[0-9a-f]{32}$/);
    expect(other).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('keep what they encrypted when they are provisioned again', async () => {
    const blob = await encrypt();
    await provision('Wrapping', { Description: 'new', MultiRegion: 'true' });
    expect((await decrypt(blob)).Plaintext).toEqual(bytes('secret'));
  });

  it('stay as calls have left them after a restart, until the template says something new', async () => {
    await kms.send(new DisableKeyCommand({ KeyId: other }));
    await kms.send(new EnableKeyRotationCommand({ KeyId: wrapping, RotationPeriodInDays: 90 }));
    const again = await openKeyRing(join(door.folder, 'kms'), now);
    const restart = async (more: object = {}) => {
      await provision('Wrapping', { EnableKeyRotation: true, MultiRegion: true, ...more }, again);
      await provision('Other', more, again);
    };
    await restart();
    expect(await again.find(other)).toMatchObject({ enabled: false, rotation: { enabled: false } });
    expect(await again.find(wrapping)).toMatchObject({ rotation: { enabled: true, periodInDays: 90 } });
    await restart({ EnableKeyRotation: true, RotationPeriodInDays: 180 });
    expect(await again.find(other)).toMatchObject({ enabled: false, rotation: { enabled: true } });
    expect(await again.find(wrapping)).toMatchObject({ rotation: { periodInDays: 180 } });
    await restart({ Enabled: false });
    await again.update(other, { enabled: true });
    await restart({ Enabled: false });
    expect(await again.find(other)).toMatchObject({ enabled: true });
    await restart();
    expect(await again.find(wrapping)).toMatchObject({ enabled: true });
  });

  it('that are to be deleted do not come back enabled after a restart', async () => {
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId: other }));
    await provision('Other', {});
    await kms.send(new CancelKeyDeletionCommand({ KeyId: other }));
    await expect(encrypt('x', {}, other)).rejects.toMatchObject({ name: 'DisabledException' });
  });

  it('are refused where they ask for what is not supported', async () => {
    await expect(provision('Imported', { Origin: 'EXTERNAL' })).rejects.toThrow(UnsupportedProperty);
    await expect(provision('Rsa', { KeySpec: 'RSA_2048' })).rejects.toThrow('KeySpec');
    await expect(provision('Mixed', { KeySpec: 'ECC_NIST_P256' })).rejects.toThrow('not for');
  });
});
