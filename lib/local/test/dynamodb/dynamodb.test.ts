import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  ScanCommand,
  type ScanCommandInput,
  TransactGetItemsCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  createDynamoDbService,
  createTableProvider,
  type Engine,
  openEngine,
  openTimeToLive,
  type TimeToLive,
} from '../../dynamodb/index.ts';
import { UnsupportedProperty } from '../../kit/resource.ts';
import { type OpenDoor, openDoor } from '../front-door/open-door.ts';

let offset = 0;
let door: OpenDoor;
let engine: Engine;
let timeToLive: TimeToLive;
let dynamo: DynamoDBClient;
const now = () => Date.now() + offset;
const TableName = 'vault';
const properties = {
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: ['pk', 'sk', 'due'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'due',
      KeySchema: [{ AttributeName: 'due', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
  TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
  DeletionProtectionEnabled: true,
};
const provision = (changes: object = {}) =>
  createTableProvider(engine, timeToLive).provision({
    logicalId: 'Vault',
    physicalName: 'vault',
    properties: { ...properties, ...changes },
  });

beforeEach(async () => {
  offset = 0;
  door = await openDoor(async ({ folder }) => {
    engine = openEngine(join(folder, 'dynamodb'));
    timeToLive = await openTimeToLive(folder, engine, now);
    return [
      createDynamoDbService({ engine, timeToLive, now, report: (error) => expect(error).toBeUndefined() }),
    ];
  });
  dynamo = new DynamoDBClient(door.client);
  await provision();
});
afterEach(() => door[Symbol.asyncDispose]());

type Item = Record<string, AttributeValue>;
const key = (sk: string): Item => ({ pk: { S: 'p' }, sk: { S: sk } });
const put = (sk: string, more: Item = {}, options: Partial<PutItemCommandInput> = {}) =>
  dynamo.send(new PutItemCommand({ TableName, Item: { ...key(sk), ...more }, ...options }));
const get = async (sk: string) =>
  (await dynamo.send(new GetItemCommand({ TableName, Key: key(sk), ConsistentRead: true }))).Item;
const transact = (TransactItems: TransactWriteItem[], ClientRequestToken?: string) =>
  dynamo.send(
    new TransactWriteItemsCommand({ TransactItems, ...(ClientRequestToken && { ClientRequestToken }) }),
  );
const ifAbsent = 'attribute_not_exists(pk)';

/** A client that sends this body instead of what the SDK would write. */
function clientSending(body: string): DynamoDBClient {
  const client = new DynamoDBClient(door.client);
  client.middlewareStack.add(
    (next) => (args) => {
      const { headers } = z.object({ headers: z.record(z.string(), z.string()) }).parse(args.request);
      const length = { 'content-length': String(body.length) };
      Object.assign(args.request as object, { body, headers: { ...headers, ...length } });
      return next(args);
    },
    { step: 'build', priority: 'low' },
  );
  return client;
}

describe('single writes', () => {
  it('return the item on request when a condition fails', async () => {
    await put('a', { n: { N: '1' } });
    const conditional = {
      ConditionExpression: ifAbsent,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    } as const;
    const failed = { name: 'ConditionalCheckFailedException', Item: { ...key('a'), n: { N: '1' } } };
    await expect(put('a', {}, conditional)).rejects.toMatchObject(failed);
    await expect(
      dynamo.send(new DeleteItemCommand({ TableName, Key: key('a'), ...conditional })),
    ).rejects.toMatchObject(failed);
    const update = new UpdateItemCommand({
      TableName,
      Key: key('a'),
      UpdateExpression: 'REMOVE n',
      ...conditional,
    });
    await expect(dynamo.send(update)).rejects.toMatchObject(failed);
    const silent = put('a', {}, { ConditionExpression: ifAbsent });
    await expect(silent).rejects.toSatisfy((error: object) => !('Item' in error) || error.Item === undefined);
  });

  it('update the indexes', async () => {
    await put('a', { due: { S: 'soon' } });
    const due = () =>
      dynamo.send(
        new QueryCommand({
          TableName,
          IndexName: 'due',
          KeyConditionExpression: 'due = :d',
          ExpressionAttributeValues: { ':d': { S: 'soon' } },
        }),
      );
    expect((await due()).Items).toEqual([{ ...key('a'), due: { S: 'soon' } }]);
    await dynamo.send(new UpdateItemCommand({ TableName, Key: key('a'), UpdateExpression: 'REMOVE due' }));
    expect((await due()).Items).toEqual([]);
  });

  it('count exactly when many calls come at once', async () => {
    const add = new UpdateItemCommand({
      TableName,
      Key: key('counter'),
      UpdateExpression: 'ADD n :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    });
    await Promise.all(Array.from({ length: 50 }, () => dynamo.send(add)));
    expect((await get('counter'))?.['n']).toEqual({ N: '50' });
  });

  it('accept items of up to 400 KB', async () => {
    const room = 400 * 1024 - 'pkpskaxx'.length - 1;
    await put('a', { xx: { S: 'x'.repeat(room) } });
    await expect(put('a', { xx: { S: 'x'.repeat(room + 100) } })).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  it('count bytes, not characters', async () => {
    const room = 400 * 1024 - 'pkpskaxx'.length;
    await put('a', { xx: { S: 'ä'.repeat(room / 2) } });
    const tooLarge = { message: 'Item size has exceeded the maximum allowed size' };
    await expect(put('a', { xx: { S: `${'ä'.repeat(room / 2)}x` } })).rejects.toMatchObject(tooLarge);
    const update = new UpdateItemCommand({
      TableName,
      Key: key('a'),
      UpdateExpression: 'SET yy = :y',
      ExpressionAttributeValues: { ':y': { S: 'ä' } },
    });
    await expect(dynamo.send(update)).rejects.toMatchObject(tooLarge);
  });

  it('take keys of 2048 and 1024 bytes, of the table and of its indexes', async () => {
    const write = (Item: Item) => dynamo.send(new PutItemCommand({ TableName, Item }));
    const hash = 'ä'.repeat(1024);
    const range = 'ä'.repeat(512);
    await write({ pk: { S: hash }, sk: { S: range }, due: { S: hash } });
    const tooLong = { name: 'ValidationException', message: expect.stringContaining('size limit') };
    await expect(write({ pk: { S: `${hash}x` }, sk: { S: range } })).rejects.toMatchObject(tooLong);
    await expect(write({ pk: { S: hash }, sk: { S: `${range}x` } })).rejects.toMatchObject(tooLong);
    await expect(put('a', { due: { S: `${hash}x` } })).rejects.toMatchObject(tooLong);
  });

  it('refuse an empty key of an index', async () => {
    const refused = { name: 'ValidationException', message: expect.stringContaining('IndexKey: due') };
    await expect(put('a', { due: { S: '' } })).rejects.toMatchObject(refused);
    const update = new UpdateItemCommand({
      TableName,
      Key: key('a'),
      UpdateExpression: 'SET due = :d',
      ExpressionAttributeValues: { ':d': { S: '' } },
    });
    await expect(dynamo.send(update)).rejects.toMatchObject(refused);
    expect(await get('a')).toBeUndefined();
  });

  it('take lists and maps 32 levels deep', async () => {
    const nested = (levels: number, last: AttributeValue = { S: 'x' }): AttributeValue =>
      levels === 0
        ? last
        : levels % 2 === 0
          ? { M: { a: nested(levels - 1, last) } }
          : { L: [nested(levels - 1, last)] };
    await put('a', { deep: nested(32) });
    await put('a', { deep: nested(32, { SS: ['x'] }) });
    await expect(put('a', { deep: nested(33) })).rejects.toMatchObject({
      message: 'Nesting Levels have exceeded supported limits',
    });
  });

  it.each([100, 1000, 100_000])(
    'take no lists that are nested without end, and survive them: %i levels',
    async (levels) => {
      const Item = key('a');
      const TransactItems = [{ Put: { TableName, Item } }];
      const RequestItems = { [TableName]: [{ PutRequest: { Item } }] };
      const deep = `${'{"L":['.repeat(levels)}{"S":"x"}${']}'.repeat(levels)}`;
      const clientFor = (input: object) =>
        clientSending(JSON.stringify(input).replace('"sk":', `"deep":${deep},"sk":`));
      const refused = {
        name: 'ValidationException',
        message: 'Nesting Levels have exceeded supported limits',
      };
      await expect(
        clientFor({ TableName, Item }).send(new PutItemCommand({ TableName, Item })),
      ).rejects.toMatchObject(refused);
      await expect(
        clientFor({ RequestItems }).send(new BatchWriteItemCommand({ RequestItems })),
      ).rejects.toMatchObject(refused);
      await expect(
        clientFor({ TransactItems }).send(new TransactWriteItemsCommand({ TransactItems })),
      ).rejects.toMatchObject(refused);
      expect(await get('a')).toBeUndefined();
    },
  );

  it('come in batches, too', async () => {
    const RequestItems = { [TableName]: ['a', 'b'].map((sk) => ({ PutRequest: { Item: key(sk) } })) };
    await dynamo.send(new BatchWriteItemCommand({ RequestItems }));
    expect((await dynamo.send(new ScanCommand({ TableName }))).Count).toBe(2);
  });
});

describe('expressions', () => {
  const values = { ':v': { N: '1' } };
  const refused = (expression: string, reason: string) => ({
    name: 'ValidationException',
    message: `Invalid ${expression}: ${reason}`,
  });
  const tooLong = (expression: string) =>
    refused(expression, 'Expression size has exceeded the maximum allowed size; expression size: 4097');
  const tooManyOperators = (expression: string) =>
    refused(expression, 'The expression contains too many operators; operator count: 301');

  it('have at most 4,096 bytes', async () => {
    const padded = (text: string, bytes: number) => `${text}${' '.repeat(bytes - text.length)}`;
    const update = (UpdateExpression: string) => ({
      TableName,
      Key: key('a'),
      UpdateExpression,
      ExpressionAttributeValues: values,
    });
    const scan = (more: Partial<ScanCommandInput>) => dynamo.send(new ScanCommand({ TableName, ...more }));
    await dynamo.send(new UpdateItemCommand(update(padded('SET n = :v', 4096))));
    const long = update(padded('SET n = :v', 4097));
    await expect(dynamo.send(new UpdateItemCommand(long))).rejects.toMatchObject(tooLong('UpdateExpression'));
    await expect(transact([{ Update: long }])).rejects.toMatchObject(tooLong('UpdateExpression'));
    await expect(put('b', {}, { ConditionExpression: padded(ifAbsent, 4097) })).rejects.toMatchObject(
      tooLong('ConditionExpression'),
    );
    await expect(
      scan({ FilterExpression: padded('n = :v', 4097), ExpressionAttributeValues: values }),
    ).rejects.toMatchObject(tooLong('FilterExpression'));
    const projection = { ProjectionExpression: padded('pk', 4097) };
    await expect(scan(projection)).rejects.toMatchObject(tooLong('ProjectionExpression'));
    const batch = { RequestItems: { [TableName]: { Keys: [key('a')], ...projection } } };
    await expect(dynamo.send(new BatchGetItemCommand(batch))).rejects.toMatchObject(
      tooLong('ProjectionExpression'),
    );
    const query = new QueryCommand({
      TableName,
      KeyConditionExpression: padded('pk = :p', 4097),
      ExpressionAttributeValues: { ':p': { S: 'p' } },
    });
    await expect(dynamo.send(query)).rejects.toMatchObject(tooLong('KeyConditionExpression'));
  });

  it('have at most 300 operators and functions', async () => {
    await put('a', { n: { N: '1' } });
    const update = (sum: number, terms: readonly string[]) => ({
      TableName,
      Key: key('a'),
      UpdateExpression: `SET ${Array.from({ length: sum }, (_, i) => `a${i}=n+:v`).join()}`,
      ConditionExpression: terms.join(' AND '),
      ExpressionAttributeValues: values,
    });
    // 150 comparisons and the 149 ANDs between them; the function within one is the 300th.
    const terms = Array.from({ length: 149 }, () => 'n = :v');
    const within = [...terms, 'size(pk) = :v'];
    await dynamo.send(new UpdateItemCommand(update(300, within)));
    await expect(dynamo.send(new UpdateItemCommand(update(301, within)))).rejects.toMatchObject(
      tooManyOperators('UpdateExpression'),
    );
    const beyond = { ...update(1, [...terms, 'NOT size(pk) = :v']) };
    await expect(dynamo.send(new UpdateItemCommand(beyond))).rejects.toMatchObject(
      tooManyOperators('ConditionExpression'),
    );
    await expect(transact([{ Update: beyond }])).rejects.toMatchObject(
      tooManyOperators('ConditionExpression'),
    );
  });

  it('have at most 100 operands of IN', async () => {
    await put('a', { n: { N: '1' } });
    const scan = (count: number) =>
      dynamo.send(
        new ScanCommand({
          TableName,
          FilterExpression: `n IN (${Array.from({ length: count }, () => ':v').join()})`,
          ExpressionAttributeValues: values,
        }),
      );
    expect((await scan(100)).Count).toBe(1);
    await expect(scan(101)).rejects.toMatchObject(
      refused(
        'FilterExpression',
        'The IN operator is provided with too many operands; number of operands: 101',
      ),
    );
  });
});

describe('transactions', () => {
  it('put, update, delete and check together', async () => {
    for (const sk of ['b', 'c', 'd']) await put(sk);
    await transact([
      { Put: { TableName, Item: key('a') } },
      {
        Update: {
          TableName,
          Key: key('b'),
          UpdateExpression: 'SET n = :n',
          ExpressionAttributeValues: { ':n': { N: '1' } },
        },
      },
      { Delete: { TableName, Key: key('c') } },
      { ConditionCheck: { TableName, Key: key('d'), ConditionExpression: 'attribute_exists(pk)' } },
    ]);
    expect(await Promise.all(['a', 'b', 'c', 'd'].map(get))).toEqual([
      key('a'),
      { ...key('b'), n: { N: '1' } },
      undefined,
      key('d'),
    ]);
  });

  it('do nothing if one condition fails, and return a reason for every action in order', async () => {
    await put('b', { n: { N: '1' } });
    const failing = transact([
      { Put: { TableName, Item: key('a') } },
      {
        Put: {
          TableName,
          Item: key('b'),
          ConditionExpression: ifAbsent,
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
      { ConditionCheck: { TableName, Key: key('c'), ConditionExpression: 'attribute_exists(pk)' } },
    ]);
    await expect(failing).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, ConditionalCheckFailed]',
      CancellationReasons: [
        { Code: 'None' },
        {
          Code: 'ConditionalCheckFailed',
          Message: 'The conditional request failed',
          Item: { ...key('b'), n: { N: '1' } },
        },
        { Code: 'ConditionalCheckFailed' },
      ],
    });
    expect(await get('a')).toBeUndefined();
    expect(await get('b')).toEqual({ ...key('b'), n: { N: '1' } });
  });

  it('refuse two actions on one item, more than 100 actions, and an action of two kinds', async () => {
    const check = { TableName, Key: key('a'), ConditionExpression: ifAbsent };
    const one = { Put: { TableName, Item: key('a') } };
    await expect(transact([one, { ConditionCheck: check }])).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Transaction request cannot include multiple operations on one item',
    });
    const many = (length: number) =>
      Array.from({ length }, (_, i) => ({ Put: { TableName, Item: key(`${i}`) } }));
    await transact(many(100));
    await expect(transact(many(101))).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(transact([{ ...one, ConditionCheck: check }])).rejects.toMatchObject({
      name: 'ValidationException',
    });
    await expect(transact([])).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('have 4 MB at the most, written or read', async () => {
    const large = (sk: string) => ({ ...key(sk), xx: { S: 'ä'.repeat(200_000) } });
    const names = Array.from({ length: 11 }, (_, i) => `${i}`);
    const writes = names.map((sk) => ({ Put: { TableName, Item: large(sk) } }));
    const tooMuch = { name: 'ValidationException', message: expect.stringContaining('exceeds 4 MB') };
    await transact(writes.slice(0, 10));
    await expect(transact(writes)).rejects.toMatchObject(tooMuch);
    const updates = names.map((sk) => ({
      Update: {
        TableName,
        Key: key(sk),
        UpdateExpression: 'SET xx = :x',
        ExpressionAttributeValues: { ':x': large(sk).xx },
      },
    }));
    await expect(transact(updates)).rejects.toMatchObject(tooMuch);
    await put('10', { xx: large('10').xx });
    const read = (some: readonly string[]) =>
      dynamo.send(
        new TransactGetItemsCommand({
          TransactItems: some.map((sk) => ({ Get: { TableName, Key: key(sk) } })),
        }),
      );
    expect((await read(names.slice(0, 10))).Responses).toHaveLength(10);
    await expect(read(names)).rejects.toMatchObject(tooMuch);
  });

  it('happen once for a token, for ten minutes, and only with the same content', async () => {
    const count = [
      {
        Update: {
          TableName,
          Key: key('a'),
          UpdateExpression: 'ADD n :one',
          ExpressionAttributeValues: { ':one': { N: '1' } },
        },
      },
    ];
    await Promise.all([transact(count, 'token'), transact(count, 'token')]);
    expect((await get('a'))?.['n']).toEqual({ N: '1' });
    await expect(transact([{ Delete: { TableName, Key: key('a') } }], 'token')).rejects.toMatchObject({
      name: 'IdempotentParameterMismatchException',
    });
    offset = 11 * 60 * 1000;
    await transact(count, 'token');
    expect((await get('a'))?.['n']).toEqual({ N: '2' });
  });

  it('can be retried with the same token after a failure', async () => {
    const create = [{ Put: { TableName, Item: key('a'), ConditionExpression: ifAbsent } }];
    await put('a');
    await expect(transact(create, 'token')).rejects.toMatchObject({ name: 'TransactionCanceledException' });
    await dynamo.send(new DeleteItemCommand({ TableName, Key: key('a') }));
    await transact(create, 'token');
    expect(await get('a')).toEqual(key('a'));
  });

  it('are seen whole or not at all by readers', async () => {
    const move = async (i: number) =>
      transact(['a', 'b'].map((sk) => ({ Put: { TableName, Item: { ...key(sk), n: { N: `${i}` } } } })));
    await move(0);
    const read = async () => {
      const Gets = ['a', 'b'].map((sk) => ({ Get: { TableName, Key: key(sk) } }));
      const { Responses = [] } = await dynamo.send(new TransactGetItemsCommand({ TransactItems: Gets }));
      const [a, b] = Responses.map(({ Item }) => Item?.['n']?.N);
      expect(a).toBe(b);
    };
    await Promise.all(Array.from({ length: 20 }, (_, i) => [move(i), read()]).flat());
  });

  it('survive a kill whole or not at all', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dynamodb-'));
    try {
      const child = spawn(
        process.execPath,
        [fileURLToPath(new URL('./writer.ts', import.meta.url)), folder],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      const lines: string[] = [];
      const { promise: enough, resolve, reject } = Promise.withResolvers<void>();
      child.once('exit', (status) => reject(new Error(`the writer ended with status ${status}`)));
      createInterface(child.stdout).on('line', (line) => {
        if (lines.push(line) === 100) resolve();
      });
      await enough;
      child.kill('SIGKILL');
      await once(child, 'exit');
      const reopened = openEngine(folder);
      const scan = z.object({ Items: z.array(z.object({ pk: z.object({ S: z.string() }) })) });
      const names = new Set(
        scan.parse(await reopened.read('Scan', { TableName: 'pairs' })).Items.map(({ pk }) => pk.S),
      );
      for (const line of lines) expect(names).toContain(`left ${line}`);
      for (const name of names)
        expect(names).toContain(name.replace(/left|right/, (side) => (side === 'left' ? 'right' : 'left')));
      await reopened.close();
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('time to live', () => {
  it('deletes expired items only', async () => {
    const seconds = Math.floor(Date.now() / 1000);
    await put('ended', { expires: { N: `${seconds - 1}` } });
    await put('later', { expires: { N: `${seconds + 1000}` } });
    await put('ancient', { expires: { N: '1' } });
    await put('text', { expires: { S: '1' } });
    await put('never');
    expect(await timeToLive.sweep()).toBe(1);
    expect(await get('ended')).toBeUndefined();
    expect((await dynamo.send(new ScanCommand({ TableName }))).Count).toBe(4);
  });

  it('sweeps a table of many pages', async () => {
    const expires = { N: String(Math.floor(Date.now() / 1000) - 1) };
    const padding = { S: 'x'.repeat(390_000) };
    for (let count = 0; count < 6; count += 1) await put(`large${count}`, { expires, padding });
    expect(await timeToLive.sweep()).toBe(6);
    expect(await timeToLive.sweep()).toBe(0);
  });

  it('is switched and described', async () => {
    const describe = async () =>
      (await dynamo.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription;
    const set = (Enabled: boolean) =>
      dynamo.send(
        new UpdateTimeToLiveCommand({
          TableName,
          TimeToLiveSpecification: { AttributeName: 'expires', Enabled },
        }),
      );
    expect(await describe()).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' });
    await set(false);
    expect(await describe()).toEqual({ TimeToLiveStatus: 'DISABLED' });
    await expect(set(false)).rejects.toMatchObject({ name: 'ValidationException' });
    const reopened = await openTimeToLive(door.folder, engine, now);
    expect(reopened.attributeOf(TableName)).toBeUndefined();
  });
});

describe('authorization', () => {
  it('is asked table by table, and action by action of a transaction', async () => {
    const client = new DynamoDBClient(door.clientOf('worker'));
    const attempt = () =>
      client.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Put: { TableName, Item: key('a') } },
            { ConditionCheck: { TableName, Key: key('b'), ConditionExpression: ifAbsent } },
          ],
        }),
      );
    const grant = (Action: string[]) =>
      door.iam.attachIdentityPolicy('role/worker', 'p', {
        Statement: {
          Effect: 'Allow',
          Action,
          Resource: 'arn:aws:dynamodb:eu-west-1:000000000000:table/vault',
        },
      });
    await expect(attempt()).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('dynamodb:PutItem'),
    });
    grant(['dynamodb:PutItem']);
    await expect(attempt()).rejects.toMatchObject({
      message: expect.stringContaining('dynamodb:ConditionCheckItem'),
    });
    grant(['dynamodb:PutItem', 'dynamodb:ConditionCheckItem']);
    await attempt();
    const query = {
      TableName,
      IndexName: 'due',
      KeyConditionExpression: 'due = :d',
      ExpressionAttributeValues: { ':d': { S: 'x' } },
    };
    await expect(client.send(new QueryCommand(query))).rejects.toMatchObject({
      message: expect.stringContaining('table/vault/index/due'),
    });
  });
});

describe('the template’s tables', () => {
  it('keep their items when they are provisioned again, and get new indexes', async () => {
    await put('a', { state: { S: 'x' } });
    await provision({
      AttributeDefinitions: [
        ...properties.AttributeDefinitions,
        { AttributeName: 'state', AttributeType: 'S' },
      ],
      GlobalSecondaryIndexes: [
        ...properties.GlobalSecondaryIndexes,
        {
          IndexName: 'state',
          KeySchema: [{ AttributeName: 'state', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    });
    const query = new QueryCommand({
      TableName,
      IndexName: 'state',
      KeyConditionExpression: '#s = :s',
      ExpressionAttributeNames: { '#s': 'state' },
      ExpressionAttributeValues: { ':s': { S: 'x' } },
    });
    expect((await dynamo.send(query)).Items).toEqual([{ ...key('a'), state: { S: 'x' } }]);
  });

  it('lose the indexes that are no longer in the template, with all entries', async () => {
    await put('a', { due: { S: 'soon' } });
    const without = {
      AttributeDefinitions: properties.AttributeDefinitions.slice(0, 2),
      GlobalSecondaryIndexes: [],
    };
    await provision(without);
    const query = () =>
      dynamo.send(
        new QueryCommand({
          TableName,
          IndexName: 'due',
          KeyConditionExpression: 'due = :d',
          ExpressionAttributeValues: { ':d': { S: 'soon' } },
        }),
      );
    await expect(query()).rejects.toMatchObject({
      message: 'The table does not have the specified index: due',
    });
    await dynamo.send(new DeleteItemCommand({ TableName, Key: key('a') }));
    await provision();
    expect((await query()).Items).toEqual([]);
  });

  it.each([
    ['keys', { KeySchema: [{ AttributeName: 'sk', KeyType: 'HASH' }] }, ['pk', 'sk']],
    ['projection', { Projection: { ProjectionType: 'ALL' } }, ['pk', 'sk', 'due']],
  ])('refuse other %s of an index that keeps its name', async (_, changes, attributes) => {
    const changed = provision({
      AttributeDefinitions: attributes.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      GlobalSecondaryIndexes: properties.GlobalSecondaryIndexes.map((index) => ({ ...index, ...changes })),
    });
    await expect(changed).rejects.toThrow(UnsupportedProperty);
    await expect(changed).rejects.toThrow('the index due of the table vault cannot change');
  });

  it('refuse another type of a key', async () => {
    const retyped = (name: string) =>
      provision({
        AttributeDefinitions: properties.AttributeDefinitions.map(({ AttributeName }) => ({
          AttributeName,
          AttributeType: AttributeName === name ? 'N' : 'S',
        })),
      });
    await expect(retyped('sk')).rejects.toThrow('the keys of the table vault cannot change');
    await expect(retyped('due')).rejects.toThrow('the index due of the table vault cannot change');
  });

  it('refuse definitions of attributes that are not keys', async () => {
    await expect(provision({ GlobalSecondaryIndexes: [] })).rejects.toThrow('AttributeDefinitions');
  });

  it('have the ARN that the template uses', async () => {
    const { Table } = await dynamo.send(new DescribeTableCommand({ TableName }));
    expect(Table).toMatchObject({
      TableArn: 'arn:aws:dynamodb:eu-west-1:000000000000:table/vault',
      TableStatus: 'ACTIVE',
    });
    const backups = await dynamo.send(new DescribeContinuousBackupsCommand({ TableName }));
    expect(
      backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus,
    ).toBe('DISABLED');
    await expect(dynamo.send(new DescribeTableCommand({ TableName: 'none' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('refuse other keys, and what is not supported', async () => {
    const otherKeys = {
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: properties.AttributeDefinitions.filter((one) => one.AttributeName !== 'sk'),
    };
    await expect(provision(otherKeys)).rejects.toThrow('the keys of the table vault cannot change');
    await expect(provision({ StreamSpecification: {} })).rejects.toThrow(UnsupportedProperty);
  });

  it('are encrypted with DynamoDB’s own key only', async () => {
    await provision({ SSESpecification: { SSEEnabled: true, SSEType: 'KMS' } });
    await expect(
      provision({ SSESpecification: { SSEEnabled: true, KMSMasterKeyId: 'alias/own' } }),
    ).rejects.toThrow('SSESpecification.KMSMasterKeyId');
  });
});
