import { readClaims } from '#aws';
import { type HistoryItem, headClaimsSchema, Problem } from '#contract';
import type { RouteHandlers } from '#http';
import { type Attest, type ChainedEvent, readEvents, readFile, readTombstone, type VaultTable } from '#vault';
import type { FilesDependencies } from './dependencies.ts';

/**
 * Lists the events of a file of the caller, oldest first, also of a deleted file. The last page contains the signed head.
 */
export function historyRoute(dependencies: FilesDependencies): RouteHandlers<'files'>['getHistory'] {
  const { table, attest } = dependencies;
  return async ({ params: { id: file }, query: { limit, cursor }, principal: { user: owner } }) => {
    await requireFileOrTombstone(dependencies, owner, file);
    const after = cursor === undefined ? 0 : parseCursor(cursor);
    const page = await readPage(table, file, after, limit);
    if (page.hasMore) return { body: { items: page.events.map(historyItem), nextCursor: page.cursor } };
    const { head, rest } = await signHead(table, attest, { owner, file }, page.last);
    const items = [...page.events, ...rest].map(historyItem);
    return { body: { items, ...(head !== undefined && { head }) } };
  };
}

/**
 * Reads the record first and the tombstone second, so that a concurrent deletion cannot hide the file from both reads.
 *
 * @throws Problem `file_not_found`
 */
async function requireFileOrTombstone(
  { table, tombstones }: FilesDependencies,
  owner: string,
  file: string,
): Promise<void> {
  if ((await readFile(table, owner, file)) !== undefined) return;
  if ((await readTombstone(tombstones, owner, file)) === undefined) throw new Problem('file_not_found');
}

async function readPage(table: VaultTable, file: string, after: number, limit: number) {
  const events: ChainedEvent[] = [];
  let hasMore = false;
  for await (const event of readEvents(table, file, after, limit + 1)) {
    if (events.length === limit) {
      hasMore = true;
      break;
    }
    events.push(event);
  }
  const last = events.at(-1)?.sequence ?? after;
  return { events, last, hasMore, cursor: Buffer.from(String(last)).toString('base64url') };
}

/**
 * Signs the head and reads the events that were recorded since the page was read, so that the page ends at the head.
 *
 * @param last - number of the last event on the page
 */
async function signHead(
  table: VaultTable,
  attest: Attest,
  { owner, file }: { readonly owner: string; readonly file: string },
  last: number,
): Promise<{ head?: string; rest: ChainedEvent[] }> {
  const attestation = await attest({ kind: 'head', owner, file });
  const rest: ChainedEvent[] = [];
  if (attestation.outcome === 'refused') return { rest };
  const { sequence } = readClaims(attestation.jws, headClaimsSchema);
  for await (const event of sequence > last ? readEvents(table, file, last) : []) {
    if (event.sequence > sequence) break;
    rest.push(event);
  }
  return { head: attestation.jws, rest };
}

/** @throws Problem `invalid_request` if the cursor is invalid */
function parseCursor(cursor: string): number {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  if (/^\d{1,8}$/.test(text)) return Number(text);
  throw new Problem('invalid_request', {
    errors: [{ field: 'query/cursor', message: 'not a cursor of this API' }],
  });
}

function historyItem({ at, type, actor, address, detail, hash }: ChainedEvent): HistoryItem {
  return {
    at,
    type,
    actor,
    ...(address !== undefined && { address }),
    ...(detail !== undefined && { detail }),
    hash,
  };
}
