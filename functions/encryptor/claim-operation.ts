import { leaseFrom, leaseOperation, type OperationRecord, updateOperation } from '#vault';
import type { EncryptorDependencies } from './dependencies.ts';
import { claiming, type Lease, requireFree } from './lease.ts';

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
  return claiming(at, leaseTimes, () => leaseOperation(table, operation, { at, times: leaseTimes }));
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
