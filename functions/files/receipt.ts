import { Problem, RECEIPT_TYPE, type ReceiptClaims } from '#contract';
import { after, ISSUER, type RouteHandlers, readTombstone, type SigningKey, signJws } from '#platform';
import type { FilesDependencies } from './dependencies.ts';
import { ownFile } from './own-file.ts';
import { keepReceiptKey } from './receipt-keys.ts';

const DAY = 24 * 3600_000;

export interface ReceiptDependencies extends FilesDependencies {
  readonly receiptsKey: SigningKey;
  /** Days for which a deleted row of `Keys` can be brought back from its backups. */
  readonly keysRecoveryDays: number;
}

/** The signed receipt of a file that was encrypted and then deleted. Its claims never change; every answer signs anew. */
export function receiptRoute(dependencies: ReceiptDependencies): RouteHandlers<'files'>['getReceipt'] {
  const { table, tombstones, receiptsKey, keysRecoveryDays } = dependencies;
  return async ({ params, principal }) => {
    const tombstone = await readTombstone(tombstones, principal.user, params.id);
    if (tombstone === undefined) {
      await ownFile(table, principal.user, params.id);
      throw new Problem('file_not_deleted');
    }
    const { shredding, file, shreddedAt } = tombstone;
    if (shredding === undefined) throw new Problem('never_encrypted');
    const at = new Date(shreddedAt);
    const claims: ReceiptClaims = {
      iss: ISSUER,
      sub: file,
      iat: Math.floor(at.getTime() / 1000),
      shreddedAt,
      ...shredding,
      unrecoverable: { withoutBackups: shreddedAt, withBackups: after(at, keysRecoveryDays * DAY) },
    };
    // First the key, then the signature: a receipt that is out can be verified for good.
    await keepReceiptKey(tombstones, await receiptsKey.readPublicKey());
    return { body: { receipt: await signJws(receiptsKey, RECEIPT_TYPE, claims), claims } };
  };
}
