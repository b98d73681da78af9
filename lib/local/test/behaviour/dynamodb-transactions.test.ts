import { randomUUID } from 'node:crypto';
import {
  TransactGetItemsCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { refusal } from './client.ts';
import { db, get, keyOf, put, TableName, text } from './items-table.ts';

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

  it('does nothing if one condition fails, and returns a reason for every action in order', async () => {
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

  it('is refused for a token with other content', async () => {
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
