import { createRequire } from 'node:module';
import type { Callback, Store } from 'dynalite/db/index.js';
import validations from 'dynalite/validations/index.js';
import { unsupportedParameter } from '../../kit/service.ts';

/** One operation of dynalite: its validator and its action. */
export interface DynaliteOperation {
  /**
   * @throws AwsError for a member that dynalite ignores; otherwise an error with `statusCode` and `body`, as dynalite's
   * server sends it
   */
  validate(input: object, store: Store): object;
  run(store: Store, input: object, callback: Callback<unknown>): void;
}

/** Operations that change nothing. */
export const readNames = [
  'BatchGetItem',
  'DescribeTable',
  'GetItem',
  'ListTables',
  'ListTagsOfResource',
  'Query',
  'Scan',
] as const;

/** Operations on items. */
export const writeNames = ['BatchWriteItem', 'DeleteItem', 'PutItem', 'UpdateItem'] as const;

/** Operations on tables, which only the template's provider uses. */
export const tableNames = ['CreateTable'] as const;

export type OperationName =
  | (typeof readNames)[number]
  | (typeof writeNames)[number]
  | (typeof tableNames)[number];

/** Members that dynalite does not know and that this service adds. Every read is consistent here. */
const ADDED: Readonly<Partial<Record<OperationName, readonly string[]>>> = {
  PutItem: ['ReturnValuesOnConditionCheckFailure'],
  UpdateItem: ['ReturnValuesOnConditionCheckFailure'],
  DeleteItem: ['ReturnValuesOnConditionCheckFailure'],
  Scan: ['ConsistentRead'],
};

const load = createRequire(import.meta.url);

/** Loads dynalite's validator and action of an operation. */
export function dynaliteOperation(name: OperationName): DynaliteOperation {
  const file = name.charAt(0).toLowerCase() + name.slice(1);
  const { types, custom }: { types: object; custom: unknown } = load(`dynalite/validations/${file}.js`);
  const known = new Set([...Object.keys(types), ...(ADDED[name] ?? [])]);
  const run: DynaliteOperation['run'] = load(`dynalite/actions/${file}.js`);
  return {
    validate(input, store) {
      const unknown = Object.keys(input).find((member) => !known.has(member));
      if (unknown !== undefined) throw unsupportedParameter(name, unknown);
      const checked = validations.checkTypes(structuredClone(input), types);
      validations.checkValidations(checked, types, custom, store);
      return checked;
    },
    run,
  };
}
