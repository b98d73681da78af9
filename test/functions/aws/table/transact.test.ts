import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { putNew, StaleRecord, transact } from '#aws';
import { tableClient } from '../../../../functions/aws/clients.ts';

/** A table with one given response for each call. Undefined means success. */
function answering(...answers: (readonly string[] | undefined)[]) {
  let calls = 0;
  const client: DynamoDBDocumentClient = Object.assign(tableClient(), {
    send: async () => {
      const codes = answers[calls];
      calls += 1;
      if (codes === undefined) return {};
      const CancellationReasons = codes.map((Code) => ({ Code }));
      throw new TransactionCanceledException({ message: 'cancelled', $metadata: {}, CancellationReasons });
    },
  });
  return { table: { client, name: 'Vault' }, calls: () => calls };
}

const writes = (table: { client: DynamoDBDocumentClient; name: string }) => [
  putNew(table, { pk: 'OWNER#1', sk: 'FILE#1' }, { id: '1' }),
];

describe('a transaction', () => {
  it('is retried after conflicts with other transactions', async () => {
    const { table, calls } = answering(['None', 'TransactionConflict'], ['TransactionConflict', 'None']);
    await transact(table, writes(table));
    expect(calls()).toBe(3);
  });

  it('fails as stale without a retry if a condition is not met', async () => {
    const { table, calls } = answering(['TransactionConflict', 'ConditionalCheckFailed']);
    await expect(transact(table, writes(table))).rejects.toThrow(StaleRecord);
    expect(calls()).toBe(1);
  });

  it('fails as stale after repeated conflicts', async () => {
    const { table, calls } = answering(...Array.from({ length: 20 }, () => ['TransactionConflict']));
    await expect(transact(table, writes(table))).rejects.toThrow(StaleRecord);
    expect(calls()).toBe(8);
  });

  it('fails with the original error for other reasons', async () => {
    const { table } = answering(['ValidationError']);
    await expect(transact(table, writes(table))).rejects.toThrow(TransactionCanceledException);
  });
});
