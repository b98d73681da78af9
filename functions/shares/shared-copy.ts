import { newId, retryOnConflict } from '#aws';
import { Problem } from '#contract';
import { beginOperation, type OperationRecord, operationsOf, readFile, type ShareRecord } from '#vault';
import type { ShareDependencies } from './dependencies.ts';

/** Milliseconds that a copy must still last for another download to use it. */
const LONG_ENOUGH = 30_000;

/**
 * Returns the operation of the decrypted copy that downloads of a file share. Reuses one that is ready or in progress, or
 * starts another.
 *
 * @param address - IP address of the client, for the history
 * @throws Problem `share_not_found` or `conflict`
 */
export function getOrStartSharedCopy(
  dependencies: ShareDependencies,
  share: ShareRecord,
  address: string,
): Promise<OperationRecord> {
  const { table, now } = dependencies;
  return retryOnConflict(async () => {
    const file = await readFile(table, share.owner, share.file);
    if (file === undefined) throw new Problem('share_not_found');
    const operations = await operationsOf(table, file.owner, file.id);
    const usable = operations.find(
      (operation) => operation.kind === 'share' && lastsLongEnough(operation, now()),
    );
    if (usable !== undefined) return usable;
    const event = { actor: 'share', address, detail: share.id };
    return beginOperation(dependencies, file, { id: newId(now()), kind: 'share', event });
  });
}

/** Whether the copy of an operation is in progress, or lasts long enough for another download. */
export function lastsLongEnough({ status, expiresAt }: OperationRecord, now: Date): boolean {
  if (status === 'queued' || status === 'decrypting') return true;
  if (status !== 'ready' || expiresAt === undefined) return false;
  return new Date(expiresAt).getTime() - now.getTime() >= LONG_ENOUGH;
}
