import { signJws } from '#aws';
import { type Attestation, type AttestationRequest, HISTORY_TYPE, RECEIPT_TYPE } from '#contract';
import { keepReceiptKey } from '#vault';
import type { AttestorDependencies } from './dependencies.ts';
import { headOf } from './head-of.ts';
import { receiptOf } from './receipt-of.ts';

/**
 * Signs what the tables say about a file. The caller only names the file and cannot influence the signed claims. The KMS key
 * `receipts` is used for nothing else. A repeated request signs the same claims again.
 */
export async function attest(
  dependencies: AttestorDependencies,
  { kind, owner, file }: AttestationRequest,
): Promise<Attestation> {
  const { tombstones, receiptsKey } = dependencies;
  const statement =
    kind === 'head' ? await headOf(dependencies, owner, file) : await receiptOf(dependencies, owner, file);
  if ('outcome' in statement) return statement;
  // The public key is stored before the first signature, so that every signature can be verified later.
  await keepReceiptKey(tombstones, await receiptsKey.readPublicKey());
  const typ = kind === 'head' ? HISTORY_TYPE : RECEIPT_TYPE;
  return { outcome: 'signed', jws: await signJws(receiptsKey, typ, statement.claims) };
}
