import type { HistoryItem } from '#contract';
import type { VerifiedHistory } from './verify-history.ts';

/** What a verified history says, in lines for people. */
export function tellHistory({ file, items, heads }: VerifiedHistory): string[] {
  const signed = [...new Set(heads.map(({ sequence }) => sequence))].toSorted((a, b) => a - b);
  return [
    `The history is genuine and whole. File ${file}, ${items.length} events, signed at ${signed.join(', ')}:`,
    ...items.map(tellEvent),
  ];
}

function tellEvent({ at, type, actor, address, detail }: HistoryItem, index: number): string {
  const from = address === undefined ? '' : `, from ${address}`;
  const why = detail === undefined ? '' : ` (${detail})`;
  return `  ${String(index + 1).padStart(4)}  ${at}  ${type}${why}  by ${actor}${from}`;
}
