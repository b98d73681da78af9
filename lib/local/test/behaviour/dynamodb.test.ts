import { randomUUID } from 'node:crypto';
import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { refusal } from './client.ts';
import { db, get, keyOf, put, TableName, text } from './items-table.ts';

describe('a conditional write', () => {
  it('is refused as a whole if its condition fails', async () => {
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

  it('returns the item on request', async () => {
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

  it('creates nothing if an update requires the item to exist', async () => {
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

  it('counts exactly when many calls come at once', async () => {
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
    ['an unused value', 'SET a = :v', { ':v': text('x'), ':unused': text('y') }],
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

  it('can be deleted twice without an error', async () => {
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

it('a batch returns each existing item once', async () => {
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

it('an unknown table is ResourceNotFoundException', async () => {
  const call = db.send(new GetItemCommand({ TableName: 'nobodys-table', Key: keyOf('x') }));
  expect(await refusal(call)).toEqual({ name: 'ResourceNotFoundException', status: 400 });
});
