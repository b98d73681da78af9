import type { Message } from '@aws-sdk/client-sqs';
import type { FaultRule } from 'local-cloud';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { workSender } from '#aws';
import type { DeliveryDependencies } from '../../functions/encryptor/take-delivery.ts';
import { tidyUp } from '../../functions/janitor/tidy-up.ts';
import { openClients } from '../services/clients.ts';
import { type IdleVault, openIdleVault } from '../services/idle-vault.ts';
import { newOwner, type Owner } from '../services/owner.ts';
import { historyOf, stored, versionsOf } from '../services/stored.ts';
import {
  decryptedBytes,
  deliver,
  encryptorOf,
  loseWork,
  MAX_RECEIVES,
  receiveNext,
  workOff,
} from '../services/worker.ts';
import { type SampleFile, samplePdf, sampleZip } from '../setup/sample-files.ts';

const MIB = 2 ** 20;
const LEASE = 60_000;
const QUARTER_OF_AN_HOUR = 15 * 60_000;

let vault: IdleVault;
let owner: Owner;
let encryptor: DeliveryDependencies;
beforeAll(async () => {
  vault = await openIdleVault();
  owner = newOwner(vault);
  encryptor = encryptorOf(vault);
});
afterEach(() => vault.faults.clear());
afterAll(() => vault?.[Symbol.asyncDispose]());

const file = async (id: string) => (await owner.file(id)).body;

/** Uploads a file and receives its work item. */
async function uploadAndReceive(sample: SampleFile): Promise<{ id: string; message: Message }> {
  await loseWork(vault);
  const id = await owner.upload(sample);
  const message = await receiveNext(vault);
  return { id, message };
}

/** Delivers a work item as often as the queue does. The encryptor retries no call within a delivery. */
async function deliverAll(message: Message): Promise<void> {
  for (let receives = 1; receives <= MAX_RECEIVES; receives += 1) {
    const outcome = await deliver(encryptor, message, receives).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (outcome === undefined) return;
    vault.pass(LEASE);
  }
}

/** Runs the janitor a quarter of an hour later, and handles the work items that it sends. */
async function runJanitorLater(): Promise<void> {
  vault.pass(QUARTER_OF_AN_HOUR);
  await tidyUp({ ...vault, sendWork: workSender(vault.sqs, vault.workQueue) });
  await workOff(vault);
}

async function expectEncrypted(id: string, { bytes }: SampleFile): Promise<void> {
  expect(await file(id)).toMatchObject({ status: 'encrypted' });
  expect(await stored(vault, 'staging', `${owner.id}/${id}`)).toEqual([]);
  expect(await stored(vault, 'vault', `${owner.id}/${id}`)).toHaveLength(1);
  expect((await decryptedBytes(vault, owner, id)).equals(bytes)).toBe(true);
}

/** How often the encryptor makes each call for a small file without faults. */
async function countCalls(): Promise<ReadonlyMap<string, number>> {
  const clients = openClients(vault.settings);
  const made = new Map<string, number>();
  const count = (service: string, command: unknown) => {
    const call = `${service}:${String(command).replace(/Command$/, '')}`;
    made.set(call, (made.get(call) ?? 0) + 1);
  };
  clients.s3.middlewareStack.add(
    (next, { commandName }) =>
      async (input) => {
        count('s3', commandName);
        return next(input);
      },
    { step: 'build' },
  );
  clients.kms.middlewareStack.add(
    (next, { commandName }) =>
      async (input) => {
        count('kms', commandName);
        return next(input);
      },
    { step: 'build' },
  );
  clients.tables.middlewareStack.add(
    (next, { commandName }) =>
      async (input) => {
        count('dynamodb', commandName);
        return next(input);
      },
    { step: 'build' },
  );
  const { message } = await uploadAndReceive(samplePdf());
  const table = { ...encryptor.table, client: clients.tables };
  await deliver({ ...encryptor, s3: clients.s3, kms: clients.kms, table }, message);
  clients.close();
  return made;
}

/** A fault of a call. */
type CallFault = Extract<FaultRule, { readonly call?: unknown }>['fault'];

const s3Calls = [
  's3:HeadObject',
  's3:GetObject',
  's3:CreateMultipartUpload',
  's3:ListParts',
  's3:UploadPart',
  's3:CompleteMultipartUpload',
  's3:DeleteObject',
] as const;
const kmsCalls = ['kms:GenerateDataKey', 'kms:Decrypt'] as const;
const tableCalls = ['dynamodb:GetItem', 'dynamodb:UpdateItem'] as const;
const transaction = 'dynamodb:TransactWriteItems';

const faults: Readonly<Record<string, CallFault>> = {
  'answers 500': { error: 'InternalError', status: 500 },
  'answers 503': { error: 'SlowDown', status: 503 },
  'closes the connection before it reads the request': 'cut-request',
  'closes the connection before or during the answer': 'cut-answer',
};

const permanentFaults: typeof faults = { ...faults, 'fails within an answer of 200': 'error-in-200' };

/** Injects the fault once at each occurrence of the call. */
async function onceAtEach(call: string, fault: CallFault): Promise<void> {
  const times = (await countCalls()).get(call) ?? 0;
  expect(times).toBeGreaterThan(0);
  for (let nth = 1; nth <= times; nth += 1) {
    const letter = samplePdf();
    const { id, message } = await uploadAndReceive(letter);
    const removeFault = vault.faults.add({ call, nth, fault });
    await deliverAll(message);
    removeFault();
    if ((await file(id)).status !== 'encrypted') await runJanitorLater();
    await expectEncrypted(id, letter);
  }
}

describe('a service that fails once', { timeout: 120_000 }, () => {
  it('receives exactly the calls that these tests let fail', async () => {
    const made = [...(await countCalls()).keys()].filter((call) => call !== 's3:AbortMultipartUpload');
    expect(made.toSorted()).toEqual([...s3Calls, ...kmsCalls, ...tableCalls, transaction].toSorted());
  });

  describe.each(s3Calls)('%s', (call) => {
    it.each(Object.keys(faults))('%s: the file is still encrypted', async (how) => {
      await onceAtEach(call, faults[how] ?? 'throttle');
    });
  });

  it('s3:CompleteMultipartUpload fails within an answer of 200: the file is still encrypted', async () => {
    await onceAtEach('s3:CompleteMultipartUpload', 'error-in-200');
  });

  it('s3:CompleteMultipartUpload fails within an answer of 200 for a multipart upload: the next delivery completes it', async () => {
    const large = sampleZip('large.zip', 20 * MIB);
    const { id, message } = await uploadAndReceive(large);
    vault.faults.add({ call: 's3:CompleteMultipartUpload', nth: 1, fault: 'error-in-200' });
    await deliverAll(message);
    const joined = await receiveNext(vault);
    await deliver(encryptor, joined);
    await expectEncrypted(id, large);
  });

  it.each(kmsCalls)('%s is throttled: the file is still encrypted', async (call) => {
    await onceAtEach(call, 'throttle');
  });

  it.each([...tableCalls, transaction])(
    '%s is throttled, or its answer is lost: the file is still encrypted',
    async (call) => {
      await onceAtEach(call, 'throttle');
      await onceAtEach(call, 'cut-answer');
    },
  );

  it('DynamoDB reports a conflicting transaction: it is retried within the delivery', async () => {
    const letter = samplePdf();
    const { id, message } = await uploadAndReceive(letter);
    vault.faults.add({ call: transaction, every: 2, fault: 'transaction-conflict' });
    await deliver(encryptor, message);
    vault.faults.clear();
    await expectEncrypted(id, letter);
  });

  it('DynamoDB reports a failed condition: the worker stops, and the janitor sends the work item again', async () => {
    await onceAtEach('dynamodb:UpdateItem', { error: 'ConditionalCheckFailedException', status: 400 });
  });
});

describe('a service that keeps failing', { timeout: 120_000 }, () => {
  it.each([
    ['s3:HeadObject', 'answers 503', 'storage_unavailable'],
    ['s3:GetObject', 'answers 500', 'storage_unavailable'],
    ['s3:GetObject', 'closes the connection before or during the answer', 'storage_unavailable'],
    ['s3:CreateMultipartUpload', 'answers 503', 'storage_unavailable'],
    ['s3:ListParts', 'answers 500', 'storage_unavailable'],
    ['s3:UploadPart', 'answers 503', 'storage_unavailable'],
    ['s3:UploadPart', 'closes the connection before it reads the request', 'storage_unavailable'],
    ['s3:CompleteMultipartUpload', 'answers 500', 'storage_unavailable'],
    [
      's3:CompleteMultipartUpload',
      'closes the connection before it reads the request',
      'storage_unavailable',
    ],
    ['s3:CompleteMultipartUpload', 'fails within an answer of 200', 'storage_unavailable'],
    ['s3:DeleteObject', 'answers 503', 'storage_unavailable'],
    ['kms:GenerateDataKey', 'answers 500', 'key_unavailable'],
    ['kms:GenerateDataKey', 'closes the connection before it reads the request', 'key_unavailable'],
    ['kms:Decrypt', 'answers 500', 'key_unavailable'],
    ['kms:Decrypt', 'closes the connection before it reads the request', 'key_unavailable'],
  ])(
    '%s %s: the file fails with a code and keeps its plaintext, and a retry succeeds',
    async (call, how, code) => {
      const letter = samplePdf();
      const { id, message } = await uploadAndReceive(letter);
      vault.faults.add({ call, fault: permanentFaults[how] ?? 'throttle' });
      await deliverAll(message);
      expect(await file(id)).toMatchObject({ status: 'failed', error: { code } });
      vault.faults.clear();
      expect(await versionsOf(vault, 'staging', `${owner.id}/${id}`)).toHaveLength(1);

      await owner.retry(id);
      await workOff(vault);
      await expectEncrypted(id, letter);
      expect((await historyOf(vault, id)).filter((type) => type === 'encrypted')).toHaveLength(1);
    },
  );
});

describe('S3 that closes connections during transfers', { timeout: 120_000 }, () => {
  it('repeatedly while a large file is read: the rest of a part is requested within the same delivery', async () => {
    const large = sampleZip('large.zip', 20 * MIB);
    const { id, message } = await uploadAndReceive(large);
    await deliver(encryptor, message);
    const joined = await receiveNext(vault);
    vault.faults.add({ call: 's3:GetObject', every: 2, fault: 'cut-answer' });
    await deliver(encryptor, joined);
    vault.faults.clear();
    await expectEncrypted(id, large);
  });

  it('while a large file is written: the written parts are kept, and the next delivery completes it', async () => {
    const large = sampleZip('large.zip', 40 * MIB);
    const { id, message } = await uploadAndReceive(large);
    await deliver(encryptor, message);
    const joined = await receiveNext(vault);
    vault.faults.add({ call: 's3:UploadPart', nth: 2, fault: 'cut-request' });
    await deliverAll(joined);
    await expectEncrypted(id, large);
  });
});
