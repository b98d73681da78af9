import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ItemKey, newId } from '#aws';
import { fileRecordSchema, objectKeys, operationRecordSchema, vaultKeys, vaultPrefix } from '#vault';
import { awaitMail, mailsTo, tokenIn } from '../setup/mailbox.ts';
import { type OwnVault, startOwnVault } from '../setup/own-vault.ts';
import { samplePng, sampleZip } from '../setup/sample-files.ts';
import { until } from '../setup/until.ts';
import {
  awaitStatus,
  decryptAndDownload,
  PASSWORD,
  signedIn,
  upload,
  type VaultClient,
} from '../setup/vault-client.ts';
import { inspect, type VaultInspector } from '../setup/vault-inspector.ts';

const MB = 1_000_000;

let folder: string;
let vault: OwnVault;
let inspector: VaultInspector;
let client: VaultClient;
let owner: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'encrypt5-mishaps-'));
  vault = await startOwnVault(folder, {});
  inspector = inspect(vault.aws);
  client = await signedIn(vault);
  owner = (await client.call('validate')).user.id;
});
afterEach(() => vault.faults.clear());
afterAll(async () => {
  inspector?.[Symbol.dispose]();
  await vault?.stop();
  await rm(folder, { recursive: true, force: true });
});

const recordOf = async (file: string) =>
  fileRecordSchema.parse(await inspector.item(vaultKeys.file(owner, file)));
const operationOf = async (id: string) =>
  operationRecordSchema.parse(await inspector.item(vaultKeys.operation(owner, id)));

/** Waits until a worker has begun to write, and has then let go of its work. */
async function untilDropped(key: ItemKey, upload: 'plan' | 'uploadId'): Promise<void> {
  await until('work that was dropped', async () => {
    const item = await inspector.item(key);
    return item?.[upload] !== undefined && item['lease'] === undefined;
  });
}

/** A file whose encryption was begun, and whose worker could not write a single part. */
async function begunFile(file = samplePng()): Promise<string> {
  const stop = vault.faults.add({
    function: 'encryptor',
    call: 's3:UploadPart',
    fault: { error: 'AccessDenied', status: 403 },
  });
  const id = await upload(client, file);
  await untilDropped(vaultKeys.file(owner, id), 'plan');
  stop();
  return id;
}

async function encryptedFile(file = samplePng()): Promise<string> {
  const id = await upload(client, file);
  await awaitStatus(client, id, 'encrypted');
  return id;
}

/** A decryption that was begun, and whose worker could not write a single part. */
async function begunDecryption(file: string): Promise<string> {
  const stop = vault.faults.add({
    function: 'encryptor',
    call: 's3:UploadPart',
    fault: { error: 'AccessDenied', status: 403 },
  });
  const { operation } = await client.call('decryptFile', { params: { id: file } });
  await untilDropped(vaultKeys.operation(owner, operation.id), 'uploadId');
  stop();
  return operation.id;
}

/** Has the file's work taken up at once: its own message comes back only after a pause. */
const encryptNow = (file: string) => inspector.sendWork({ kind: 'encrypt', owner, file });

async function endOf(operation: string, status: 'ready' | 'failed') {
  const key = { params: { id: operation } };
  await until(status, async () => (await client.call('getOperation', key)).status === status);
  return client.call('getOperation', key);
}

async function abort(bucket: 'vault' | 'outbox', Key: string, UploadId: string | undefined): Promise<void> {
  const Bucket = await inspector.bucketNamed(bucket);
  await inspector.s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
}

/** An upload that nobody knows of, as a worker leaves it that dies before it has written its id down. */
async function leaveStray(bucket: 'vault' | 'outbox', Key: string): Promise<void> {
  const Bucket = await inspector.bucketNamed(bucket);
  await inspector.s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
}

describe('an encryption', () => {
  it('whose upload was aborted begins anew, and leaves nothing of what was begun before', async () => {
    const file = sampleZip('aborted.zip', 20 * MB);
    const id = await begunFile(file);
    const { plan } = await recordOf(id);
    await abort('vault', plan?.key ?? '', plan?.uploadId);
    await leaveStray('vault', `${vaultPrefix(owner, id)}stray`);

    await encryptNow(id);
    await until('the end of the plan', async () => {
      const { plan: dropped, lease } = await recordOf(id);
      return dropped === undefined && lease === undefined;
    });
    await encryptNow(id);
    await awaitStatus(client, id, 'encrypted');

    expect(await inspector.objectsIn('vault', vaultPrefix(owner, id))).toHaveLength(1);
    expect((await recordOf(id)).stored?.key).not.toBe(plan?.key);
    expect((await decryptAndDownload(client, id)).bytes.equals(file.bytes)).toBe(true);
  });

  it('that did not hear that its object is complete finds it, and makes no second', async () => {
    vault.faults.add({
      function: 'encryptor',
      call: 's3:CompleteMultipartUpload',
      nth: 1,
      fault: 'cut-answer',
    });
    const file = samplePng();
    const id = await encryptedFile(file);
    expect(await inspector.objectsIn('vault', vaultPrefix(owner, id))).toHaveLength(1);
    expect((await decryptAndDownload(client, id)).bytes.equals(file.bytes)).toBe(true);
  });

  it('that is spread over several invocations makes the same of the file', async () => {
    const file = sampleZip('spread.zip', 70 * MB);
    const id = await begunFile(file);
    // Files are spread from 1 GiB on; this one is told to be.
    const { plan } = await recordOf(id);
    await inspector.change(vaultKeys.file(owner, id), {
      plan: { ...plan, partsPerRun: 2 },
      spread: { id: newId(new Date()), runs: 3, remaining: 4 },
    });

    await encryptNow(id);
    const { sha256 } = await awaitStatus(client, id, 'encrypted');
    expect(sha256).toBe(createHash('sha256').update(file.bytes).digest('hex'));
    expect((await recordOf(id)).stored?.key).toBe(plan?.key);
    expect((await decryptAndDownload(client, id)).bytes.equals(file.bytes)).toBe(true);
  });

  it('whose plaintext is gone fails, and says so', async () => {
    const id = await begunFile();
    const Bucket = await inspector.bucketNamed('staging');
    await inspector.s3.send(new DeleteObjectCommand({ Bucket, Key: objectKeys.staging(owner, id) }));
    await encryptNow(id);
    const { error } = await awaitStatus(client, id, 'failed');
    expect(error?.code).toBe('source_missing');
  });

  it('that has failed is tried again, once, however many ask for it', async () => {
    const file = samplePng();
    const id = await begunFile(file);
    const params = { id };
    const other = await signedIn(vault);
    // As after five tries.
    await inspector.change(vaultKeys.file(owner, id), { status: 'failed', error: 'storage_unavailable' });
    expect(await client.call('getFile', { params })).toMatchObject({
      status: 'failed',
      error: { code: 'storage_unavailable' },
    });
    expect(await other.problem('retryFile', { params })).toMatchObject({ code: 'file_not_found' });

    const answers = await Promise.all(
      Array.from({ length: 5 }, () => client.request('retryFile', { params })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([202, 409, 409, 409, 409]);
    for (const answer of answers.filter(({ status }) => status === 202))
      expect(await answer.json()).toMatchObject({ id, status: 'queued' });
    await awaitStatus(client, id, 'encrypted');
    expect(await client.problem('retryFile', { params })).toMatchObject({ code: 'file_not_failed' });
    expect((await inspector.historyOf(id)).filter((type) => type === 'retried')).toHaveLength(1);
    expect((await decryptAndDownload(client, id)).bytes.equals(file.bytes)).toBe(true);
  });

  it('leaves nothing once its file was deleted', async () => {
    const id = await begunFile();
    expect(await inspector.objectsIn('vault', vaultPrefix(owner, id))).toHaveLength(1);
    await client.call('deleteFile', { params: { id } });
    expect(await inspector.objectsIn('vault', vaultPrefix(owner, id))).toEqual([]);
    expect(await inspector.objectsIn('staging', objectKeys.staging(owner, id))).toEqual([]);
  });
});

it('a write is tried again that came in the way of a transaction', async () => {
  const { name, contentType, bytes } = samplePng();
  const { file } = await client.call('createFile', { body: { name, contentType, size: bytes.length } });
  const fault = { error: 'TransactionConflictException', status: 400 };
  vault.faults.add({ function: 'files', call: 'dynamodb:UpdateItem', nth: 1, fault });
  const { upload: way } = await client.call('renewUpload', { params: { id: file.id } });
  expect(way.kind).toBe('single');
});

it('a deleted file leaves no version of its ciphertext, though S3 fails when they are to be deleted', async () => {
  const id = await encryptedFile();
  const versions = () => inspector.objectsIn('vault', vaultPrefix(owner, id));
  expect(await versions()).toHaveLength(1);
  vault.faults.add({ function: 'deleter', call: 's3:DeleteObjects', nth: 1, fault: 'throttle' });
  await client.call('deleteFile', { params: { id } });
  await until('its ciphertext is gone', async () => (await versions()).length === 0);
});

describe('a decryption', () => {
  it('whose upload was aborted begins anew, and leaves nothing of what was begun before', async () => {
    const picture = samplePng();
    const file = await encryptedFile(picture);
    const operation = await begunDecryption(file);
    const copy = objectKeys.outbox(owner, operation);
    await abort('outbox', copy, (await operationOf(operation)).uploadId);
    await leaveStray('outbox', copy);

    await inspector.sendWork({ kind: 'decrypt', owner, file, operation });
    const { download } = await endOf(operation, 'ready');
    expect(await inspector.objectsIn('outbox', copy)).toEqual([copy]);
    const answer = await fetch(download?.url ?? '');
    expect(Buffer.from(await answer.arrayBuffer()).equals(picture.bytes)).toBe(true);
  });

  it('that did not hear that its copy is complete finds it', async () => {
    const picture = samplePng();
    const id = await encryptedFile(picture);
    vault.faults.add({
      function: 'encryptor',
      call: 's3:CompleteMultipartUpload',
      nth: 1,
      fault: 'cut-answer',
    });
    expect((await decryptAndDownload(client, id)).bytes.equals(picture.bytes)).toBe(true);
  });

  it('of what is not what was stored fails, and leaves no copy', async () => {
    const file = await encryptedFile();
    const { stored } = await recordOf(file);
    await inspector.change(vaultKeys.file(owner, file), { stored: { ...stored, checksum: 'AAAAAA==-1' } });
    const { operation } = await client.call('decryptFile', { params: { id: file } });
    const { error } = await endOf(operation.id, 'failed');
    expect(error?.code).toBe('integrity_failure');
    expect(await inspector.objectsIn('outbox', objectKeys.outbox(owner, operation.id))).toEqual([]);
  });

  it('leaves nothing once its file was deleted', async () => {
    const file = await encryptedFile();
    const operation = await begunDecryption(file);
    const copy = objectKeys.outbox(owner, operation);
    expect(await inspector.objectsIn('outbox', copy)).toHaveLength(1);
    await client.call('deleteFile', { params: { id: file } });
    expect(await inspector.objectsIn('outbox', copy)).toEqual([]);
  });
});

it('a link that was not sent to everybody, for the function died, is sent by the request that comes again, and by no third one', async () => {
  const id = await encryptedFile();
  const nobodyYet = (who: string) => `${who}-${newId(new Date()).toLowerCase()}@example.org`;
  const notify = ['first', 'second'].map(nobodyYet);
  const [first = '', second = ''] = notify;
  const expiresAt = new Date(Date.now() + 3600_000).toISOString();
  const headers = { 'idempotency-key': newId(new Date()) };
  const ask = async () =>
    (await client.request('createShare', { params: { id }, body: { expiresAt, notify }, headers })).status;

  vault.faults.add({ function: 'files', call: 'sqs:SendMessage', nth: 2, fault: 'kill-before' });
  expect(await ask()).toBeGreaterThanOrEqual(500);
  expect([await ask(), await ask()]).toEqual([201, 201]);
  const token = tokenIn(await awaitMail(vault.mailUrl, second, 'A file is shared with you'));
  expect((await client.call('openShare', { body: { token } })).name).toBe(samplePng().name);
  await until('both of the first', async () => (await mailsTo(vault.mailUrl, first)).length === 2);
  // Another one, which several ask for at once; what was still under way to anybody comes before it.
  const last = nobodyYet('last');
  const at = { params: { id }, body: { expiresAt, notify: [last] }, headers: { 'idempotency-key': last } };
  await Promise.all(Array.from({ length: 5 }, () => client.call('createShare', at)));
  await awaitMail(vault.mailUrl, last, 'A file is shared with you');
  expect(await mailsTo(vault.mailUrl, last)).toHaveLength(1);
  expect(await mailsTo(vault.mailUrl, first)).toHaveLength(2);
  expect(await mailsTo(vault.mailUrl, second)).toHaveLength(1);
  expect((await client.call('listShares', { params: { id } })).items).toHaveLength(2);
});

describe('an account', () => {
  it('that is deleted in the middle of an encryption and a decryption leaves nothing of either', async () => {
    const stored = await encryptedFile();
    const copy = objectKeys.outbox(owner, await begunDecryption(stored));
    const begun = vaultPrefix(owner, await begunFile());
    // Neither is to end before its account does.
    vault.faults.add({
      function: 'encryptor',
      call: 's3:UploadPart',
      fault: { error: 'AccessDenied', status: 403 },
    });
    expect(await inspector.objectsIn('outbox', copy)).toHaveLength(1);
    expect(await inspector.objectsIn('vault', begun)).toHaveLength(1);

    await client.call('closeAccount', { body: { password: PASSWORD } });
    await awaitMail(vault.mailUrl, client.email, 'Your account is deleted');
    const left = (['staging', 'vault', 'outbox'] as const).map((bucket) =>
      inspector.objectsIn(bucket, `${owner}/`),
    );
    expect((await Promise.all(left)).flat()).toEqual([]);
  });
});
