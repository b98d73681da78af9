import { ISSUER } from '#aws';
import { EMPTY_HISTORY, type HeadClaims, type HistoryHead } from '#contract';
import { type ChainedEvent, follows, readEvents, readFile, readTombstone } from '#vault';
import type { AttestorDependencies } from './dependencies.ts';
import type { Statement } from './statement.ts';

/** The claims of the head of a file's history, after checking every event of the hash chain. Works for deleted files too. */
export async function headOf(
  dependencies: AttestorDependencies,
  owner: string,
  file: string,
): Promise<Statement> {
  const head = await storedHead(dependencies, owner, file);
  if (head === undefined) return { outcome: 'refused', reason: 'nothing_to_state' };
  const newest = await walk(dependencies, file, head);
  if (newest === undefined) return { outcome: 'refused', reason: 'chain_broken' };
  const { at, sequence, hash } = newest;
  const claims: HeadClaims = {
    iss: ISSUER,
    sub: file,
    iat: Math.floor(new Date(at).getTime() / 1000),
    at,
    sequence,
    hash,
  };
  return { claims };
}

/** Reads the record before the tombstone, so that a file that is being deleted is found in one of the two. */
async function storedHead(
  { table, tombstones }: AttestorDependencies,
  owner: string,
  file: string,
): Promise<HistoryHead | undefined> {
  const record = await readFile(table, owner, file);
  const tombstone = await readTombstone(tombstones, owner, file);
  return tombstone === undefined ? record?.history : tombstone.history;
}

/** The event of the head, or undefined if the stored events do not form a hash chain that leads to it. */
async function walk(
  { table }: AttestorDependencies,
  file: string,
  head: HistoryHead,
): Promise<ChainedEvent | undefined> {
  let last: HistoryHead = EMPTY_HISTORY;
  for await (const event of readEvents(table, file)) {
    if (!follows(file, last, event)) return undefined;
    if (event.sequence === head.sequence) return event.hash === head.hash ? event : undefined;
    last = event;
  }
  return undefined;
}
