import { type Jwks, RECEIPT_TYPE, type ReceiptClaims, receiptClaimsSchema } from '#contract';
import { verifySigned } from './verify-signed.ts';

/**
 * Verifies a deletion receipt offline.
 *
 * @param receipt - a JWS in compact form
 * @param jwks - the answer of `/.well-known/jwks.json`
 * @returns its claims
 * @throws VerificationError
 */
export function verifyReceipt(receipt: string, jwks: Jwks): Promise<ReceiptClaims> {
  return verifySigned(receipt, jwks, { name: 'receipt', typ: RECEIPT_TYPE, claims: receiptClaimsSchema });
}
