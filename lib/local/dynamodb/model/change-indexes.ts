import type {
  BatchOperation,
  Callback,
  IndexDefinition,
  Store,
  TableDescription,
} from 'dynalite/db/index.js';
import { z } from 'zod';
import type { OperationName } from '../operations/dynalite-operations.ts';
import { createOverlay, indexPrefix } from './overlay.ts';

/** Changes of a table's indexes. Indexes that are not named stay. */
export interface IndexChanges {
  readonly added: readonly IndexDefinition[];
  /** By name. */
  readonly removed: readonly string[];
  /** The definitions of all key attributes, including those of the new indexes. */
  readonly attributes: TableDescription['AttributeDefinitions'];
}

const page = z.object({ Items: z.array(z.looseObject({})), LastEvaluatedKey: z.unknown().optional() });

/**
 * Makes the writes that change the indexes of a table, which dynalite cannot do: deletes the entries of removed indexes and
 * adds the items to new ones.
 *
 * @param perform - carries out an operation of dynalite on a store
 */
export async function changeIndexes(
  store: Store,
  table: TableDescription,
  { added, removed, attributes }: IndexChanges,
  perform: (name: OperationName, input: object, on: Store) => Promise<unknown>,
): Promise<readonly BatchOperation[]> {
  const { TableName } = table;
  const kept = (table.GlobalSecondaryIndexes ?? []).filter(({ IndexName }) => !removed.includes(IndexName));
  const { GlobalSecondaryIndexes: _, ...rest } = table;
  const indexes = [...kept, ...added.map((index) => described(table, index))];
  // dynalite and AWS accept no empty list of indexes.
  const changed = {
    ...rest,
    AttributeDefinitions: attributes,
    ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes }),
  };
  return [
    ...(await entriesOf(store, TableName, removed)),
    ...(added.length > 0 ? await backfill(store, changed, perform) : []),
    { type: 'put', key: `table~${TableName}`, value: changed },
  ];
}

async function entriesOf(
  store: Store,
  table: string,
  removed: readonly string[],
): Promise<readonly BatchOperation[]> {
  const deletions: BatchOperation[] = [];
  for (const index of removed) {
    const prefix = indexPrefix('global', table, index);
    for await (const key of store.db.keys({ gte: prefix, lt: `${prefix}\xff` }))
      deletions.push({ type: 'del', key });
  }
  return deletions;
}

/** Writing an item unchanged creates its entries in every index. */
async function backfill(
  store: Store,
  table: TableDescription,
  perform: (name: OperationName, input: object, on: Store) => Promise<unknown>,
): Promise<readonly BatchOperation[]> {
  const { TableName } = table;
  const overlay = createOverlay({
    ...store,
    getTable(_name: string, first: unknown, second?: Callback<TableDescription>) {
      const callback = second ?? first;
      if (typeof callback === 'function') setImmediate(() => callback(undefined, table));
    },
  });
  let next: { ExclusiveStartKey?: unknown } = {};
  do {
    const found = page.parse(await perform('Scan', { TableName, ...next }, store));
    for (const Item of found.Items) await perform('PutItem', { TableName, Item }, overlay.store);
    next = { ExclusiveStartKey: found.LastEvaluatedKey };
  } while (next.ExclusiveStartKey !== undefined);
  return overlay.operations;
}

function described({ TableArn }: TableDescription, index: IndexDefinition) {
  return {
    ...index,
    IndexArn: `${TableArn}/index/${index.IndexName}`,
    IndexSizeBytes: 0,
    IndexStatus: 'ACTIVE',
    ItemCount: 0,
    ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0, NumberOfDecreasesToday: 0 },
  };
}
