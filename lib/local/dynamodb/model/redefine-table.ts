import { isDeepStrictEqual } from 'node:util';
import type { IndexDefinition, TableDescription } from 'dynalite/db/index.js';
import type { Engine } from './engine.ts';

/** A table as the template has it. */
export interface TableDefinition extends Pick<TableDescription, 'AttributeDefinitions' | 'KeySchema'> {
  readonly TableName: string;
  readonly GlobalSecondaryIndexes?: readonly IndexDefinition[] | undefined;
}

/**
 * Changes a table of an earlier start to the template's definition. Its items stay.
 *
 * @param refuse - makes the error for a property that cannot change
 * @throws the error of `refuse` if the keys of the table change, or an index changes without a new name
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.OnlineOps.html
 */
export async function redefineTable(
  engine: Engine,
  existing: TableDescription,
  wanted: TableDefinition,
  refuse: (property: string, reason: string) => Error,
): Promise<void> {
  const { TableName, AttributeDefinitions, GlobalSecondaryIndexes = [] } = wanted;
  engine.validate('CreateTable', { ...wanted, BillingMode: 'PAY_PER_REQUEST' });
  if (!isDeepStrictEqual(keysOf(existing.KeySchema, existing), keysOf(wanted.KeySchema, wanted))) {
    throw refuse('KeySchema', `the keys of the table ${TableName} cannot change; delete its data first`);
  }
  const known = new Map(existing.GlobalSecondaryIndexes?.map((index) => [index.IndexName, index]));
  for (const index of GlobalSecondaryIndexes) {
    const before = known.get(index.IndexName);
    if (before && !isDeepStrictEqual(shapeOf(before, existing), shapeOf(index, wanted))) {
      throw refuse(
        'GlobalSecondaryIndexes',
        `keys and projection of the index ${index.IndexName} of the table ${TableName} cannot change; give it another name`,
      );
    }
  }
  const names = new Set(GlobalSecondaryIndexes.map(({ IndexName }) => IndexName));
  await engine.changeIndexes(TableName, {
    attributes: AttributeDefinitions,
    added: GlobalSecondaryIndexes.filter(({ IndexName }) => !known.has(IndexName)),
    removed: [...known.keys()].filter((name) => !names.has(name)),
  });
}

type Attributes = Pick<TableDescription, 'AttributeDefinitions'>;

/** LevelDB returns objects with their members in another order. */
function keysOf(schema: TableDescription['KeySchema'], { AttributeDefinitions }: Attributes): string[] {
  return schema.map(({ AttributeName, KeyType }) => {
    const definition = AttributeDefinitions.find((one) => one.AttributeName === AttributeName);
    return `${KeyType} ${AttributeName} ${definition?.AttributeType}`;
  });
}

function shapeOf({ KeySchema, Projection }: IndexDefinition, attributes: Attributes) {
  const { ProjectionType, NonKeyAttributes = [] } = Projection;
  return { keys: keysOf(KeySchema, attributes), ProjectionType, attributes: NonKeyAttributes.toSorted() };
}
