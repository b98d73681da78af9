import { RECEIPT_TYPE, type ReceiptClaims, receiptClaimsSchema } from '#contract';
import { verifySigned } from './verify-signed.ts';

/**
 * Verifies a receipt of deletion offline.
 *
 * @returns what the receipt states
 * @throws NotGenuine, and ZodError where `jwks` is no set of keys
 */
export function verifyReceipt(receipt: string, jwks: unknown): Promise<ReceiptClaims> {
  return verifySigned(receipt, jwks, { name: 'receipt', typ: RECEIPT_TYPE, claims: receiptClaimsSchema });
}
