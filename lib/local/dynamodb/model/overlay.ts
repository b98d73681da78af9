import type { BatchOperation, Store, SubDatabase } from 'dynalite/db/index.js';
import { refusalOf } from './item-limits.ts';

/** A view of the store that collects writes instead of making them. */
export interface Overlay {
  readonly store: Store;
  readonly operations: readonly BatchOperation[];
}

/**
 * Runs dynalite's actions without changing the store. Their writes to items and indexes are collected in one list, which
 * LevelDB writes as one atomic batch: a kill leaves all of it or nothing. Keys have the prefixes of dynalite's
 * sub-databases.
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
    // The gate lets only one writer in.
    lock: (_key, run) => run((callback) => callback),
  });
  /** Every operation stores its items through this function. */
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

/** The prefix of the keys of an index. */
export function indexPrefix(type: string, table: string, index: string): string {
  return `index-${type.toLowerCase()}~${table}~${index}~`;
}
