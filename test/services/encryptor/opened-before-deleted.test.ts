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
import { deliver, encryptorOf, loseMessages, MAX_RECEIVES, receive, workOff } from '../worker.ts';

const MIB = 2 ** 20;

let vault: IdleVault;
let owner: Owner;
beforeAll(async () => {
  vault = await openIdleVault();
  owner = newOwner(vault);
});
afterAll(() => vault?.[Symbol.asyncDispose]());

/** Three frames: the first, one that nobody looks at, the last. */
const file = sampleZip('frames.zip', 2 * MIB + 5);

/** What becomes of the ciphertext between its writing and its being opened again. */
type Mishap = (clients: Clients, file: string) => void;

async function uploaded(): Promise<{ id: string; message: Message }> {
  await loseMessages(vault);
  const id = await owner.upload(file);
  const message = await receive(vault);
  if (message === undefined) throw new Error('the arrival was not reported');
  return { id, message };
}

async function encryptBadly(mishap: Mishap): Promise<string> {
  const { id, message } = await uploaded();
  const clients = openClients(vault.settings);
  mishap(clients, id);
  const dependencies: DeliveryDependencies = { ...encryptorOf(vault), s3: clients.s3 };
  try {
    await deliver(dependencies, message, MAX_RECEIVES);
  } finally {
    clients.close();
  }
  return id;
}

/** What is read from the bucket `vault`, the nth time, has another last byte than S3 sent. */
const changedByte =
  (nth: number): Mishap =>
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

/** S3 says of what it has put together that it is something else. */
const otherHead =
  (change: object): Mishap =>
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

/** Something happens once the object is complete. */
const onceComplete =
  (happens: (object: { VersionId?: string; Key?: string }, file: string) => Promise<unknown>): Mishap =>
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

describe('a ciphertext that does not open again', () => {
  it.each([
    ['its final frame is damaged', changedByte(2), 'integrity_failure'],
    ['its first frame is damaged', changedByte(3), 'integrity_failure'],
    ['it has another length', otherHead({ ContentLength: 1 }), 'integrity_failure'],
    ['it has another checksum', otherHead({ ChecksumCRC32: 'AAAAAA==-1' }), 'integrity_failure'],
    ['its key is gone', lostKey, 'key_unavailable'],
    ['its key is another', otherKey, 'integrity_failure'],
    ['it is gone', lostObject, 'integrity_failure'],
  ])(
    'because %s fails its file, keeps the plaintext, and another try makes a better one',
    async (_, mishap, code) => {
      const id = await encryptBadly(mishap);
      expect((await owner.file(id)).body).toMatchObject({ status: 'failed', error: { code } });
      expect(await versionsOf(vault, 'staging', `${owner.id}/${id}`)).toHaveLength(1);

      await owner.retry(id);
      await workOff(vault);
      expect((await owner.file(id)).body).toMatchObject({ status: 'encrypted' });
      expect(await versionsOf(vault, 'staging', `${owner.id}/${id}`)).toEqual([]);
      const operation = await owner.decrypt(id);
      await workOff(vault);
      const { download } = (await owner.operation(operation)).body;
      const copy = Buffer.from(await (await fetch(download?.url ?? '')).arrayBuffer());
      expect(copy.equals(file.bytes)).toBe(true);
    },
  );
});
