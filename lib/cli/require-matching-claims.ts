import { isDeepStrictEqual } from 'node:util';
import type { ReceiptClaims } from '#contract';
import { VerificationError } from './verification-error.ts';

/**
 * Requires that the readable claims beside a receipt are equal to the signed claims. People read the copy, but only the claims in
 * the receipt are signed.
 *
 * @throws VerificationError with the names of the claims that differ
 */
export function requireMatchingClaims(readable: unknown, signed: ReceiptClaims): void {
  if (isDeepStrictEqual(readable, signed)) return;
  const [readableByName, signedByName] = [claimsByName(readable), claimsByName(signed)];
  const differing = [...new Set([...readableByName.keys(), ...signedByName.keys()])].filter(
    (name) => !isDeepStrictEqual(readableByName.get(name), signedByName.get(name)),
  );
  throw new VerificationError(
    `The readable claims differ from the signed claims (${differing.join(', ')}). They were changed after the vault signed the receipt.`,
  );
}

function claimsByName(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
}
