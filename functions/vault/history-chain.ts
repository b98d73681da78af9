import * as z from 'zod';
import { queryItems, sha256 } from '#aws';
import { type FileEvent, fileEventSchema, type HistoryHead, hashedText } from '#contract';
import { vaultKeys } from './keys.ts';
import type { VaultTable } from './vault-table.ts';

/** An event in its place, as stored: number, the hash of the event before it, and its own. */
const chainedEventSchema = z.object({
  ...fileEventSchema.shape,
  sequence: z.number().int(),
  previous: z.string(),
  hash: z.string(),
});
export type ChainedEvent = z.infer<typeof chainedEventSchema>;

/** Puts an event behind the head of a history. */
export function chain(file: string, head: HistoryHead, event: FileEvent): ChainedEvent {
  return {
    ...event,
    sequence: head.sequence + 1,
    previous: head.hash,
    hash: sha256(hashedText(file, head, event)),
  };
}

/** Whether an event that was read is the one that was put behind this head. */
export function follows(
  file: string,
  head: HistoryHead,
  { sequence, previous, hash, ...event }: ChainedEvent,
) {
  const again = chain(file, head, event);
  return sequence === again.sequence && previous === again.previous && hash === again.hash;
}

/**
 * What happened to a file, oldest first, also where it was deleted since. Whoever reads it has made sure whose file it is.
 *
 * @param after - the number of the last event that is not wanted
 * @param pageSize - events that are fetched at a time
 */
export function readEvents(
  table: VaultTable,
  file: string,
  after = 0,
  pageSize?: number,
): AsyncGenerator<ChainedEvent> {
  const { pk, sk } = vaultKeys.event(file, after);
  const query = {
    KeyConditionExpression: 'pk = :pk AND sk > :sk',
    ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
    ConsistentRead: true,
    ...(pageSize !== undefined && { Limit: pageSize }),
  };
  return queryItems(table, query, chainedEventSchema);
}
