import type { Devices } from './records.ts';

/** Days for which a program or a network is remembered after its last sign-in. */
export const KNOWN_DAYS = 180;
/** Maximum number of programs and networks that are remembered for an account. */
const MAX_KNOWN = 100;

/**
 * Updates the known devices of an account after a sign-in.
 *
 * @param known - the known devices before the sign-in, or undefined at the first sign-in
 * @param traits - the hashes of the program and the network of the sign-in
 * @returns the updated devices, and whether a trait is new. The first sign-in of an account is never new
 */
export function recognizeDevice(
  known: Devices | undefined,
  traits: readonly string[],
  now: Date,
): { devices: Devices; isNew: boolean } {
  const since = new Date(now.getTime() - KNOWN_DAYS * 24 * 3600_000).toISOString();
  const remembered = Object.entries(known?.seen ?? {}).filter(([, seenAt]) => seenAt > since);
  const names = new Set(remembered.map(([trait]) => trait));
  const used = traits.map((trait): [string, string] => [trait, now.toISOString()]);
  const seen = [...remembered.filter(([trait]) => !traits.includes(trait)), ...used]
    .toSorted(([, a], [, b]) => (a < b ? 1 : -1))
    .slice(0, MAX_KNOWN);
  return {
    devices: { seen: Object.fromEntries(seen) },
    isNew: known !== undefined && traits.some((trait) => !names.has(trait)),
  };
}
