import { DeleteObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '#aws';
import { headerBytesNeeded } from '#message';
import { objectKeys, readFile, type StoredCiphertext, vaultKeys } from '#vault';
import { encryptionContextOf, openFileKey } from '../../../functions/encryptor/file-key.ts';
import { nodeCipher } from '../../../functions/encryptor/node-cipher.ts';
import { openWhole, sealWhole } from '../../message/whole-message.ts';
import { samplePdf } from '../../setup/sample-files.ts';
import { type IdleVault, openIdleVault } from '../idle-vault.ts';
import { newOwner, type Owner } from '../owner.ts';
import { stored as storedKeys } from '../stored.ts';
import { deliver, encryptorOf, MAX_RECEIVES, receive, workOff } from '../worker.ts';

let vault: IdleVault;
let owner: Owner;
beforeAll(async () => {
  vault = await openIdleVault();
  owner = newOwner(vault);
});
afterAll(() => vault?.[Symbol.asyncDispose]());

const letter = samplePdf();
/** As long as the letter: the record's size says nothing against it. */
const forgery = Buffer.alloc(letter.bytes.length, 'forged ');

async function encryptedFile(): Promise<string> {
  const id = await owner.upload(letter);
  await workOff(vault);
  expect((await owner.file(id)).body.status).toBe('encrypted');
  return id;
}

async function pinsOf(id: string): Promise<StoredCiphertext> {
  const stored = (await readFile(vault.table, owner.id, id))?.stored;
  if (stored === undefined) throw new Error('nothing is stored');
  return stored;
}

const changeRecord = (id: string, attribute: 'stored' | 'size', value: unknown) =>
  vault.table.client.send(
    new UpdateCommand({
      TableName: vault.table.name,
      Key: vaultKeys.file(owner.id, id),
      UpdateExpression: 'SET #attribute = :value',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: { '#attribute': attribute },
      ExpressionAttributeValues: { ':value': value },
    }),
  );

/** A message by somebody who has the file's own key: valid in every way, but not the one that was stored. */
async function anotherMessage(id: string, plaintext: Buffer): Promise<Buffer> {
  const wrappingKey = await openFileKey(encryptorOf(vault), owner.id, id);
  const { frameLength } = await pinsOf(id);
  const encryptionContext = encryptionContextOf(owner.id, id);
  const message = await sealWhole(nodeCipher, wrappingKey, plaintext, { frameLength, encryptionContext });
  expect((await openWhole(nodeCipher, wrappingKey, message)).equals(plaintext)).toBe(true);
  return message;
}

/** Puts bytes into the vault, and answers the pins that would fit them. */
async function put(Key: string, message: Buffer, frameLength: number): Promise<StoredCiphertext> {
  const object = { Bucket: vault.buckets.vault, Key };
  await vault.s3.send(new PutObjectCommand({ ...object, Body: message, ChecksumAlgorithm: 'CRC32' }));
  const { VersionId, ContentLength, ChecksumCRC32 } = await vault.s3.send(
    new HeadObjectCommand({ ...object, ChecksumMode: 'ENABLED' }),
  );
  return {
    key: Key,
    versionId: VersionId ?? '',
    size: ContentLength ?? 0,
    checksum: ChecksumCRC32 ?? '',
    headerDigest: sha256(message.subarray(0, headerBytesNeeded(message))),
    frameLength,
  };
}

/** Asks for a copy, and delivers the message as if for the last time. */
async function decrypt(id: string) {
  const operation = await owner.decrypt(id);
  const message = await receive(vault);
  if (message === undefined) throw new Error('nobody was asked to decrypt');
  await deliver(encryptorOf(vault), message, MAX_RECEIVES);
  const { body } = await owner.operation(operation);
  const bytes = body.download && Buffer.from(await (await fetch(body.download.url)).arrayBuffer());
  return { body, bytes, copies: await storedKeys(vault, 'outbox', objectKeys.outbox(owner.id, operation)) };
}

/** Nothing is released: no address, no copy, no upload of one. */
async function expectRefusal(id: string, code: string): Promise<void> {
  const { body, copies } = await decrypt(id);
  expect(body).toMatchObject({ status: 'failed', error: { code } });
  expect(body).not.toHaveProperty('download');
  expect(copies).toEqual([]);
}

describe('another valid message of the same file', () => {
  it('as a newer version of its object is not looked at', async () => {
    const id = await encryptedFile();
    const { key, frameLength } = await pinsOf(id);
    await put(key, await anotherMessage(id, forgery), frameLength);
    expect((await decrypt(id)).bytes?.equals(letter.bytes)).toBe(true);
  });

  it('is not taken where the version that was stored is gone', async () => {
    const id = await encryptedFile();
    const { key, versionId, frameLength } = await pinsOf(id);
    await put(key, await anotherMessage(id, forgery), frameLength);
    const version = { Bucket: vault.buckets.vault, Key: key, VersionId: versionId };
    await vault.s3.send(new DeleteObjectCommand(version));
    await expectRefusal(id, 'integrity_failure');
  });

  it.each(['size', 'checksum', 'headerDigest', 'frameLength'] as const)(
    'is refused although the record leads to it, where only its %s does not fit',
    async (pin) => {
      const id = await encryptedFile();
      const first = await pinsOf(id);
      const other = await put(first.key, await anotherMessage(id, forgery), first.frameLength);
      // Size and length of frames are the same in both: those are made up.
      const kept = { size: other.size + 1, frameLength: first.frameLength / 2 };
      const changed = { ...other, [pin]: pin === 'size' || pin === 'frameLength' ? kept[pin] : first[pin] };
      await changeRecord(id, 'stored', changed);
      await expectRefusal(id, 'integrity_failure');
    },
  );

  it('is refused where its plaintext has another length than the file', async () => {
    const id = await encryptedFile();
    const { key, frameLength } = await pinsOf(id);
    const message = await anotherMessage(id, Buffer.concat([forgery, Buffer.of(0)]));
    await changeRecord(id, 'stored', await put(key, message, frameLength));
    await expectRefusal(id, 'integrity_failure');
  });

  it('opens where nothing but the record’s pins is left to say no: it is valid, and they are what holds', async () => {
    const id = await encryptedFile();
    const { key, frameLength } = await pinsOf(id);
    await changeRecord(id, 'stored', await put(key, await anotherMessage(id, forgery), frameLength));
    expect((await decrypt(id)).bytes?.equals(forgery)).toBe(true);
  });
});

describe('the message of another file', () => {
  it('of the same owner is refused, whatever the record pins', async () => {
    const [id, other] = [await encryptedFile(), await encryptedFile()];
    await changeRecord(id, 'stored', await pinsOf(other));
    await expectRefusal(id, 'integrity_failure');
  });

  it.each([
    ['alone', {}],
    ['and its context', { context: true }],
  ])(
    'does not open by way of its wrapped key %s in this file’s row: KMS unwraps it for its own file only',
    async (_, { context = false }: { context?: boolean }) => {
      const [id, other] = [await encryptedFile(), await encryptedFile()];
      const rowOf = async (pk: string) =>
        (await vault.table.client.send(new GetCommand({ TableName: vault.keysTable, Key: { pk } }))).Item;
      const [mine, theirs] = [await rowOf(id), await rowOf(other)];
      const moved = context ? { ...theirs, pk: id } : { ...mine, wrappedKey: theirs?.['wrappedKey'] };
      await vault.table.client.send(new PutCommand({ TableName: vault.keysTable, Item: moved }));
      await changeRecord(id, 'stored', await pinsOf(other));
      await expectRefusal(id, 'key_unavailable');
    },
  );
});
