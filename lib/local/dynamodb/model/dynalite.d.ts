/** The parts of dynalite 4 that are used from within: its store, and one validator and one action an operation. */
declare module 'dynalite/db/index.js' {
  export type Item = Record<string, Record<string, unknown>>;
  export type Callback<T> = (error?: unknown, value?: T) => void;
  export interface BatchOperation {
    type: 'put' | 'del';
    key: string;
    value?: unknown;
  }
  export interface SubDatabase {
    get(key: string, callback: Callback<unknown>): void;
    put(key: string, value: Item, callback: Callback<void>): void;
    del(key: string, callback: Callback<void>): void;
    lock(key: string, run: (release: (callback: Callback<unknown>) => Callback<unknown>) => void): void;
  }
  export interface TableDescription {
    TableName: string;
    TableStatus: string;
    TableArn: string;
    KeySchema: { AttributeName: string; KeyType: 'HASH' | 'RANGE' }[];
    AttributeDefinitions: { AttributeName: string; AttributeType: string }[];
    GlobalSecondaryIndexes?: (IndexDefinition & { IndexStatus: string })[];
  }
  export interface IndexDefinition {
    IndexName: string;
    KeySchema: TableDescription['KeySchema'];
    Projection: { ProjectionType: string; NonKeyAttributes?: string[] | undefined };
  }
  export interface Store {
    db: {
      batch(operations: readonly BatchOperation[]): Promise<void>;
      get(key: string): Promise<unknown>;
      keys(range: { gte: string; lt: string }): AsyncIterable<string>;
      close(callback: Callback<void>): void;
    };
    tableDb: { awsAccountId: string; awsRegion: string };
    getItemDb(table: string): SubDatabase;
    getIndexDb(type: string, table: string, index: string): SubDatabase;
    getTable(name: string, checkStatus: boolean, callback: Callback<TableDescription>): void;
    getTable(name: string, callback: Callback<TableDescription>): void;
  }
  interface Options {
    path: string;
    createTableMs: number;
    deleteTableMs: number;
    updateTableMs: number;
  }
  const db: {
    create(options: Options): Store;
    createKey(item: Item, table: TableDescription): string;
    itemSize(item: Item): number;
  };
  export default db;
}

declare module 'dynalite/validations/index.js' {
  import type { Store } from 'dynalite/db/index.js';

  const validations: {
    checkTypes(input: object, types: object): object;
    checkValidations(input: object, types: object, custom: unknown, store: Store): void;
  };
  export default validations;
}
