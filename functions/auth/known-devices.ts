import type { Devices } from './records.ts';

/** Days for which a program or a network stays known after its last sign-in. */
export const KNOWN_DAYS = 180;
/** How many of them are remembered for an account. */
const MOST_KNOWN = 100;

/**
 * What is known of an account's devices after a sign-in, and whether it came from one that was not.
 *
 * @param known - what was known before; undefined before the very first sign-in, which is news to nobody
 * @param traits - what the sign-in was made with, by hash
 */
export function meetDevice(
  known: Devices | undefined,
  traits: readonly string[],
  now: Date,
): { devices: Devices; isNews: boolean } {
  const since = new Date(now.getTime() - KNOWN_DAYS * 24 * 3600_000).toISOString();
  const remembered = Object.entries(known?.seen ?? {}).filter(([, seenAt]) => seenAt > since);
  const names = new Set(remembered.map(([trait]) => trait));
  const met = traits.map((trait): [string, string] => [trait, now.toISOString()]);
  const seen = [...remembered.filter(([trait]) => !traits.includes(trait)), ...met]
    .toSorted(([, a], [, b]) => (a < b ? 1 : -1))
    .slice(0, MOST_KNOWN);
  return {
    devices: { seen: Object.fromEntries(seen) },
    isNews: known !== undefined && traits.some((trait) => !names.has(trait)),
  };
}
