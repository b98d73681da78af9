import { compactVerify, createLocalJWKSet, errors } from 'jose';
import { jwksSchema, RECEIPT_TYPE, type ReceiptClaims, receiptClaimsSchema } from '#contract';

/** The receipt is not one of the vault whose keys were given. */
export class ReceiptRefused extends Error {
  constructor(reason: string, cause?: unknown) {
    super(`This is no receipt of the vault: ${reason}`, { cause });
    this.name = 'ReceiptRefused';
  }
}

/**
 * Verifies a receipt of deletion offline.
 *
 * @param receipt - a JWS in compact form (RFC 7515, section 7.1)
 * @param jwks - what `/.well-known/jwks.json` answered
 * @returns what the receipt states
 * @throws ReceiptRefused where signature, key, type or claims are not right
 * @throws ZodError where `jwks` is no such answer
 */
export async function verifyReceipt(receipt: string, jwks: unknown): Promise<ReceiptClaims> {
  const keys = createLocalJWKSet(jwksSchema.parse(jwks));
  const { payload, protectedHeader } = await signed(receipt, keys);
  // The same keys sign nothing else, but a signature over something else must never pass for a receipt.
  if (protectedHeader.typ !== RECEIPT_TYPE)
    throw new ReceiptRefused(`its type is ${protectedHeader.typ ?? 'missing'}`);
  const claims = receiptClaimsSchema.safeParse(parsed(payload));
  if (!claims.success) throw new ReceiptRefused('its claims are not those of a receipt', claims.error);
  return claims.data;
}

async function signed(receipt: string, keys: ReturnType<typeof createLocalJWKSet>) {
  try {
    return await compactVerify(receipt, keys, { algorithms: ['ES256'] });
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey)
      throw new ReceiptRefused('none of the keys signed it', error);
    if (error instanceof errors.JWSSignatureVerificationFailed)
      throw new ReceiptRefused('the signature is wrong', error);
    if (error instanceof errors.JOSEError) throw new ReceiptRefused(error.message, error);
    throw error;
  }
}

function parsed(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(payload));
  } catch (error) {
    throw new ReceiptRefused('its claims are not JSON', error);
  }
}
