import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Problem } from '#contract';
import { type MarkedTable, readMarker, tableIdOf, writeMarker } from './table-marker.ts';

/**
 * Milliseconds for which a table is known to be what it was. A table of the same name that takes its place comes from a
 * restore, and that takes minutes in which there is none.
 */
const KNOWN_FOR = 60_000;

export interface GuardedTable extends MarkedTable {
  /** Whether this function is one that writes into an empty table first: then it leaves the marker before anything else. */
  readonly marks: boolean;
}

/**
 * Refuses to work on a table that came back from a backup, in which deleted files are as they were, until they were deleted
 * in it again (docs/recovery.md).
 *
 * A table without a marker has nothing in it that this product wrote, since the marker is always written first.
 *
 * @throws Problem `restore_pending`
 */
export function createRestoreGuard(
  client: DynamoDBDocumentClient,
  tables: readonly GuardedTable[],
  now: () => Date,
): () => Promise<void> {
  let knownUntil = 0;
  return async () => {
    const checkedAt = now().getTime();
    if (checkedAt < knownUntil) return;
    await Promise.all(tables.map((table) => refuseIfRestored(client, table)));
    knownUntil = checkedAt + KNOWN_FOR;
  };
}

async function refuseIfRestored(client: DynamoDBDocumentClient, table: GuardedTable): Promise<void> {
  const [tableId, marked] = await Promise.all([tableIdOf(client, table.name), readMarker(client, table)]);
  if (marked === tableId) return;
  if (marked !== undefined) throw new Problem('restore_pending');
  if (table.marks) await writeMarker(client, table, tableId);
}
