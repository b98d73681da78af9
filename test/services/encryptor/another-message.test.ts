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
import { deliver, downloadCopy, encryptedFile, encryptorOf, MAX_RECEIVES, receiveNext } from '../worker.ts';

let vault: IdleVault;
let owner: Owner;
beforeAll(async () => {
  vault = await openIdleVault();
  owner = newOwner(vault);
});
afterAll(() => vault?.[Symbol.asyncDispose]());

const letter = samplePdf();
/** As long as the letter, so that the size in the record matches. */
const forgery = Buffer.alloc(letter.bytes.length, 'forged ');

async function pinsOf(id: string): Promise<StoredCiphertext> {
  const stored = (await readFile(vault.table, owner.id, id))?.stored;
  if (stored === undefined) throw new Error('the file has no stored ciphertext');
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

/** Seals another valid message with the file's own key. */
async function anotherMessage(id: string, plaintext: Buffer): Promise<Buffer> {
  const fileKey = await openFileKey(encryptorOf(vault), owner.id, id);
  const { frameLength } = await pinsOf(id);
  const encryptionContext = encryptionContextOf(owner.id, id);
  const message = await sealWhole(nodeCipher, fileKey, plaintext, { frameLength, encryptionContext });
  expect((await openWhole(nodeCipher, fileKey, message)).equals(plaintext)).toBe(true);
  return message;
}

/** Puts bytes into the vault and returns the pins that match them. */
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

/** Requests a copy, and delivers the work item for the last time. */
async function decrypt(id: string) {
  const operation = await owner.decrypt(id);
  const message = await receiveNext(vault);
  await deliver(encryptorOf(vault), message, MAX_RECEIVES);
  const { body } = await owner.operation(operation);
  const bytes = body.download && (await downloadCopy(owner, operation));
  return { body, bytes, copies: await storedKeys(vault, 'outbox', objectKeys.outbox(owner.id, operation)) };
}

/** Expects that nothing is released: no URL, no copy, no upload. */
async function expectRefusal(id: string, code: string): Promise<void> {
  const { body, copies } = await decrypt(id);
  expect(body).toMatchObject({ status: 'failed', error: { code } });
  expect(body).not.toHaveProperty('download');
  expect(copies).toEqual([]);
}

describe('another valid message of the same file', () => {
  it('is ignored as a newer version of its object', async () => {
    const id = await encryptedFile(vault, owner, letter);
    const { key, frameLength } = await pinsOf(id);
    await put(key, await anotherMessage(id, forgery), frameLength);
    expect((await decrypt(id)).bytes?.equals(letter.bytes)).toBe(true);
  });

  it('is refused when the stored version is deleted', async () => {
    const id = await encryptedFile(vault, owner, letter);
    const { key, versionId, frameLength } = await pinsOf(id);
    await put(key, await anotherMessage(id, forgery), frameLength);
    const version = { Bucket: vault.buckets.vault, Key: key, VersionId: versionId };
    await vault.s3.send(new DeleteObjectCommand(version));
    await expectRefusal(id, 'integrity_failure');
  });

  it.each(['size', 'checksum', 'headerDigest', 'frameLength'] as const)(
    'is refused by its %s alone if the record points to it',
    async (pin) => {
      const id = await encryptedFile(vault, owner, letter);
      const first = await pinsOf(id);
      const other = await put(first.key, await anotherMessage(id, forgery), first.frameLength);
      // The size and frame length of both messages are equal, so these values are invented.
      const wrong = { size: other.size + 1, frameLength: first.frameLength / 2 };
      const changed = { ...other, [pin]: pin === 'size' || pin === 'frameLength' ? wrong[pin] : first[pin] };
      await changeRecord(id, 'stored', changed);
      await expectRefusal(id, 'integrity_failure');
    },
  );

  it('is refused if its plaintext differs in length from the file', async () => {
    const id = await encryptedFile(vault, owner, letter);
    const { key, frameLength } = await pinsOf(id);
    const message = await anotherMessage(id, Buffer.concat([forgery, Buffer.of(0)]));
    await changeRecord(id, 'stored', await put(key, message, frameLength));
    await expectRefusal(id, 'integrity_failure');
  });

  it('opens if all pins of the record match, which proves that the message is valid', async () => {
    const id = await encryptedFile(vault, owner, letter);
    const { key, frameLength } = await pinsOf(id);
    await changeRecord(id, 'stored', await put(key, await anotherMessage(id, forgery), frameLength));
    expect((await decrypt(id)).bytes?.equals(forgery)).toBe(true);
  });
});

describe('the message of another file', () => {
  it('of the same owner is refused even if the record pins it', async () => {
    const [id, other] = [
      await encryptedFile(vault, owner, letter),
      await encryptedFile(vault, owner, letter),
    ];
    await changeRecord(id, 'stored', await pinsOf(other));
    await expectRefusal(id, 'integrity_failure');
  });

  it.each([
    ['alone', {}],
    ['and its context', { context: true }],
  ])(
    'is refused with the other file’s wrapped key %s in this file’s row, because KMS binds keys to files',
    async (_, { context = false }: { context?: boolean }) => {
      const [id, other] = [
        await encryptedFile(vault, owner, letter),
        await encryptedFile(vault, owner, letter),
      ];
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
