import db, { type IndexDefinition, type Item, type TableDescription } from 'dynalite/db/index.js';
import { type DynamoError, validationError } from '../errors.ts';

const MOST_BYTES = 400 * 1024;
const MOST_TRANSACTION_BYTES = 4 * 1024 * 1024;
/** Of JSON: each of 32 lists and maps within each other is two levels, `{"M": {…}}`, and so is a set in the last of them. */
const MOST_VALUE_DEPTH = 32 * 2 + 2;
/** Of an input around its values: `{"RequestItems": {TABLE: [{"PutRequest": {"Item": {…}}}]}}`. */
const MOST_DEPTH_AROUND = 6;
const MOST_KEY_BYTES = { HASH: 2048, RANGE: 1024 };

/**
 * The reason why DynamoDB refuses an item that dynalite accepts. dynalite counts characters instead of bytes and checks only
 * the type of index keys.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
export function refusalOf(item: Item, table: TableDescription): DynamoError | undefined {
  if (sizeOf(item) > MOST_BYTES) return validationError('Item size has exceeded the maximum allowed size');
  if (Object.values(item).some((value) => isDeeper(value, MOST_VALUE_DEPTH))) return tooDeep();
  const indexes = table.GlobalSecondaryIndexes ?? [];
  return (
    refusalOfKeys(item, table) ??
    indexes.map((index) => refusalOfKeys(item, index)).find((refusal) => refusal !== undefined)
  );
}

/** @throws DynamoError for the items of a transaction that are more than 4 MB together */
export function refuseOversized(items: readonly Item[]): void {
  const bytes = items.reduce((sum, item) => sum + sizeOf(item), 0);
  if (bytes <= MOST_TRANSACTION_BYTES) return;
  throw validationError('The aggregate size of the items in the transaction exceeds 4 MB');
}

/**
 * The size of an item in bytes.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
function sizeOf(item: Item): number {
  // With one character for each byte, dynalite counts correctly.
  const measured: Item = JSON.parse(Buffer.from(JSON.stringify(item)).toString('latin1'));
  return db.itemSize(measured);
}

/**
 * Call it before recursive code reads an input, which would otherwise overflow the stack.
 *
 * @throws DynamoError for a value that is nested deeper than DynamoDB allows
 */
export function refuseDeepInput(input: object): void {
  if (isDeeper(input, MOST_VALUE_DEPTH + MOST_DEPTH_AROUND)) throw tooDeep();
}

function tooDeep(): DynamoError {
  return validationError('Nesting Levels have exceeded supported limits');
}

/** Stops at the limit. */
function isDeeper(json: unknown, most: number): boolean {
  if (typeof json !== 'object' || json === null) return false;
  return most === 0 || Object.values(json).some((inner) => isDeeper(inner, most - 1));
}

function refusalOfKeys(
  item: Item,
  {
    KeySchema,
    ...owner
  }: Pick<TableDescription, 'KeySchema'> | Pick<IndexDefinition, 'KeySchema' | 'IndexName'>,
): DynamoError | undefined {
  for (const { AttributeName, KeyType } of KeySchema) {
    const bytes = keyBytes(item[AttributeName]);
    if (bytes === undefined) continue;
    // dynalite checks the keys of the table itself.
    if (bytes === 0 && 'IndexName' in owner) {
      return validationError(
        `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty value. IndexName: ${owner.IndexName}, IndexKey: ${AttributeName}`,
      );
    }
    if (bytes > MOST_KEY_BYTES[KeyType]) {
      return validationError(
        KeyType === 'HASH'
          ? 'One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes'
          : 'One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes',
      );
    }
  }
  return undefined;
}

/** The length of a key that is text or bytes. */
function keyBytes(value: Item[string] | undefined): number | undefined {
  if (typeof value?.['S'] === 'string') return Buffer.byteLength(value['S']);
  if (typeof value?.['B'] === 'string') return Buffer.from(value['B'], 'base64').length;
  return undefined;
}
