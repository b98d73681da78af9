import { newId, retryOnConflict } from '#aws';
import { Problem } from '#contract';
import { beginOperation, type OperationRecord, operationsOf, readFile, type ShareRecord } from '#vault';
import type { ShareDependencies } from './dependencies.ts';

/** Milliseconds for which a copy has to last still, for another download to begin with it. */
const LONG_ENOUGH = 30_000;

/**
 * The decrypted copy of a shared file that downloads have in common: the one that there is, or is being made, or another.
 *
 * @param address - of the client, for the file's history
 */
export function sharedCopy(
  dependencies: ShareDependencies,
  share: ShareRecord,
  address: string,
): Promise<OperationRecord> {
  const { table, now } = dependencies;
  return retryOnConflict(async () => {
    const file = await readFile(table, share.owner, share.file);
    if (file === undefined) throw new Problem('share_not_found');
    const operations = await operationsOf(table, file.owner, file.id);
    const usable = operations.find((operation) => operation.kind === 'share' && isUsable(operation, now()));
    if (usable !== undefined) return usable;
    const event = { actor: 'share', address, detail: share.id };
    return beginOperation(dependencies, file, { id: newId(now()), kind: 'share', event });
  });
}

/** Whether there is a copy, or will be, that lasts long enough for another download. */
export function isUsable({ status, expiresAt }: OperationRecord, now: Date): boolean {
  if (status === 'queued' || status === 'decrypting') return true;
  if (status !== 'ready' || expiresAt === undefined) return false;
  return new Date(expiresAt).getTime() - now.getTime() >= LONG_ENOUGH;
}
