import { Readable } from 'node:stream';
import { GenerateDataKeyCommand } from '@aws-sdk/client-kms';
import {
  type CompleteMultipartUploadCommandOutput,
  DeleteObjectCommand,
  type GetObjectCommandOutput,
} from '@aws-sdk/client-s3';
import type { Message } from '@aws-sdk/client-sqs';
import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encryptionContextOf } from '../../../functions/encryptor/file-key.ts';
import type { DeliveryDependencies } from '../../../functions/encryptor/take-delivery.ts';
import { sampleZip } from '../../setup/sample-files.ts';
import { type Clients, openClients } from '../clients.ts';
import { type IdleVault, openIdleVault } from '../idle-vault.ts';
import { newOwner, type Owner } from '../owner.ts';
import { versionsOf } from '../stored.ts';
import {
  decryptedBytes,
  deliver,
  encryptorOf,
  loseWork,
  MAX_RECEIVES,
  receiveNext,
  workOff,
} from '../worker.ts';

const MIB = 2 ** 20;

let vault: IdleVault;
let owner: Owner;
beforeAll(async () => {
  vault = await openIdleVault();
  owner = newOwner(vault);
});
afterAll(() => vault?.[Symbol.asyncDispose]());

/** Three frames: the first, an unchecked one, and the last. */
const file = sampleZip('frames.zip', 2 * MIB + 5);

/** Damages the ciphertext after it is written and before it is verified. */
type Damage = (clients: Clients, file: string) => void;

async function uploaded(): Promise<{ id: string; message: Message }> {
  await loseWork(vault);
  const id = await owner.upload(file);
  const message = await receiveNext(vault);
  return { id, message };
}

async function encryptWithDamage(damage: Damage): Promise<string> {
  const { id, message } = await uploaded();
  const clients = openClients(vault.settings);
  damage(clients, id);
  const dependencies: DeliveryDependencies = { ...encryptorOf(vault), s3: clients.s3 };
  try {
    await deliver(dependencies, message, MAX_RECEIVES);
  } finally {
    clients.close();
  }
  return id;
}

/** Changes the last byte of the nth read from the bucket `vault`. */
const changedByte =
  (nth: number): Damage =>
  ({ s3 }) => {
    let reads = 0;
    s3.middlewareStack.add(
      (next, { commandName }) =>
        async (input) => {
          const result = await next(input);
          const isOfVault = 'Bucket' in input.input && input.input.Bucket === vault.buckets.vault;
          if (commandName !== 'GetObjectCommand' || !isOfVault || ++reads !== nth) return result;
          const output = result.output as GetObjectCommandOutput;
          const bytes = Buffer.from((await output.Body?.transformToByteArray()) ?? []);
          bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
          return { ...result, output: { ...output, Body: Readable.from([bytes]) } };
        },
      { step: 'initialize' },
    );
  };

/** Changes what S3 reports about the completed object. */
const otherHead =
  (change: object): Damage =>
  ({ s3 }) => {
    s3.middlewareStack.add(
      (next, { commandName }) =>
        async (input) => {
          const result = await next(input);
          const isOfVault = 'Bucket' in input.input && input.input.Bucket === vault.buckets.vault;
          if (commandName !== 'HeadObjectCommand' || !isOfVault) return result;
          return { ...result, output: { ...result.output, ...change } };
        },
      { step: 'initialize' },
    );
  };

/** Does something when the object is complete. */
const onceComplete =
  (happens: (object: { VersionId?: string; Key?: string }, file: string) => Promise<unknown>): Damage =>
  ({ s3 }, id) => {
    s3.middlewareStack.add(
      (next, { commandName }) =>
        async (input) => {
          const result = await next(input);
          if (commandName === 'CompleteMultipartUploadCommand')
            await happens(result.output as CompleteMultipartUploadCommandOutput, id);
          return result;
        },
      { step: 'initialize' },
    );
  };

const lostKey = onceComplete((_, pk) =>
  vault.table.client.send(new DeleteCommand({ TableName: vault.keysTable, Key: { pk } })),
);

const otherKey = onceComplete(async (_, pk) => {
  const EncryptionContext = { ...encryptionContextOf(owner.id, pk) };
  const { CiphertextBlob } = await vault.kms.send(
    new GenerateDataKeyCommand({ KeyId: vault.wrappingKey, KeySpec: 'AES_256', EncryptionContext }),
  );
  await vault.table.client.send(
    new UpdateCommand({
      TableName: vault.keysTable,
      Key: { pk },
      UpdateExpression: 'SET wrappedKey = :key',
      ExpressionAttributeValues: { ':key': CiphertextBlob },
    }),
  );
});

const lostObject = onceComplete(({ Key, VersionId }) =>
  vault.s3.send(new DeleteObjectCommand({ Bucket: vault.buckets.vault, Key, VersionId })),
);

describe('a ciphertext that cannot be decrypted for verification', () => {
  it.each([
    ['its final frame is damaged', changedByte(2), 'integrity_failure'],
    ['its first frame is damaged', changedByte(3), 'integrity_failure'],
    ['it has another length', otherHead({ ContentLength: 1 }), 'integrity_failure'],
    ['it has another checksum', otherHead({ ChecksumCRC32: 'AAAAAA==-1' }), 'integrity_failure'],
    ['its key is gone', lostKey, 'key_unavailable'],
    ['its key is another', otherKey, 'integrity_failure'],
    ['it is gone', lostObject, 'integrity_failure'],
  ])('because %s fails its file and keeps the plaintext; a retry succeeds', async (_, damage, code) => {
    const id = await encryptWithDamage(damage);
    expect((await owner.file(id)).body).toMatchObject({ status: 'failed', error: { code } });
    expect(await versionsOf(vault, 'staging', `${owner.id}/${id}`)).toHaveLength(1);

    await owner.retry(id);
    await workOff(vault);
    expect((await owner.file(id)).body).toMatchObject({ status: 'encrypted' });
    expect(await versionsOf(vault, 'staging', `${owner.id}/${id}`)).toEqual([]);
    const copy = await decryptedBytes(vault, owner, id);
    expect(copy.equals(file.bytes)).toBe(true);
  });
});
