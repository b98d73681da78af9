import { request } from 'node:http';
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DynamoDBClient,
  ListTablesCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import {
  CompleteMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { LogRecord } from '../../console/index.ts';
import { createFaults, type FaultInjection, type FaultRule } from '../../faults/index.ts';
import { tokenOfInstance } from '../../front-door/index.ts';
import type { Service } from '../../kit/service.ts';
import { type OpenDoor, openDoor } from '../front-door/open-door.ts';

let now: number;
let faults: FaultInjection;
let door: OpenDoor;
let records: LogRecord[];
let killed: string[];
/** Bytes of the bodies of the calls that were carried out. */
let carriedOut: number[];

/** Reads what it gets and answers with so many bytes. */
const stub = (name: string, answer: string): Service => ({
  name,
  async handle({ request, response, body }) {
    let length = body?.length ?? 0;
    try {
      if (body === undefined) for await (const chunk of request) length += chunk.length;
    } catch {
      return;
    }
    carriedOut.push(length);
    response.setHeader('content-length', answer.length);
    response.end(answer);
  },
  close: async () => undefined,
});

beforeEach(async () => {
  now = Date.now();
  records = [];
  killed = [];
  carriedOut = [];
  faults = createFaults({
    rules: [],
    labelOf: (name) => name.replace('physical-', ''),
    killInstance: (instance) => killed.push(instance),
    onRecord: (record) => records.push(record),
    now: () => now,
  });
  const services = [stub('s3', 'x'.repeat(1000)), stub('dynamodb', '{}'), stub('ses', '<a/>')];
  door = await openDoor(() => services, { now: () => now, around: faults.around });
});
afterEach(() => door[Symbol.asyncDispose]());

const s3 = () => new S3Client({ ...door.client, forcePathStyle: true });
const uploadPart = (size = 5) =>
  s3().send(
    new UploadPartCommand({
      Bucket: 'bucket',
      Key: 'key',
      UploadId: 'u',
      PartNumber: 1,
      Body: Buffer.alloc(size),
    }),
  );
const listTables = (client = door.client) => new DynamoDBClient(client).send(new ListTablesCommand());

/** Settings of a client that signs as an instance of a function. */
function instanceOf(functionName: string, instance: string) {
  const issued = door.credentials.issue(
    `arn:aws:sts::000000000000:assumed-role/role/physical-${functionName}`,
  );
  const sessionToken = tokenOfInstance(issued.sessionToken, instance);
  return { ...door.client, credentials: { ...issued, sessionToken } };
}

/** The names of the errors of so many calls in a row; nothing for one that succeeds. */
async function outcomes(times: number, call: () => Promise<unknown>): Promise<(string | undefined)[]> {
  const names: (string | undefined)[] = [];
  for (let count = 0; count < times; count += 1) {
    names.push(
      await call().then(
        () => undefined,
        (error: Error) => error.name,
      ),
    );
  }
  return names;
}

describe('a rule', () => {
  it('affects only the nth call of an operation', async () => {
    faults.add({ call: 's3:UploadPart', nth: 3, fault: { error: 'SlowDown', status: 503 } });
    expect(await outcomes(4, () => s3().send(new GetObjectCommand({ Bucket: 'b', Key: 'k' })))).toEqual(
      Array(4).fill(undefined),
    );
    expect(await outcomes(4, uploadPart)).toEqual([undefined, undefined, 'SlowDown', undefined]);
  });

  it('affects every nth call of a service', async () => {
    faults.add({ call: 'dynamodb:*', every: 2, fault: 'throttle' });
    expect(await outcomes(4, listTables)).toEqual([
      undefined,
      'ThrottlingException',
      undefined,
      'ThrottlingException',
    ]);
    expect(carriedOut).toHaveLength(2);
  });

  it('lasts for a time from its first call on', async () => {
    faults.add({ call: 'dynamodb:*', forSeconds: 2, fault: 'throttle' });
    now += 60_000;
    expect(await outcomes(1, listTables)).toEqual(['ThrottlingException']);
    now += 1999;
    expect(await outcomes(1, listTables)).toEqual(['ThrottlingException']);
    now += 1;
    expect(await outcomes(1, listTables)).toEqual([undefined]);
  });

  it('lasts until it is removed', async () => {
    const remove = faults.add({ call: 'dynamodb:ListTables', fault: 'throttle' });
    faults.add({ call: 's3:*', fault: 'throttle' });
    expect(await outcomes(2, listTables)).toEqual(['ThrottlingException', 'ThrottlingException']);
    remove();
    expect(await outcomes(1, listTables)).toEqual([undefined]);
    expect(await outcomes(1, uploadPart)).toEqual(['SlowDown']);
    faults.clear();
    expect(await outcomes(1, uploadPart)).toEqual([undefined]);
  });

  it('knows the operations of the query protocol', async () => {
    faults.add({ call: 'ses:SendEmail', fault: 'throttle' });
    const mail = new SendEmailCommand({
      Source: 'a@b.c',
      Destination: {},
      Message: { Subject: { Data: '' }, Body: {} },
    });
    expect(await outcomes(1, () => new SESClient(door.client).send(mail))).toEqual(['Throttling']);
  });

  it('affects only the function that it names', async () => {
    faults.add({ function: 'encryptor', fault: 'throttle' });
    expect(await outcomes(1, listTables)).toEqual([undefined]);
    expect(await outcomes(1, () => listTables(instanceOf('files', 'one')))).toEqual([undefined]);
    expect(await outcomes(1, () => listTables(instanceOf('encryptor', 'one')))).toEqual([
      'ThrottlingException',
    ]);
  });

  it('is reported when it affects a call', async () => {
    faults.add({ call: 'dynamodb:*', function: 'files', fault: { delayMilliseconds: 1 } });
    await listTables(instanceOf('files', 'one'));
    expect(records).toEqual([
      { kind: 'fault', call: 'dynamodb:ListTables', functionName: 'files', fault: 'delay 1 ms' },
    ]);
  });

  it.each<[string, FaultRule]>([
    ['one of nth, every and forSeconds', { nth: 1, every: 2, fault: 'throttle' }],
    ['names the function', { call: 's3:*', fault: 'kill-after' }],
    ['is for dynamodb:TransactWriteItems', { call: 'dynamodb:*', fault: 'transaction-conflict' }],
    [
      'is for dynamodb:BatchGetItem, dynamodb:BatchWriteItem',
      { call: 's3:UploadPart', fault: 'leave-unprocessed' },
    ],
    ['is for s3:CompleteMultipartUpload', { call: 's3:UploadPart', fault: 'error-in-200' }],
  ])('is refused if it makes no sense: %s', (message, rule) => {
    expect(() => faults.add(rule)).toThrow(message);
  });
});

describe('DynamoDB', () => {
  const client = () => new DynamoDBClient(door.client);
  const Key = { pk: { S: 'a' } };
  const check = { ConditionCheck: { TableName: 'vault', Key, ConditionExpression: 'attribute_exists(pk)' } };

  it('cancels a conflicting transaction, with a reason for each action', async () => {
    faults.add({ call: 'dynamodb:TransactWriteItems', nth: 1, fault: 'transaction-conflict' });
    const transact = () => client().send(new TransactWriteItemsCommand({ TransactItems: [check, check] }));
    const error = await transact().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TransactionCanceledException);
    expect(error).toMatchObject({
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [TransactionConflict, None]',
      CancellationReasons: [{ Code: 'TransactionConflict' }, { Code: 'None' }],
    });
    expect(carriedOut).toEqual([]);
    await transact();
    expect(carriedOut).toHaveLength(1);
  });

  it('returns an unprocessed batch', async () => {
    faults.add({ call: 'dynamodb:BatchGetItem', nth: 1, fault: 'leave-unprocessed' });
    faults.add({ call: 'dynamodb:BatchWriteItem', nth: 1, fault: 'leave-unprocessed' });
    const reads = { vault: { Keys: [Key] } };
    expect(await client().send(new BatchGetItemCommand({ RequestItems: reads }))).toMatchObject({
      Responses: {},
      UnprocessedKeys: reads,
    });
    const writes = { vault: [{ DeleteRequest: { Key } }] };
    expect(await client().send(new BatchWriteItemCommand({ RequestItems: writes }))).toMatchObject({
      UnprocessedItems: writes,
    });
    expect(carriedOut).toEqual([]);
  });
});

it('S3 says within an answer of 200 that it failed, and the SDK tells it from success', async () => {
  faults.add({ call: 's3:CompleteMultipartUpload', nth: 1, fault: 'error-in-200' });
  const statuses: number[] = [];
  const client = s3();
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      statuses.push(z.object({ statusCode: z.number() }).parse(result.response).statusCode);
      return result;
    },
    { step: 'deserialize', priority: 'low' },
  );
  const complete = () =>
    client.send(new CompleteMultipartUploadCommand({ Bucket: 'bucket', Key: 'key', UploadId: 'u' }));
  await expect(complete()).rejects.toMatchObject({ name: 'InternalError' });
  expect(statuses).toEqual([200]);
  expect(carriedOut).toEqual([]);
  // What was asked for is no failure of the local cloud.
  expect(door.reported).toEqual([]);
});

describe('a connection', () => {
  it('is closed in the middle of the request, and nothing is done', async () => {
    faults.add({ call: 's3:UploadPart', nth: 1, fault: 'cut-request' });
    faults.add({ call: 'dynamodb:*', nth: 1, fault: 'cut-request' });
    await expect(uploadPart(20 * 1024 * 1024)).rejects.toThrow();
    await expect(listTables()).rejects.toThrow();
    expect(carriedOut).toEqual([]);
    await uploadPart(20 * 1024 * 1024);
    expect(carriedOut).toHaveLength(1);
  });

  it('is closed in the middle of the answer, after the call was done', async () => {
    faults.add({ call: 's3:GetObject', fault: 'cut-answer' });
    const url = await getSignedUrl(s3(), new GetObjectCommand({ Bucket: 'bucket', Key: 'key' }));
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const sent = request(url, { headers: { connection: 'close' } }, (response) => {
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
      });
      response.on('close', () => resolve(response.complete ? -1 : length));
    });
    sent.on('error', reject).end();
    expect(await promise).toBe(500);
    expect(carriedOut).toHaveLength(1);
  });
});

describe('killing', () => {
  it('ends the calling instance before or after the call is done', async () => {
    const one = instanceOf('encryptor', 'one');
    faults.add({ function: 'encryptor', nth: 2, fault: 'kill-before' });
    faults.add({ function: 'encryptor', nth: 3, fault: 'kill-after' });
    expect((await outcomes(3, () => listTables(one))).map((name) => name === undefined)).toEqual([
      true,
      false,
      false,
    ]);
    expect(killed).toEqual(['one', 'one']);
    expect(carriedOut).toHaveLength(2);
  });
});

describe('the record of calls', () => {
  it('has the calls that a function’s instances signed, in order', async () => {
    const one = { ...instanceOf('encryptor', 'one'), forcePathStyle: true };
    await new S3Client(one).send(new PutObjectCommand({ Bucket: 'bucket', Key: 'key', Body: 'x' }));
    await listTables(instanceOf('encryptor', 'two'));
    const url = await getSignedUrl(new S3Client(one), new GetObjectCommand({ Bucket: 'bucket', Key: 'key' }));
    await (await fetch(url)).text();
    await listTables(door.clientOf('role'));
    expect(faults.calls('encryptor')).toEqual([
      { call: 's3:PutObject', instance: 'one' },
      { call: 'dynamodb:ListTables', instance: 'two' },
    ]);
    faults.forgetCalls();
    expect(faults.calls('encryptor')).toEqual([]);
  });
});
