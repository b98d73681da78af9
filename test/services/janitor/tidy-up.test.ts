import { PutObjectCommand } from '@aws-sdk/client-s3';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  goneAfter,
  newId,
  putClaim,
  putShare,
  readClaim,
  readFile,
  readOperation,
  readOwnShare,
  readShare,
  readShareOfToken,
  readUsage,
  type ShareRecord,
  sha256,
  transact,
  vaultKeys,
  workSender,
} from '#platform';
import { claimFile } from '../../../functions/encryptor/claim-file.ts';
import type { JanitorDependencies } from '../../../functions/janitor/dependencies.ts';
import { tidyUp } from '../../../functions/janitor/tidy-up.ts';
import { samplePdf, sampleZip } from '../../setup/sample-files.ts';
import { type IdleVault, openIdleVault } from '../idle-vault.ts';
import { newOwner, type Owner } from '../owner.ts';
import { stored } from '../stored.ts';
import { deliver, encryptorOf, loseMessages, MAX_RECEIVES, receive, workOff } from '../worker.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MIB = 2 ** 20;

let vault: IdleVault;
let owner: Owner;
beforeAll(async () => {
  vault = await openIdleVault();
  owner = newOwner(vault);
});
afterAll(() => vault?.[Symbol.asyncDispose]());

const janitor = (changes: Partial<JanitorDependencies> = {}): JanitorDependencies => ({
  ...vault,
  sendWork: workSender(vault.sqs, vault.workQueue),
  ...changes,
});
const record = (file: string) => readFile(vault.table, owner.id, file);
const statusOf = async (file: string) => (await owner.file(file)).body.status;

async function encryptedFile(): Promise<string> {
  const file = await owner.upload(samplePdf());
  await workOff(vault);
  expect(await statusOf(file)).toBe('encrypted');
  return file;
}

/** A file whose encryption has failed for good: the wrapping key was not to be had. */
async function failedFile(): Promise<string> {
  const file = await owner.upload(samplePdf());
  const message = await receive(vault);
  if (message === undefined) throw new Error('the arrival was not reported');
  const withoutKey = { ...encryptorOf(vault), wrappingKey: vault.wrappingKey.slice(0, -1) };
  await deliver(withoutKey, message, MAX_RECEIVES);
  await loseMessages(vault);
  expect(await statusOf(file)).toBe('failed');
  return file;
}

describe('an upload that nobody goes on with', () => {
  it('is kept for three days, and then goes with its record and its parts', async () => {
    const file = await owner.upload(sampleZip('large.zip', 20 * MIB), 'first part');
    vault.pass(3 * DAY - 1);
    await tidyUp(janitor());
    expect(await statusOf(file)).toBe('uploading');
    expect(await stored(vault, 'staging', `${owner.id}/${file}`)).toHaveLength(1);

    vault.pass(1);
    await tidyUp(janitor());
    expect(await record(file)).toBeUndefined();
    expect(await stored(vault, 'staging', `${owner.id}/${file}`)).toEqual([]);
  });

  it('leaves its place in the quota to others', async () => {
    const before = await readUsage(vault.table, owner.id);
    await owner.upload(sampleZip('large.zip', 20 * MIB), 'first part');
    expect((await readUsage(vault.table, owner.id)).files).toBe(before.files + 1);
    vault.pass(3 * DAY);
    await tidyUp(janitor());
    await tidyUp(janitor());
    expect(await readUsage(vault.table, owner.id)).toEqual(before);
  });

  it('is joined once more where its owner said that it is complete, and the message was lost', async () => {
    const file = await owner.upload(sampleZip('large.zip', 20 * MIB));
    await loseMessages(vault);
    vault.pass(10 * MINUTE);
    await tidyUp(janitor());
    await workOff(vault);
    expect(await statusOf(file)).toBe('encrypted');
  });
});

describe('a file in the queue', () => {
  it('whose message was lost is queued again', async () => {
    const file = await failedFile();
    await owner.retry(file);
    await loseMessages(vault);
    vault.pass(10 * MINUTE - 1);
    await tidyUp(janitor());
    expect(await receive(vault)).toBeUndefined();

    vault.pass(1);
    await tidyUp(janitor());
    await workOff(vault);
    expect(await statusOf(file)).toBe('encrypted');
  });

  it('whose worker died is taken up by another once the lease has ended', async () => {
    const file = await owner.upload(samplePdf());
    const message = await receive(vault);
    const dependencies = encryptorOf(vault);
    const before = await record(file);
    if (message === undefined || before === undefined) throw new Error('the arrival was not reported');
    await claimFile(dependencies, before);
    expect(await statusOf(file)).toBe('encrypting');
    await expect(deliver(dependencies, message)).rejects.toThrow('Another worker is at it');
    await loseMessages(vault);

    vault.pass(2 * MINUTE);
    await tidyUp(janitor());
    await workOff(vault);
    expect(await statusOf(file)).toBe('encrypted');
  });
});

describe('a decrypted copy', () => {
  it('can be downloaded until its minutes are over, and not a moment longer, janitor or not', async () => {
    const operation = await owner.decrypt(await encryptedFile());
    await workOff(vault);
    vault.pass(15 * MINUTE - 1);
    expect((await owner.operation(operation)).body).toMatchObject({
      status: 'ready',
      download: expect.anything(),
    });

    vault.pass(1);
    const { body } = await owner.operation(operation);
    expect(body.status).toBe('expired');
    expect(body).not.toHaveProperty('download');
    expect(await stored(vault, 'outbox', `${owner.id}/${operation}`)).toHaveLength(1);
  });

  it('goes at that minute, and the operation says so', async () => {
    const operation = await owner.decrypt(await encryptedFile());
    await workOff(vault);
    vault.pass(15 * MINUTE);
    await tidyUp(janitor());
    expect(await stored(vault, 'outbox', `${owner.id}/${operation}`)).toEqual([]);
    expect(await readOperation(vault.table, owner.id, operation)).toMatchObject({ status: 'expired' });
  });

  it('that was asked for is made although its message was lost', async () => {
    const operation = await owner.decrypt(await encryptedFile());
    await loseMessages(vault);
    vault.pass(10 * MINUTE);
    await tidyUp(janitor());
    await workOff(vault);
    expect((await owner.operation(operation)).body.status).toBe('ready');
  });
});

describe('plaintext', () => {
  it('that comes in after its file was encrypted goes after the last signed address', async () => {
    const file = await encryptedFile();
    const Key = `${owner.id}/${file}`;
    await vault.s3.send(new PutObjectCommand({ Bucket: vault.buckets.staging, Key, Body: 'late' }));
    await loseMessages(vault);
    vault.pass(34 * MINUTE);
    await tidyUp(janitor());
    expect(await stored(vault, 'staging', Key)).toEqual([Key]);
    vault.pass(MINUTE);
    await tidyUp(janitor());
    expect(await stored(vault, 'staging', Key)).toEqual([]);
    expect((await record(file))?.dueAt).toBeUndefined();
  });

  it('of a failed file is kept for a day, for another try', async () => {
    const file = await failedFile();
    vault.pass(DAY - 1);
    await tidyUp(janitor());
    await owner.retry(file);
    await workOff(vault);
    expect(await statusOf(file)).toBe('encrypted');
  });

  it('of a failed file goes after a day, and another try says what is missing', async () => {
    const file = await failedFile();
    vault.pass(DAY);
    await tidyUp(janitor());
    expect(await stored(vault, 'staging', `${owner.id}/${file}`)).toEqual([]);
    expect(await stored(vault, 'vault', `${owner.id}/${file}`)).toEqual([]);

    await owner.retry(file);
    await workOff(vault);
    expect((await owner.file(file)).body).toMatchObject({
      status: 'failed',
      error: { code: 'source_missing' },
    });
  });
});

describe('a share', () => {
  /** One with a download, and what leads to it. */
  async function sharedFile() {
    const file = await encryptedFile();
    const now = vault.now();
    const expiresAt = new Date(now.getTime() + HOUR).toISOString();
    const share: ShareRecord = {
      id: newId(now),
      owner: owner.id,
      file,
      tokenHashes: [sha256(file)],
      createdAt: now.toISOString(),
      expiresAt,
      downloads: 0,
      dueAt: goneAfter(expiresAt),
    };
    await transact(vault.table, putShare(vault.table, share));
    const claim = {
      createdAt: now.toISOString(),
      endsAt: expiresAt,
      operation: newId(now),
      expires: 2 ** 40,
    };
    const claimKey = vaultKeys.claim(share.id, 'claim');
    await putClaim(vault.table, claimKey, claim);
    return async () => {
      const kept = await Promise.all([
        readShare(vault.table, file, share.id),
        readOwnShare(vault.table, owner.id, share.id),
        readShareOfToken(vault.table, sha256(file)),
        readClaim(vault.table, claimKey),
      ]);
      return { file, kept: kept.filter((item) => item !== undefined).length };
    };
  }

  it('is kept for a week after its end, and then goes with its claims and all that leads to it', async () => {
    const look = await sharedFile();
    vault.pass(HOUR + 7 * DAY - 1);
    await tidyUp(janitor());
    expect((await look()).kept).toBe(4);
    vault.pass(1);
    await tidyUp(janitor());
    expect((await look()).kept).toBe(0);
  });

  it('goes with its file at once', async () => {
    const look = await sharedFile();
    const { file } = await look();
    await owner.delete(file);
    expect((await look()).kept).toBe(0);
  });
});

describe('a deleted file', () => {
  it('is swept once more, for what a worker wrote after it was gone', async () => {
    const file = await encryptedFile();
    await owner.delete(file);
    expect(await stored(vault, 'vault', `${owner.id}/${file}`)).toEqual([]);
    const late = { Bucket: vault.buckets.vault, Key: `${owner.id}/${file}/${'ab'.repeat(32)}`, Body: 'late' };
    for (const _ of ['one version', 'another']) await vault.s3.send(new PutObjectCommand(late));
    await vault.s3.send(
      new PutObjectCommand({ ...late, Bucket: vault.buckets.staging, Key: `${owner.id}/${file}` }),
    );
    await loseMessages(vault);

    vault.pass(20 * MINUTE);
    await tidyUp(janitor());
    expect(await stored(vault, 'vault', `${owner.id}/${file}`)).toEqual([]);
    expect(await stored(vault, 'staging', `${owner.id}/${file}`)).toEqual([]);
    const { Item } = await vault.table.client.send(
      new GetCommand({ TableName: vault.table.name, Key: vaultKeys.tombstone(owner.id, file) }),
    );
    expect(Item).toBeUndefined();
  });

  it('takes its key along at once', async () => {
    const file = await encryptedFile();
    const key = new GetCommand({ TableName: vault.keysTable, Key: { pk: file }, ConsistentRead: true });
    expect((await vault.table.client.send(key)).Item).toBeDefined();
    await owner.delete(file);
    expect((await vault.table.client.send(key)).Item).toBeUndefined();
  });
});

describe('one thing that fails', () => {
  it('keeps nothing else from being done, counts as a failure, and stays due', async () => {
    const operation = await owner.decrypt(await encryptedFile());
    await workOff(vault);
    const abandoned = await owner.upload(sampleZip('large.zip', 20 * MIB), 'first part');
    vault.pass(3 * DAY);

    const buckets = { ...vault.buckets, outbox: 'no-such-bucket' };
    await expect(tidyUp(janitor({ buckets }))).rejects.toThrow('1 due items could not be processed');
    expect(await record(abandoned)).toBeUndefined();
    expect(await readOperation(vault.table, owner.id, operation)).toMatchObject({ status: 'ready' });

    await tidyUp(janitor());
    expect(await readOperation(vault.table, owner.id, operation)).toMatchObject({ status: 'expired' });
  });

  it('does not come again every minute where it is a message that could not be sent: the next look is set first', async () => {
    const file = await failedFile();
    await owner.retry(file);
    await loseMessages(vault);
    vault.pass(10 * MINUTE);
    const sendWork = async () => {
      throw new Error('the queue does not answer');
    };
    await expect(tidyUp(janitor({ sendWork }))).rejects.toThrow();
    await tidyUp(janitor({ sendWork }));
    vault.pass(10 * MINUTE);
    await tidyUp(janitor());
    await workOff(vault);
    expect(await statusOf(file)).toBe('encrypted');
  });
});
