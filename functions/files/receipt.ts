import { readClaims } from '#aws';
import { Problem, receiptClaimsSchema } from '#contract';
import type { RouteHandlers } from '#http';
import { ownFile, readTombstone } from '#vault';
import type { FilesDependencies } from './dependencies.ts';

/** Returns the signed receipt of a deleted file. The claims never change, but each answer has a new signature. */
export function receiptRoute({
  table,
  tombstones,
  attest,
}: FilesDependencies): RouteHandlers<'files'>['getReceipt'] {
  return async ({ params: { id: file }, principal: { user: owner } }) => {
    const tombstone = await readTombstone(tombstones, owner, file);
    if (tombstone === undefined) {
      await ownFile(table, owner, file);
      throw new Problem('file_not_deleted');
    }
    if (tombstone.shredding === undefined) throw new Problem('never_encrypted');
    const attestation = await attest({ kind: 'receipt', owner, file });
    if (attestation.outcome === 'refused')
      throw new Error(`The attestor refused to sign the receipt: ${attestation.reason}`);
    return {
      body: { receipt: attestation.jws, claims: readClaims(attestation.jws, receiptClaimsSchema) },
    };
  };
}
