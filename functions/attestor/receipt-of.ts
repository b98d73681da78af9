import { after, ISSUER } from '#aws';
import type { ReceiptClaims } from '#contract';
import { readFile, readKeyRow, readTombstone } from '#vault';
import type { AttestorDependencies } from './dependencies.ts';
import type { Statement } from './statement.ts';

const DAY = 24 * 3600_000;

/** The claims of the receipt for a deleted file, after checking that its record and its key no longer exist. */
export async function receiptOf(
  { table, keysTable, tombstones, keysRecoveryDays }: AttestorDependencies,
  owner: string,
  file: string,
): Promise<Statement> {
  const tombstone = await readTombstone(tombstones, owner, file);
  if (tombstone?.shredding === undefined) return { outcome: 'refused', reason: 'nothing_to_state' };
  const remaining = await Promise.all([
    readFile(table, owner, file),
    readKeyRow(table.client, keysTable, file),
  ]);
  if (remaining.some((item) => item !== undefined)) return { outcome: 'refused', reason: 'not_gone' };
  const { shreddedAt, shredding } = tombstone;
  const at = new Date(shreddedAt);
  const claims: ReceiptClaims = {
    iss: ISSUER,
    sub: file,
    iat: Math.floor(at.getTime() / 1000),
    shreddedAt,
    ...shredding,
    unrecoverable: { withoutBackups: shreddedAt, withBackups: after(at, keysRecoveryDays * DAY) },
  };
  return { claims };
}
