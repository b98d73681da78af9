import { randomUUID } from 'node:crypto';
import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactGetItemsCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { output, refusal, settings } from './client.ts';

const db = new DynamoDBClient(settings);
const TableName = output('ItemsName');
const text = (S: string) => ({ S });
const keyOf = (pk: string, sk = 'item') => ({ pk: text(pk), sk: text(sk) });

const put = (pk: string, attributes: Record<string, { S: string } | { N: string }> = {}, sk = 'item') =>
  db.send(new PutItemCommand({ TableName, Item: { ...keyOf(pk, sk), ...attributes } }));
const get = async (pk: string, sk = 'item') =>
  (await db.send(new GetItemCommand({ TableName, Key: keyOf(pk, sk), ConsistentRead: true }))).Item;
const putIfAbsent = (pk: string): TransactWriteItem => ({
  Put: { TableName, Item: keyOf(pk), ConditionExpression: 'attribute_not_exists(pk)' },
});
const transact = (TransactItems: TransactWriteItem[], ClientRequestToken?: string) =>
  db.send(new TransactWriteItemsCommand({ TransactItems, ClientRequestToken }));

/** The reasons for which a transaction was cancelled. */
async function reasonsOf(call: Promise<unknown>) {
  try {
    await call;
  } catch (error) {
    if (error instanceof TransactionCanceledException) return error.CancellationReasons ?? [];
    throw error;
  }
  throw new Error('the transaction was not cancelled');
}

describe('a conditional write', () => {
  it('is refused as a whole where its condition fails', async () => {
    const pk = randomUUID();
    await put(pk, { state: text('queued') });
    const call = db.send(
      new UpdateItemCommand({
        TableName,
        Key: keyOf(pk),
        UpdateExpression: 'SET #state = :next, more = :next',
        ConditionExpression: '#state = :now',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':next': text('done'), ':now': text('running') },
      }),
    );
    expect(await refusal(call)).toEqual({ name: 'ConditionalCheckFailedException', status: 400 });
    expect(await get(pk)).toEqual({ ...keyOf(pk), state: text('queued') });
  });

  it('gives the item back if it is asked to', async () => {
    const pk = randomUUID();
    await put(pk, { state: text('queued') });
    const call = db.send(
      new PutItemCommand({
        TableName,
        Item: keyOf(pk),
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    await expect(call).rejects.toSatisfy(
      (error) => error instanceof ConditionalCheckFailedException && error.Item?.['state']?.S === 'queued',
    );
  });

  it('creates nothing where an update wants the item to be there', async () => {
    const pk = randomUUID();
    const call = db.send(
      new UpdateItemCommand({
        TableName,
        Key: keyOf(pk),
        UpdateExpression: 'SET a = :a',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':a': text('x') },
      }),
    );
    expect((await refusal(call)).name).toBe('ConditionalCheckFailedException');
    expect(await get(pk)).toBeUndefined();
  });

  it('lets one of many win', async () => {
    const pk = randomUUID();
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, () =>
        db.send(
          new PutItemCommand({ TableName, Item: keyOf(pk), ConditionExpression: 'attribute_not_exists(pk)' }),
        ),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('an update', () => {
  it('adds, sets, removes, and answers the new values', async () => {
    const pk = randomUUID();
    await put(pk, { count: { N: '1' }, gone: text('x') });
    const { Attributes } = await db.send(
      new UpdateItemCommand({
        TableName,
        Key: keyOf(pk),
        UpdateExpression:
          'ADD #count :two SET events = list_append(if_not_exists(events, :none), :entry), half = :two - :one REMOVE gone',
        ExpressionAttributeNames: { '#count': 'count' },
        ExpressionAttributeValues: {
          ':two': { N: '2' },
          ':one': { N: '1.5' },
          ':none': { L: [] },
          ':entry': { L: [text('first')] },
        },
        ReturnValues: 'ALL_NEW',
      }),
    );
    expect(Attributes).toEqual({
      ...keyOf(pk),
      count: { N: '3' },
      events: { L: [text('first')] },
      half: { N: '0.5' },
    });
  });

  it('counts exactly, however many come at once', async () => {
    const pk = randomUUID();
    await Promise.all(
      Array.from({ length: 25 }, () =>
        db.send(
          new UpdateItemCommand({
            TableName,
            Key: keyOf(pk),
            UpdateExpression: 'ADD n :one',
            ExpressionAttributeValues: { ':one': { N: '1' } },
          }),
        ),
      ),
    );
    expect((await get(pk))?.['n']).toEqual({ N: '25' });
  });

  it.each([
    ['a reserved word as a name', 'SET status = :v', { ':v': text('x') }],
    ['a value that is not there', 'SET a = :other', { ':v': text('x') }],
    ['a value that nobody uses', 'SET a = :v', { ':v': text('x'), ':unused': text('y') }],
    ['a path twice', 'SET a = :v, a = :v', { ':v': text('x') }],
    ['a part of the key', 'SET sk = :v', { ':v': text('x') }],
  ])('is refused for %s', async (_, UpdateExpression, ExpressionAttributeValues) => {
    const call = db.send(
      new UpdateItemCommand({
        TableName,
        Key: keyOf(randomUUID()),
        UpdateExpression,
        ExpressionAttributeValues,
      }),
    );
    expect(await refusal(call)).toEqual({ name: 'ValidationException', status: 400 });
  });
});

describe('an item', () => {
  it('may be 400 KB, names and values counted', async () => {
    const pk = randomUUID();
    const overhead = `pk${pk}skitemv`.length;
    await put(pk, { v: text('a'.repeat(400 * 1024 - overhead)) });
    expect((await get(pk))?.['v']?.S).toHaveLength(400 * 1024 - overhead);
  });

  it('may be no byte larger', async () => {
    const pk = randomUUID();
    const overhead = `pk${pk}skitemv`.length;
    const call = put(pk, { v: text('a'.repeat(400 * 1024 - overhead + 1)) });
    expect(await refusal(call)).toEqual({ name: 'ValidationException', status: 400 });
  });

  it('keeps numbers of 38 digits', async () => {
    const pk = randomUUID();
    const N = '1234567890123456789012345678901234567.8';
    await put(pk, { n: { N } });
    expect((await get(pk))?.['n']).toEqual({ N });
  });

  it('has no empty key', async () => {
    expect(await refusal(put(''))).toEqual({ name: 'ValidationException', status: 400 });
  });

  it('is deleted once, and the second deletion says nothing', async () => {
    const pk = randomUUID();
    await put(pk);
    const remove = () =>
      db.send(new DeleteItemCommand({ TableName, Key: keyOf(pk), ReturnValues: 'ALL_OLD' }));
    expect((await remove()).Attributes).toEqual(keyOf(pk));
    expect((await remove()).Attributes).toBeUndefined();
  });
});

describe('a query', () => {
  it('pages through a partition in order, either way, and the filter counts towards the limit', async () => {
    const pk = randomUUID();
    for (const [index, sk] of ['a', 'b', 'c', 'd', 'e'].entries())
      await put(pk, { n: { N: `${index}` } }, sk);
    const page = (options: object) =>
      db.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': text(pk) },
          Limit: 2,
          ...options,
        }),
      );
    const first = await page({});
    expect(first.Items?.map(({ sk }) => sk?.S)).toEqual(['a', 'b']);
    const second = await page({ ExclusiveStartKey: first.LastEvaluatedKey });
    expect(second.Items?.map(({ sk }) => sk?.S)).toEqual(['c', 'd']);
    const last = await page({ ScanIndexForward: false });
    expect(last.Items?.map(({ sk }) => sk?.S)).toEqual(['e', 'd']);
    const filtered = await page({
      FilterExpression: 'n > :three',
      ExpressionAttributeValues: { ':pk': text(pk), ':three': { N: '3' } },
    });
    expect(filtered).toMatchObject({ Count: 0, ScannedCount: 2, LastEvaluatedKey: keyOf(pk, 'b') });
  });

  it('of an index finds what has its keys alone, by key range', async () => {
    const due = randomUUID();
    const [early, late] = [randomUUID(), randomUUID()];
    await put(early, { due: text(due), dueAt: text('2026-01-01'), more: text('x') });
    await put(late, { due: text(due), dueAt: text('2026-06-01') });
    await put(randomUUID(), { due: text(due) });
    const { Items } = await db.send(
      new QueryCommand({
        TableName,
        IndexName: 'due',
        KeyConditionExpression: 'due = :due AND dueAt <= :now',
        ExpressionAttributeValues: { ':due': text(due), ':now': text('2026-03-01') },
      }),
    );
    expect(Items).toEqual([{ ...keyOf(early), due: text(due), dueAt: text('2026-01-01') }]);
  });

  it('of an index is never consistent', async () => {
    const call = db.send(
      new QueryCommand({
        TableName,
        IndexName: 'due',
        ConsistentRead: true,
        KeyConditionExpression: 'due = :due',
        ExpressionAttributeValues: { ':due': text('x') },
      }),
    );
    expect(await refusal(call)).toEqual({ name: 'ValidationException', status: 400 });
  });
});

describe('a transaction', () => {
  it('puts, updates, deletes and checks together', async () => {
    const [a, b, c, d] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    await Promise.all([put(b), put(c), put(d)]);
    await transact([
      putIfAbsent(a),
      {
        Update: {
          TableName,
          Key: keyOf(b),
          UpdateExpression: 'SET v = :v',
          ExpressionAttributeValues: { ':v': text('x') },
        },
      },
      { Delete: { TableName, Key: keyOf(c) } },
      { ConditionCheck: { TableName, Key: keyOf(d), ConditionExpression: 'attribute_exists(pk)' } },
    ]);
    const { Responses } = await db.send(
      new TransactGetItemsCommand({
        TransactItems: [a, b, c].map((pk) => ({ Get: { TableName, Key: keyOf(pk) } })),
      }),
    );
    expect(Responses?.map(({ Item }) => Item)).toEqual([keyOf(a), { ...keyOf(b), v: text('x') }, undefined]);
  });

  it('does nothing where one condition fails, and gives a reason for every action in order', async () => {
    const [fresh, taken] = [randomUUID(), randomUUID()];
    await put(taken, { v: text('old') });
    const reasons = await reasonsOf(
      transact([
        putIfAbsent(fresh),
        {
          Put: {
            TableName,
            Item: keyOf(taken),
            ConditionExpression: 'attribute_not_exists(pk)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        },
      ]),
    );
    expect(reasons.map(({ Code }) => Code)).toEqual(['None', 'ConditionalCheckFailed']);
    expect(reasons[1]?.Item).toEqual({ ...keyOf(taken), v: text('old') });
    expect(await get(fresh)).toBeUndefined();
  });

  it('happens once for a token', async () => {
    const [pk, token] = [randomUUID(), randomUUID()];
    const count: TransactWriteItem = {
      Update: {
        TableName,
        Key: keyOf(pk),
        UpdateExpression: 'ADD n :one',
        ExpressionAttributeValues: { ':one': { N: '1' } },
      },
    };
    await transact([count], token);
    await transact([count], token);
    expect((await get(pk))?.['n']).toEqual({ N: '1' });
  });

  it('is refused for a token that came with something else', async () => {
    const token = randomUUID();
    await transact([putIfAbsent(randomUUID())], token);
    expect((await refusal(transact([putIfAbsent(randomUUID())], token))).name).toBe(
      'IdempotentParameterMismatchException',
    );
  });

  it('names no item twice', async () => {
    const twice: TransactWriteItem = { Put: { TableName, Item: keyOf(randomUUID()) } };
    expect(await refusal(transact([twice, twice]))).toEqual({
      name: 'ValidationException',
      status: 400,
    });
  });

  it('has 100 actions at most', async () => {
    const actions = Array.from({ length: 101 }, () => putIfAbsent(randomUUID()));
    expect(await refusal(transact(actions))).toEqual({ name: 'ValidationException', status: 400 });
    await transact(actions.slice(1));
  });
});

it('a batch gives each item once, and none that is not there', async () => {
  const [here, absent] = [randomUUID(), randomUUID()];
  await put(here);
  const { Responses } = await db.send(
    new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [keyOf(here), keyOf(absent)] } } }),
  );
  expect(Responses?.[TableName]).toEqual([keyOf(here)]);
});

it('a batch that names a key twice is refused', async () => {
  const pk = randomUUID();
  const call = db.send(
    new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [keyOf(pk), keyOf(pk)] } } }),
  );
  expect(await refusal(call)).toEqual({ name: 'ValidationException', status: 400 });
});

it('a table that is not there is ResourceNotFoundException', async () => {
  const call = db.send(new GetItemCommand({ TableName: 'nobodys-table', Key: keyOf('x') }));
  expect(await refusal(call)).toEqual({ name: 'ResourceNotFoundException', status: 400 });
});
