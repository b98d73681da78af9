import { ScanCommand, type ScanCommandOutput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type KeyRow, keyRowSchema } from '#vault';
import type { RewrapperDependencies } from './dependencies.ts';

/** Rows per page. A page takes about a second, and a failure repeats at most one page. */
const ROWS = 64;
/** Excludes the row that identifies the vault of the table, which has no key. */
const filter = { FilterExpression: 'attribute_exists(wrappedKey)', ConsistentRead: true };
const lastKeySchema = z.object({ pk: z.string() });

/** A page of file keys and the cursor of the next page. */
export interface KeyPage {
  readonly rows: readonly KeyRow[];
  readonly cursor: string | undefined;
}

/** Reads a page of file keys. @param cursor - the `cursor` of the previous page */
export async function readKeyPage(
  { keys }: RewrapperDependencies,
  cursor: string | undefined,
): Promise<KeyPage> {
  const page = await keys.client.send(
    new ScanCommand({ TableName: keys.name, ...filter, ...startingAt(cursor), Limit: ROWS }),
  );
  const rows = z.array(keyRowSchema).parse(page.Items ?? []);
  return { rows, cursor: lastKeySchema.optional().parse(page.LastEvaluatedKey)?.pk };
}

/** Counts the file keys. */
export async function countKeys({ keys }: RewrapperDependencies): Promise<number> {
  let count = 0;
  let cursor: string | undefined;
  do {
    const page: ScanCommandOutput = await keys.client.send(
      new ScanCommand({ TableName: keys.name, ...filter, ...startingAt(cursor), Select: 'COUNT' }),
    );
    count += page.Count ?? 0;
    cursor = lastKeySchema.optional().parse(page.LastEvaluatedKey)?.pk;
  } while (cursor !== undefined);
  return count;
}

function startingAt(cursor: string | undefined) {
  return cursor === undefined ? {} : { ExclusiveStartKey: { pk: cursor } };
}
