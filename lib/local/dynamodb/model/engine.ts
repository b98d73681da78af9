import db, { type Callback, type Item, type Store, type TableDescription } from 'dynalite/db/index.js';
import { z } from 'zod';
import { ACCOUNT, REGION } from '../../kit/resource.ts';
import { DynamoError, fromDynalite } from '../errors.ts';
import {
  type DynaliteOperation,
  dynaliteOperation,
  type OperationName,
  readNames,
  tableNames,
  writeNames,
} from '../operations/dynalite-operations.ts';
import { refuseComplexExpressions, refuseLongExpressions } from '../operations/expression-limits.ts';
import { changeIndexes, type IndexChanges } from './change-indexes.ts';
import { createGate } from './gate.ts';
import { refuseDeepInput } from './item-limits.ts';
import { createOverlay, type Overlay } from './overlay.ts';

/** Runs a write within a transaction: collects its effects, or throws its error. */
export interface Session {
  run(name: OperationName, input: object): Promise<unknown>;
  /** Like `run`, but discards the effects: for condition checks. */
  probe(name: OperationName, input: object): Promise<void>;
  /** The item as it was before the transaction. */
  find(table: string, key: Item): Promise<Item | undefined>;
  table(name: string): Promise<TableDescription>;
}

/** dynalite on disk. Readers run together, a writer runs alone, and every write is one atomic batch. */
export interface Engine {
  /** Checks an input against dynalite's rules. @throws DynamoError */
  validate(name: OperationName, input: object): void;
  read(name: OperationName, input: object): Promise<unknown>;
  /** Several reads of one snapshot. */
  readAll(name: OperationName, inputs: readonly object[]): Promise<readonly unknown[]>;
  /** Commits all writes of the function if it resolves, and none if it rejects. */
  transact<T>(run: (session: Session) => Promise<T>): Promise<T>;
  createTable(input: object): Promise<void>;
  /** Adds and removes indexes of a table, in one atomic batch. */
  changeIndexes(table: string, changes: IndexChanges): Promise<void>;
  /** The description of a table, or undefined. */
  table(name: string): Promise<TableDescription | undefined>;
  /** A string that identifies an item within its table. */
  identity(key: Item, table: TableDescription): string;
  close(): Promise<void>;
}

/** @param folder - where LevelDB keeps its files; no other process may have it open */
export function openEngine(folder: string): Engine {
  const store = db.create({ path: folder, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  store.tableDb.awsAccountId = ACCOUNT;
  store.tableDb.awsRegion = REGION;
  const gate = createGate();
  const operations = new Map<string, DynaliteOperation>(
    [...readNames, ...writeNames, ...tableNames].map((name) => [name, dynaliteOperation(name)]),
  );

  function validated(name: OperationName, input: object): { operation: DynaliteOperation; checked: object } {
    const operation = operations.get(name);
    if (operation === undefined) throw new Error(`dynalite has no operation ${name}`);
    refuseDeepInput(input);
    refuseLongExpressions(input);
    try {
      const checked = operation.validate(input, store);
      refuseComplexExpressions(checked);
      return { operation, checked };
    } catch (error) {
      throw fromDynalite(error);
    }
  }

  async function perform(name: OperationName, input: object, on: Store): Promise<unknown> {
    const { operation, checked } = validated(name, input);
    return callBack((callback) => operation.run(on, checked, callback));
  }

  const tableOf = (name: string) =>
    callBack<TableDescription>((callback) => store.getTable(name, false, callback));

  function sessionOf(overlay: Overlay): Session {
    return {
      run: (name, input) => perform(name, input, overlay.store),
      probe: async (name, input) => void (await perform(name, input, createOverlay(store).store)),
      async find(TableName, Key) {
        const found = await perform('GetItem', { TableName, Key, ConsistentRead: true }, store);
        return one.parse(found).Item;
      },
      table: tableOf,
    };
  }

  return {
    validate: (name, input) => void validated(name, input),
    read: (name, input) => gate.read(() => perform(name, input, store)),
    readAll: (name, inputs) =>
      gate.read(() => Promise.all(inputs.map((input) => perform(name, input, store)))),
    transact: (run) =>
      gate.write(async () => {
        const overlay = createOverlay(store);
        const result = await run(sessionOf(overlay));
        await store.db.batch(overlay.operations);
        return result;
      }),
    createTable: (input) => gate.write(async () => void (await perform('CreateTable', input, store))),
    changeIndexes: (name, changes) =>
      gate.write(async () =>
        store.db.batch(await changeIndexes(store, await tableOf(name), changes, perform)),
      ),
    async table(name) {
      try {
        return await tableOf(name);
      } catch (error) {
        if (error instanceof DynamoError && error.code === 'ResourceNotFoundException') return undefined;
        throw error;
      }
    },
    identity: (key, table) => `${table.TableName} ${db.createKey(key, table)}`,
    // Waiting writes run first.
    close: () => gate.write(() => callBack<void>((callback) => store.db.close(callback))),
  };
}

const one = z.object({ Item: z.record(z.string(), z.record(z.string(), z.unknown())).optional() });

function callBack<T>(run: (callback: Callback<T>) => void): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  run((error, value) => {
    if (error) reject(fromDynalite(error));
    else resolve(value as T);
  });
  return promise;
}
