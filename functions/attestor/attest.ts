import { signJws } from '#aws';
import { type Attestation, type AttestationRequest, HISTORY_TYPE, RECEIPT_TYPE } from '#contract';
import { keepReceiptKey } from '#vault';
import type { AttestorDependencies } from './dependencies.ts';
import { headOf } from './head-of.ts';
import { receiptOf } from './receipt-of.ts';

/**
 * Signs what the tables say of a file, and nothing that the caller says: it names a file, no more. This is all that the key
 * `receipts` is ever used for. Asked again, it states the same and signs anew.
 */
export async function attest(
  dependencies: AttestorDependencies,
  { kind, owner, file }: AttestationRequest,
): Promise<Attestation> {
  const { tombstones, receiptsKey } = dependencies;
  const statement =
    kind === 'head' ? await headOf(dependencies, owner, file) : await receiptOf(dependencies, owner, file);
  if ('outcome' in statement) return statement;
  // First the key, then the signature: what is out can be verified for good.
  await keepReceiptKey(tombstones, await receiptsKey.readPublicKey());
  const typ = kind === 'head' ? HISTORY_TYPE : RECEIPT_TYPE;
  return { outcome: 'signed', jws: await signJws(receiptsKey, typ, statement.claims) };
}
