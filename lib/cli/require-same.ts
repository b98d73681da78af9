import { isDeepStrictEqual } from 'node:util';
import type { ReceiptClaims } from '#contract';
import { NotGenuine } from './not-genuine.ts';

/**
 * Requires that what is readable beside a receipt is what the receipt states: people read the one, and only the other is
 * signed.
 *
 * @throws NotGenuine where they differ; it names the claims that do
 */
export function requireSame(beside: unknown, signed: ReceiptClaims): void {
  if (isDeepStrictEqual(beside, signed)) return;
  const [said, stated] = [claimsOf(beside), claimsOf(signed)];
  const differing = [...new Set([...said.keys(), ...stated.keys()])].filter(
    (name) => !isDeepStrictEqual(said.get(name), stated.get(name)),
  );
  throw new NotGenuine(
    `The readable claims are not what was signed (${differing.join(', ')}): somebody has changed them.`,
  );
}

function claimsOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
}
