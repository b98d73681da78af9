import { readClaims } from '#aws';
import { Problem, receiptClaimsSchema } from '#contract';
import type { RouteHandlers } from '#http';
import { ownFile, readTombstone } from '#vault';
import type { FilesDependencies } from './dependencies.ts';

/** The signed receipt of a file that was encrypted and then deleted. Its claims never change; every answer is signed anew. */
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
    if (attestation.outcome === 'refused') throw new Error(`No receipt is signed: ${attestation.reason}`);
    return {
      body: { receipt: attestation.jws, claims: readClaims(attestation.jws, receiptClaimsSchema) },
    };
  };
}
