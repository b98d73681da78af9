import type { HistoryItem } from '#contract';
import type { VerifiedHistory } from './verify-history.ts';

/** Formats a verified history as lines for the terminal. */
export function formatHistory({ file, items, heads }: VerifiedHistory): string[] {
  const signed = [...new Set(heads.map(({ sequence }) => sequence))].toSorted((a, b) => a - b);
  return [
    `The history is valid and complete. File ${file}, ${items.length} events, signed heads: ${signed.join(', ')}`,
    ...items.map(formatEvent),
  ];
}

function formatEvent({ at, type, actor, address, detail }: HistoryItem, index: number): string {
  const from = address === undefined ? '' : `, from ${address}`;
  const reason = detail === undefined ? '' : ` (${detail})`;
  return `  ${String(index + 1).padStart(4)}  ${at}  ${type}${reason}  by ${actor}${from}`;
}
