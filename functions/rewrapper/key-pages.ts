import { ScanCommand, type ScanCommandOutput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type KeyRow, keyRowSchema } from '#vault';
import type { RewrapperDependencies } from './dependencies.ts';

/** Few enough that little is done twice after a fault, and that a page takes a second. */
const ROWS = 64;
/** The table has one row that is no key: where it belongs. */
const filter = { FilterExpression: 'attribute_exists(wrappedKey)', ConsistentRead: true };
const lastKeySchema = z.object({ pk: z.string() });

/** A page of file keys, and where the next one begins. */
export interface KeyPage {
  readonly rows: readonly KeyRow[];
  readonly cursor: string | undefined;
}

/** @param cursor - the last row of the page before */
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

/** How many file keys there are. */
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
