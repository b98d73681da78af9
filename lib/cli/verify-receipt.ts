import { type Jwks, RECEIPT_TYPE, type ReceiptClaims, receiptClaimsSchema } from '#contract';
import { verifySigned } from './verify-signed.ts';

/**
 * Verifies a receipt of deletion offline.
 *
 * @returns what the receipt states
 * @throws NotGenuine
 */
export function verifyReceipt(receipt: string, jwks: Jwks): Promise<ReceiptClaims> {
  return verifySigned(receipt, jwks, { name: 'receipt', typ: RECEIPT_TYPE, claims: receiptClaimsSchema });
}
