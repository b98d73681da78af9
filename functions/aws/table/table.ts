import { setTimeout as pause } from 'node:timers/promises';
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import { conditionalUpdate, type Expected } from './update-expression.ts';

/** The index `due`: everything that the janitor has to look at one day, by when. */
export const DUE_INDEX = 'due';
/** The index's only partition. */
export const DUE = 'due';

/** A table of the vault, and the client that reads and writes it. */
export interface TableHandle {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
}

/** Partition and sort key of an item. */
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** One write of a transaction. */
export type Write = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** Changes to a record: fields to set (a field that is `undefined` is left as it is), fields to remove. */
export interface RecordChanges<R> {
  readonly set?: Partial<R>;
  /** Numbers to increase, by path: `spread.remaining`. */
  readonly increase?: Readonly<Record<string, number>>;
  readonly remove?: readonly (keyof R & string)[];
}

/** Somebody else changed or deleted the record meanwhile; whoever holds it has to read it again, or to stop. */
export class StaleRecord extends Error {
  constructor(cause?: unknown) {
    super('The record was changed by somebody else', { cause });
    this.name = 'StaleRecord';
  }
}

/** An item as it stands now, or undefined where there is none. */
export async function readItem<S extends z.ZodType>(
  table: TableHandle,
  Key: ItemKey,
  schema: S,
): Promise<z.output<S> | undefined> {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key, ConsistentRead: true }),
  );
  return Item === undefined ? undefined : schema.parse(Item);
}

/** A write that puts a new item; it fails where there is one already. */
export function putNew(table: TableHandle, key: ItemKey, record: object): Write {
  const Item = { ...key, ...record, ...('dueAt' in record && record.dueAt !== undefined && { due: DUE }) };
  return { Put: { TableName: table.name, Item, ConditionExpression: 'attribute_not_exists(pk)' } };
}

/** What a transaction has to find: it fails where there is no such item. */
export function requireItem(table: TableHandle, Key: ItemKey): Write {
  return { ConditionCheck: { TableName: table.name, Key, ConditionExpression: 'attribute_exists(pk)' } };
}

/** A write that changes an item; it fails where the item is gone, or not as expected. */
export function change<R>(
  table: TableHandle,
  Key: ItemKey,
  changes: RecordChanges<R>,
  expected: Expected,
): Write {
  return { Update: updateInput(table, Key, changes, expected) };
}

/**
 * Changes one item by itself.
 *
 * @throws StaleRecord where the item is gone, or not as expected
 */
export async function updateItem<R>(
  table: TableHandle,
  Key: ItemKey,
  changes: RecordChanges<R>,
  expected: Expected,
): Promise<void> {
  await orStale(table.client.send(new UpdateCommand(updateInput(table, Key, changes, expected))));
}

/** How often a transaction is tried that others on the same items keep out, and milliseconds to wait before the first time. */
const TRIES = 8;
const FIRST_PAUSE = 10;

/**
 * Carries out all writes, or none. Where another transaction is at the same items this very moment, DynamoDB refuses the second
 * one, whatever its conditions; it is tried again.
 *
 * @throws StaleRecord where a condition of any of them does not hold
 */
export async function transact(table: TableHandle, TransactItems: Write[]): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await orStale(table.client.send(new TransactWriteCommand({ TransactItems })));
      return;
    } catch (error) {
      if (!(error instanceof StaleRecord) || !isKeptOut(error.cause) || attempt === TRIES) throw error;
      await backOff(attempt);
    }
  }
}

/**
 * Waits before what others kept out is tried again: longer each time, and not all of them equally long.
 *
 * @param attempt - how often it was tried, from 1
 */
export async function backOff(attempt: number): Promise<void> {
  await pause(Math.random() * FIRST_PAUSE * 2 ** attempt);
}

function updateInput<R>(table: TableHandle, Key: ItemKey, changes: RecordChanges<R>, expected: Expected) {
  const set = { ...changes.set } as Record<string, unknown>;
  const remove = [...(changes.remove ?? [])] as string[];
  // The index holds an item exactly as long as something is due.
  if (set['dueAt'] !== undefined) set['due'] = DUE;
  if (remove.includes('dueAt')) remove.push('due');
  return {
    TableName: table.name,
    Key,
    ...conditionalUpdate({ set, remove, increase: changes.increase ?? {} }, expected),
  };
}

async function orStale<T>(writing: Promise<T>): Promise<T> {
  try {
    return await writing;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) throw new StaleRecord(error);
    if (error instanceof TransactionCanceledException && isRefused(error)) throw new StaleRecord(error);
    throw error;
  }
}

/** No condition was looked at, let alone refused. */
function isKeptOut(error: unknown): boolean {
  if (!(error instanceof TransactionCanceledException)) return false;
  return error.CancellationReasons?.every(({ Code }) => Code !== 'ConditionalCheckFailed') === true;
}

/** A condition did not hold, or another transaction on the same items came first: either way, read again. */
function isRefused(error: TransactionCanceledException): boolean {
  const reasons = error.CancellationReasons?.map((reason) => reason.Code) ?? [];
  return reasons.includes('ConditionalCheckFailed') || reasons.includes('TransactionConflict');
}
