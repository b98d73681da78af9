import type { BatchOperation, Store, SubDatabase } from 'dynalite/db/index.js';
import { refusalOf } from './item-limits.ts';

/** A view of the store that collects writes instead of making them. */
export interface Overlay {
  readonly store: Store;
  readonly operations: readonly BatchOperation[];
}

/**
 * Lets dynalite's actions run against a store without touching it. Their writes, to items and indexes alike, come
 * out as one list, which LevelDB then makes in one atomic batch: a kill at any moment leaves all of it or nothing.
 * The keys are prefixed as dynalite's own sub-databases do it.
 */
export function createOverlay(base: Store): Overlay {
  const operations: BatchOperation[] = [];
  const collect = (prefix: string, under: SubDatabase): SubDatabase => ({
    ...under,
    put(key, value, callback) {
      operations.push({ type: 'put', key: prefix + key, value });
      setImmediate(callback);
    },
    del(key, callback) {
      operations.push({ type: 'del', key: prefix + key });
      setImmediate(callback);
    },
    // The writer's gate has let in nobody else.
    lock: (_key, run) => run((callback) => callback),
  });
  /** Every item that comes to be stored, by whichever operation, passes here. */
  const withinLimits = (table: string, items: SubDatabase): SubDatabase => ({
    ...items,
    put: (key, item, callback) =>
      base.getTable(table, false, (error, description) => {
        const refusal = error ?? (description && refusalOf(item, description));
        if (refusal) callback(refusal);
        else items.put(key, item, callback);
      }),
  });
  const store: Store = {
    ...base,
    getItemDb: (table) => withinLimits(table, collect(`item-${table}~`, base.getItemDb(table))),
    getIndexDb: (type, table, index) =>
      collect(indexPrefix(type, table, index), base.getIndexDb(type, table, index)),
  };
  return { store, operations };
}

/** What the keys of an index begin with. */
export function indexPrefix(type: string, table: string, index: string): string {
  return `index-${type.toLowerCase()}~${table}~${index}~`;
}
