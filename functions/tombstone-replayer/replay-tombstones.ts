import { DeleteCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { readItem } from '#aws';
import { readMarker, tableIdOf, writeMarker } from '#vault';
import { deleteAgain } from './delete-again.ts';
import type { ReplayerDependencies } from './dependencies.ts';
import { revokeAgain } from './revoke-again.ts';

/** Milliseconds that have to be left for another page. */
const ENOUGH = 30_000;
const ROWS = 100;
const AT_ONCE = 10;

/** How far an invocation came. */
export interface Replay {
  /** `more`: time was short, invoke the function again; `done`: the tables serve; `nothing-to-do`: no table was restored. */
  readonly status: 'nothing-to-do' | 'more' | 'done';
  /** Tombstones that this invocation looked at, and files and shares among them that a backup had brought back. */
  readonly tombstones: number;
  readonly deleted: number;
}

/** Where an invocation stopped, beside the marker of `Vault`; good for these very tables alone. */
const progressKey = { pk: 'TABLE', sk: 'REPLAY' };
const lastKeySchema = z.object({ pk: z.string(), sk: z.string() });
const progressSchema = z.object({ tableIds: z.array(z.string()), after: lastKeySchema });
/** A file that was deleted, or a share that was revoked. */
const tombstonesSchema = z.array(
  z.union([
    z.object({ owner: z.string(), file: z.string() }),
    z.object({ share: z.string(), sharedFile: z.string() }),
  ]),
);

/**
 * Deletes in restored tables what was ever deleted, then lets them serve. Only a walk over all tombstones does, from the first
 * to the last; done twice, or by two at once, it does no harm.
 *
 * @param timeLeft - milliseconds that the invocation has left
 */
export async function replayTombstones(
  dependencies: ReplayerDependencies,
  timeLeft: () => number,
): Promise<Replay> {
  const { table, tombstones, marked } = dependencies;
  const tableIds = await Promise.all(marked.map(({ name }) => tableIdOf(table.client, name)));
  const markers = await Promise.all(marked.map((one) => readMarker(table.client, one)));
  const isRestored = markers.some((marker, index) => marker !== undefined && marker !== tableIds[index]);
  if (!isRestored) return { status: 'nothing-to-do', tombstones: 0, deleted: 0 };

  const progress = await readItem(table, progressKey, progressSchema);
  let after = progress?.tableIds.join() === tableIds.join() ? progress.after : undefined;
  let [seen, deleted] = [0, 0];
  for (;;) {
    const page = await tombstones.client.send(
      new ScanCommand({
        TableName: tombstones.name,
        FilterExpression: 'attribute_exists(#file) OR attribute_exists(#share)',
        ExpressionAttributeNames: { '#file': 'file', '#share': 'share' },
        ConsistentRead: true,
        Limit: ROWS,
        ...(after !== undefined && { ExclusiveStartKey: after }),
      }),
    );
    const found = tombstonesSchema.parse(page.Items ?? []);
    for (let start = 0; start < found.length; start += AT_ONCE) {
      const chunk = found.slice(start, start + AT_ONCE);
      const outcomes = await Promise.all(
        chunk.map((one) =>
          'share' in one ? revokeAgain(dependencies, one) : deleteAgain(dependencies, one),
        ),
      );
      deleted += outcomes.filter((wasThere) => wasThere).length;
    }
    seen += found.length;
    after = lastKeySchema.optional().parse(page.LastEvaluatedKey);
    if (after === undefined) break;
    const Item = { ...progressKey, tableIds, after };
    await table.client.send(new PutCommand({ TableName: table.name, Item }));
    if (timeLeft() < ENOUGH) return { status: 'more', tombstones: seen, deleted };
  }
  await Promise.all(marked.map((one, index) => writeMarker(table.client, one, tableIds[index] ?? '')));
  await table.client.send(new DeleteCommand({ TableName: table.name, Key: progressKey }));
  return { status: 'done', tombstones: seen, deleted };
}
