import { PutObjectCommand } from '@aws-sdk/client-s3';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId, sha256, transact, workSender } from '#aws';
import {
  deletionDue,
  putDownloadGrant,
  putShare,
  queueFile,
  readDownloadGrant,
  readFile,
  readOperation,
  readOwnShare,
  readShare,
  readShareOfToken,
  readUsage,
  type ShareRecord,
  vaultKeys,
} from '#vault';
import { claimFile } from '../../../functions/encryptor/claim-file.ts';
import type { JanitorDependencies } from '../../../functions/janitor/dependencies.ts';
import { tidyUp } from '../../../functions/janitor/tidy-up.ts';
import { samplePdf, sampleZip } from '../../setup/sample-files.ts';
import { type IdleVault, openIdleVault } from '../idle-vault.ts';
import { newOwner, type Owner } from '../owner.ts';
import { stored } from '../stored.ts';
import {
  deliver,
  encryptedFile,
  encryptorOf,
  loseWork,
  MAX_RECEIVES,
  receive,
  receiveNext,
  workOff,
} from '../worker.ts';

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

/** A file whose encryption failed permanently because the KMS key was unavailable. */
async function failedFile(): Promise<string> {
  const file = await owner.upload(samplePdf());
  const message = await receiveNext(vault);
  const withoutKey = { ...encryptorOf(vault), wrappingKey: vault.wrappingKey.slice(0, -1) };
  await deliver(withoutKey, message, MAX_RECEIVES);
  await loseWork(vault);
  expect(await statusOf(file)).toBe('failed');
  return file;
}

describe('an abandoned upload', () => {
  it('is kept for three days, and is then deleted with its record and its parts', async () => {
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

  it('returns its quota to the owner', async () => {
    const before = await readUsage(vault.table, owner.id);
    await owner.upload(sampleZip('large.zip', 20 * MIB), 'first part');
    expect((await readUsage(vault.table, owner.id)).files).toBe(before.files + 1);
    vault.pass(3 * DAY);
    await tidyUp(janitor());
    await tidyUp(janitor());
    expect(await readUsage(vault.table, owner.id)).toEqual(before);
  });

  it('is completed if the owner completed it and the work item was lost', async () => {
    const file = await owner.upload(sampleZip('large.zip', 20 * MIB));
    await loseWork(vault);
    vault.pass(10 * MINUTE);
    await tidyUp(janitor());
    await workOff(vault);
    expect(await statusOf(file)).toBe('encrypted');
  });
});

describe('a queued file', () => {
  it('is queued again if its work item was lost', async () => {
    const file = await failedFile();
    await owner.retry(file);
    await loseWork(vault);
    vault.pass(10 * MINUTE - 1);
    await tidyUp(janitor());
    expect(await receive(vault)).toBeUndefined();

    vault.pass(1);
    await tidyUp(janitor());
    await workOff(vault);
    expect(await statusOf(file)).toBe('encrypted');
  });

  it('is handled by another worker after the lease of a dead worker expires', async () => {
    const file = await owner.upload(samplePdf());
    const message = await receiveNext(vault);
    const dependencies = encryptorOf(vault);
    const before = await record(file);
    if (before === undefined) throw new Error('the file has no record');
    await claimFile(dependencies, await queueFile(vault.table, before, vault.now()));
    expect(await statusOf(file)).toBe('encrypting');
    await expect(deliver(dependencies, message)).rejects.toThrow('Another worker is at it');
    await loseWork(vault);

    vault.pass(2 * MINUTE);
    await tidyUp(janitor());
    await workOff(vault);
    expect(await statusOf(file)).toBe('encrypted');
  });
});

describe('a decrypted copy', () => {
  it('can be downloaded until it expires, even if the janitor is late', async () => {
    const operation = await owner.decrypt(await encryptedFile(vault, owner));
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

  it('is deleted when it expires, and the operation is then expired', async () => {
    const operation = await owner.decrypt(await encryptedFile(vault, owner));
    await workOff(vault);
    vault.pass(15 * MINUTE);
    await tidyUp(janitor());
    expect(await stored(vault, 'outbox', `${owner.id}/${operation}`)).toEqual([]);
    expect(await readOperation(vault.table, owner.id, operation)).toMatchObject({ status: 'expired' });
  });

  it('is created even if its work item was lost', async () => {
    const operation = await owner.decrypt(await encryptedFile(vault, owner));
    await loseWork(vault);
    vault.pass(10 * MINUTE);
    await tidyUp(janitor());
    await workOff(vault);
    expect((await owner.operation(operation)).body.status).toBe('ready');
  });
});

describe('plaintext', () => {
  it('that arrives after the encryption is deleted after the last signed URL expires', async () => {
    const file = await encryptedFile(vault, owner);
    const Key = `${owner.id}/${file}`;
    await vault.s3.send(new PutObjectCommand({ Bucket: vault.buckets.staging, Key, Body: 'late' }));
    await loseWork(vault);
    vault.pass(34 * MINUTE);
    await tidyUp(janitor());
    expect(await stored(vault, 'staging', Key)).toEqual([Key]);
    vault.pass(MINUTE);
    await tidyUp(janitor());
    expect(await stored(vault, 'staging', Key)).toEqual([]);
    expect((await record(file))?.dueAt).toBeUndefined();
  });

  it('of a failed file is kept for a day, so that the owner can retry', async () => {
    const file = await failedFile();
    vault.pass(DAY - 1);
    await tidyUp(janitor());
    await owner.retry(file);
    await workOff(vault);
    expect(await statusOf(file)).toBe('encrypted');
  });

  it('of a failed file is deleted after a day, and a retry reports it as missing', async () => {
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
  /** Creates a share with a download grant. Returns a function that counts the remaining items of the share. */
  async function sharedFile() {
    const file = await encryptedFile(vault, owner);
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
      dueAt: deletionDue(expiresAt),
    };
    await transact(vault.table, putShare(vault.table, share));
    const claim = {
      createdAt: now.toISOString(),
      endsAt: expiresAt,
      operation: newId(now),
      expires: 2 ** 40,
    };
    const claimKey = vaultKeys.claim(share.id, 'claim');
    await putDownloadGrant(vault.table, claimKey, claim);
    return async () => {
      const kept = await Promise.all([
        readShare(vault.table, file, share.id),
        readOwnShare(vault.table, owner.id, share.id),
        readShareOfToken(vault.table, sha256(file)),
        readDownloadGrant(vault.table, claimKey),
      ]);
      return { file, kept: kept.filter((item) => item !== undefined).length };
    };
  }

  it('is kept for a week after it expires, and is then deleted with its download grants', async () => {
    const remaining = await sharedFile();
    vault.pass(HOUR + 7 * DAY - 1);
    await tidyUp(janitor());
    expect((await remaining()).kept).toBe(4);
    vault.pass(1);
    await tidyUp(janitor());
    expect((await remaining()).kept).toBe(0);
  });

  it('is deleted immediately with its file', async () => {
    const remaining = await sharedFile();
    const { file } = await remaining();
    await owner.delete(file);
    expect((await remaining()).kept).toBe(0);
  });
});

describe('a deleted file', () => {
  it('is swept again for objects that a worker wrote after the deletion', async () => {
    const file = await encryptedFile(vault, owner);
    await owner.delete(file);
    expect(await stored(vault, 'vault', `${owner.id}/${file}`)).toEqual([]);
    const late = { Bucket: vault.buckets.vault, Key: `${owner.id}/${file}/${'ab'.repeat(32)}`, Body: 'late' };
    for (const _ of ['one version', 'another']) await vault.s3.send(new PutObjectCommand(late));
    await vault.s3.send(
      new PutObjectCommand({ ...late, Bucket: vault.buckets.staging, Key: `${owner.id}/${file}` }),
    );
    await loseWork(vault);

    vault.pass(20 * MINUTE);
    await tidyUp(janitor());
    expect(await stored(vault, 'vault', `${owner.id}/${file}`)).toEqual([]);
    expect(await stored(vault, 'staging', `${owner.id}/${file}`)).toEqual([]);
    const { Item } = await vault.table.client.send(
      new GetCommand({ TableName: vault.table.name, Key: vaultKeys.tombstone(owner.id, file) }),
    );
    expect(Item).toBeUndefined();
  });

  it('loses its key immediately', async () => {
    const file = await encryptedFile(vault, owner);
    const key = new GetCommand({ TableName: vault.keysTable, Key: { pk: file }, ConsistentRead: true });
    expect((await vault.table.client.send(key)).Item).toBeDefined();
    await owner.delete(file);
    expect((await vault.table.client.send(key)).Item).toBeUndefined();
  });
});

describe('a failed task', () => {
  it('does not stop other tasks, is reported, and stays due', async () => {
    const operation = await owner.decrypt(await encryptedFile(vault, owner));
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

  it('is postponed before the work item is sent, so that it does not repeat every minute', async () => {
    const file = await failedFile();
    await owner.retry(file);
    await loseWork(vault);
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
