import { type OperationRecord, updateOperation } from '#vault';
import type { EncryptorDependencies } from './dependencies.ts';
import { claiming, type Lease, leaseFrom, requireFree } from './lease.ts';

/**
 * Takes up an operation, as `claimFile` takes up a file.
 *
 * @throws Busy where another worker's lease has not ended, or another worker was quicker
 */
export async function claimOperation(
  { table, leaseTimes, now }: EncryptorDependencies,
  operation: OperationRecord,
): Promise<OperationRecord> {
  const at = now();
  requireFree(operation.lease, at);
  const set = {
    status: 'decrypting',
    fence: operation.fence + 1,
    attempts: operation.attempts + 1,
    ...leaseFrom(at, leaseTimes),
  } as const;
  return claiming(at, leaseTimes, () => updateOperation(table, operation, { set }));
}

/** The lease that a claim has brought. */
export function leaseOnOperation(
  { table, leaseTimes, now }: EncryptorDependencies,
  claimed: OperationRecord,
): Lease {
  return {
    async renew() {
      await updateOperation(table, claimed, { set: leaseFrom(now(), leaseTimes) });
    },
    async release() {
      await updateOperation(table, claimed, { remove: ['lease'] });
    },
  };
}
