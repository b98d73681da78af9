import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ItemKey, newId } from '#aws';
import { fileRecordSchema, objectKeys, operationRecordSchema, vaultKeys, vaultPrefix } from '#vault';
import { awaitMail, mailsTo, tokenIn } from '../setup/mailbox.ts';
import { type OwnVault, startTemporaryVault } from '../setup/own-vault.ts';
import { samplePng, sampleZip } from '../setup/sample-files.ts';
import { until } from '../setup/until.ts';
import {
  awaitStatus,
  decryptAndDownload,
  PASSWORD,
  signedIn,
  upload,
  uploadEncrypted,
  type VaultClient,
} from '../setup/vault-client.ts';
import { inspect, type VaultInspector } from '../setup/vault-inspector.ts';

const MB = 1_000_000;

let vault: OwnVault;
let inspector: VaultInspector;
let client: VaultClient;
let owner: string;

beforeAll(async () => {
  vault = await startTemporaryVault({});
  inspector = inspect(vault.aws);
  client = await signedIn(vault);
  owner = (await client.call('validate')).user.id;
});
afterEach(() => vault.faults.clear());
afterAll(async () => {
  inspector?.[Symbol.dispose]();
  await vault?.stop();
});

const recordOf = async (file: string) =>
  fileRecordSchema.parse(await inspector.item(vaultKeys.file(owner, file)));
const operationOf = async (id: string) =>
  operationRecordSchema.parse(await inspector.item(vaultKeys.operation(owner, id)));

/** Waits until a worker has started to write and has then released its work. */
async function untilReleased(key: ItemKey, upload: 'plan' | 'uploadId'): Promise<void> {
  await until('the work to be released', async () => {
    const item = await inspector.item(key);
    return item?.[upload] !== undefined && item['lease'] === undefined;
  });
}

/** A file whose encryption started, but whose worker could not write a part. */
async function startedFile(file = samplePng()): Promise<string> {
  const stop = vault.faults.add({
    function: 'encryptor',
    call: 's3:UploadPart',
    fault: { error: 'AccessDenied', status: 403 },
  });
  const id = await upload(client, file);
  await untilReleased(vaultKeys.file(owner, id), 'plan');
  stop();
  return id;
}

/** A decryption that started, but whose worker could not write a part. */
async function startedDecryption(file: string): Promise<string> {
  const stop = vault.faults.add({
    function: 'encryptor',
    call: 's3:UploadPart',
    fault: { error: 'AccessDenied', status: 403 },
  });
  const { operation } = await client.call('decryptFile', { params: { id: file } });
  await untilReleased(vaultKeys.operation(owner, operation.id), 'uploadId');
  stop();
  return operation.id;
}

/** Sends a work item for the file. Its own work item is delivered again only after a pause. */
const resumeEncryption = (file: string) => inspector.sendWork({ kind: 'encrypt', owner, file });

async function awaitOperation(operation: string, status: 'ready' | 'failed') {
  const key = { params: { id: operation } };
  await until(status, async () => (await client.call('getOperation', key)).status === status);
  return client.call('getOperation', key);
}

async function abort(bucket: 'vault' | 'outbox', Key: string, UploadId: string | undefined): Promise<void> {
  const Bucket = await inspector.bucketNamed(bucket);
  await inspector.s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
}

/** Leaves an upload that no record knows, as a worker does that dies before it stores the upload id. */
async function leaveUnknownUpload(bucket: 'vault' | 'outbox', Key: string): Promise<void> {
  const Bucket = await inspector.bucketNamed(bucket);
  await inspector.s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
}

describe('an encryption', () => {
  it('starts again if its upload was aborted, and deletes what was written before', async () => {
    const file = sampleZip('aborted.zip', 20 * MB);
    const id = await startedFile(file);
    const { plan } = await recordOf(id);
    await abort('vault', plan?.key ?? '', plan?.uploadId);
    await leaveUnknownUpload('vault', `${vaultPrefix(owner, id)}stray`);

    await resumeEncryption(id);
    await until('the plan to be dropped', async () => {
      const { plan: remainingPlan, lease } = await recordOf(id);
      return remainingPlan === undefined && lease === undefined;
    });
    await resumeEncryption(id);
    await awaitStatus(client, id, 'encrypted');

    expect(await inspector.objectsIn('vault', vaultPrefix(owner, id))).toHaveLength(1);
    expect((await recordOf(id)).stored?.key).not.toBe(plan?.key);
    expect((await decryptAndDownload(client, id)).bytes.equals(file.bytes)).toBe(true);
  });

  it('finds its complete object when the answer of S3 is lost, and creates no second one', async () => {
    vault.faults.add({
      function: 'encryptor',
      call: 's3:CompleteMultipartUpload',
      nth: 1,
      fault: 'cut-answer',
    });
    const file = samplePng();
    const id = await uploadEncrypted(client, file);
    expect(await inspector.objectsIn('vault', vaultPrefix(owner, id))).toHaveLength(1);
    expect((await decryptAndDownload(client, id)).bytes.equals(file.bytes)).toBe(true);
  });

  it('that is spread over several invocations has the same result', async () => {
    const file = sampleZip('spread.zip', 70 * MB);
    const id = await startedFile(file);
    // Files are spread from 1 GiB. This smaller one has a spread plan.
    const { plan } = await recordOf(id);
    await inspector.change(vaultKeys.file(owner, id), {
      plan: { ...plan, partsPerRun: 2 },
      spread: { id: newId(new Date()), runs: 3, remaining: 4 },
    });

    await resumeEncryption(id);
    const { sha256 } = await awaitStatus(client, id, 'encrypted');
    expect(sha256).toBe(createHash('sha256').update(file.bytes).digest('hex'));
    expect((await recordOf(id)).stored?.key).toBe(plan?.key);
    expect((await decryptAndDownload(client, id)).bytes.equals(file.bytes)).toBe(true);
  });

  it('fails with a code if its plaintext is missing', async () => {
    const id = await startedFile();
    const Bucket = await inspector.bucketNamed('staging');
    await inspector.s3.send(new DeleteObjectCommand({ Bucket, Key: objectKeys.staging(owner, id) }));
    await resumeEncryption(id);
    const { error } = await awaitStatus(client, id, 'failed');
    expect(error?.code).toBe('source_missing');
  });

  it('that failed is retried once by concurrent requests', async () => {
    const file = samplePng();
    const id = await startedFile(file);
    const params = { id };
    const other = await signedIn(vault);
    // This is the state after five attempts.
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
    const id = await startedFile();
    expect(await inspector.objectsIn('vault', vaultPrefix(owner, id))).toHaveLength(1);
    await client.call('deleteFile', { params: { id } });
    expect(await inspector.objectsIn('vault', vaultPrefix(owner, id))).toEqual([]);
    expect(await inspector.objectsIn('staging', objectKeys.staging(owner, id))).toEqual([]);
  });
});

it('a write that conflicts with a transaction is retried', async () => {
  const { name, contentType, bytes } = samplePng();
  const { file } = await client.call('createFile', { body: { name, contentType, size: bytes.length } });
  const fault = { error: 'TransactionConflictException', status: 400 };
  vault.faults.add({ function: 'files', call: 'dynamodb:UpdateItem', nth: 1, fault });
  const { upload: target } = await client.call('renewUpload', { params: { id: file.id } });
  expect(target.kind).toBe('single');
});

it('a deleted file leaves no version of its ciphertext, even if S3 fails at first', async () => {
  const id = await uploadEncrypted(client);
  const versions = () => inspector.objectsIn('vault', vaultPrefix(owner, id));
  expect(await versions()).toHaveLength(1);
  vault.faults.add({ function: 'deleter', call: 's3:DeleteObjects', nth: 1, fault: 'throttle' });
  await client.call('deleteFile', { params: { id } });
  await until('its ciphertext to be gone', async () => (await versions()).length === 0);
});

describe('a decryption', () => {
  it('starts again if its upload was aborted, and deletes what was written before', async () => {
    const picture = samplePng();
    const file = await uploadEncrypted(client, picture);
    const operation = await startedDecryption(file);
    const copy = objectKeys.outbox(owner, operation);
    await abort('outbox', copy, (await operationOf(operation)).uploadId);
    await leaveUnknownUpload('outbox', copy);

    await inspector.sendWork({ kind: 'decrypt', owner, file, operation });
    const { download } = await awaitOperation(operation, 'ready');
    expect(await inspector.objectsIn('outbox', copy)).toEqual([copy]);
    const answer = await fetch(download?.url ?? '');
    expect(Buffer.from(await answer.arrayBuffer()).equals(picture.bytes)).toBe(true);
  });

  it('finds its complete copy when the answer of S3 is lost', async () => {
    const picture = samplePng();
    const id = await uploadEncrypted(client, picture);
    vault.faults.add({
      function: 'encryptor',
      call: 's3:CompleteMultipartUpload',
      nth: 1,
      fault: 'cut-answer',
    });
    expect((await decryptAndDownload(client, id)).bytes.equals(picture.bytes)).toBe(true);
  });

  it('fails if the ciphertext is not the stored one, and leaves no copy', async () => {
    const file = await uploadEncrypted(client);
    const { stored } = await recordOf(file);
    await inspector.change(vaultKeys.file(owner, file), { stored: { ...stored, checksum: 'AAAAAA==-1' } });
    const { operation } = await client.call('decryptFile', { params: { id: file } });
    const { error } = await awaitOperation(operation.id, 'failed');
    expect(error?.code).toBe('integrity_failure');
    expect(await inspector.objectsIn('outbox', objectKeys.outbox(owner, operation.id))).toEqual([]);
  });

  it('leaves nothing after its file is deleted', async () => {
    const file = await uploadEncrypted(client);
    const operation = await startedDecryption(file);
    const copy = objectKeys.outbox(owner, operation);
    expect(await inspector.objectsIn('outbox', copy)).toHaveLength(1);
    await client.call('deleteFile', { params: { id: file } });
    expect(await inspector.objectsIn('outbox', copy)).toEqual([]);
  });
});

it('a link that was emailed to only some people because the function died is sent by a repeated request, once', async () => {
  const id = await uploadEncrypted(client);
  const newAddress = (who: string) => `${who}-${newId(new Date()).toLowerCase()}@example.org`;
  const notify = ['first', 'second'].map(newAddress);
  const [first = '', second = ''] = notify;
  const expiresAt = new Date(Date.now() + 3600_000).toISOString();
  const headers = { 'idempotency-key': newId(new Date()) };
  const createShare = async () =>
    (await client.request('createShare', { params: { id }, body: { expiresAt, notify }, headers })).status;

  vault.faults.add({ function: 'shares', call: 'sqs:SendMessage', nth: 2, fault: 'kill-before' });
  expect(await createShare()).toBeGreaterThanOrEqual(500);
  expect([await createShare(), await createShare()]).toEqual([201, 201]);
  const token = tokenIn(await awaitMail(vault.mailUrl, second, 'A file is shared with you'));
  expect((await client.call('openShare', { body: { token } })).name).toBe(samplePng().name);
  await until(
    'both emails to the first address',
    async () => (await mailsTo(vault.mailUrl, first)).length === 2,
  );
  // Another share, requested concurrently. Its email arrives after all earlier ones.
  const last = newAddress('last');
  const at = { params: { id }, body: { expiresAt, notify: [last] }, headers: { 'idempotency-key': last } };
  await Promise.all(Array.from({ length: 5 }, () => client.call('createShare', at)));
  await awaitMail(vault.mailUrl, last, 'A file is shared with you');
  expect(await mailsTo(vault.mailUrl, last)).toHaveLength(1);
  expect(await mailsTo(vault.mailUrl, first)).toHaveLength(2);
  expect(await mailsTo(vault.mailUrl, second)).toHaveLength(1);
  expect((await client.call('listShares', { params: { id } })).items).toHaveLength(2);
});

describe('an account', () => {
  it('that is deleted during an encryption and a decryption leaves nothing of either', async () => {
    const stored = await uploadEncrypted(client);
    const copy = objectKeys.outbox(owner, await startedDecryption(stored));
    const unfinished = vaultPrefix(owner, await startedFile());
    // Neither finishes before the account is deleted.
    vault.faults.add({
      function: 'encryptor',
      call: 's3:UploadPart',
      fault: { error: 'AccessDenied', status: 403 },
    });
    expect(await inspector.objectsIn('outbox', copy)).toHaveLength(1);
    expect(await inspector.objectsIn('vault', unfinished)).toHaveLength(1);

    await client.call('closeAccount', { body: { password: PASSWORD } });
    await awaitMail(vault.mailUrl, client.email, 'Your account is deleted');
    const remaining = (['staging', 'vault', 'outbox'] as const).map((bucket) =>
      inspector.objectsIn(bucket, `${owner}/`),
    );
    expect((await Promise.all(remaining)).flat()).toEqual([]);
  });
});
