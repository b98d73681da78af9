import { createHash } from 'node:crypto';
import {
  EMPTY_HISTORY,
  type HeadClaims,
  HISTORY_TYPE,
  type HistoryHead,
  type HistoryItem,
  hashedText,
  headClaimsSchema,
  type Jwks,
} from '#contract';
import { NotGenuine } from './not-genuine.ts';
import { verifySigned } from './verify-signed.ts';

/** A history that is whole, and what it was held against. */
export interface VerifiedHistory {
  readonly file: string;
  readonly items: readonly HistoryItem[];
  readonly heads: readonly HeadClaims[];
}

/**
 * Verifies the history of a file offline: every event in its place, and the whole of it behind signed heads.
 *
 * @param items - oldest first, from the first event on
 * @param signed - heads as the vault signed them, the history's own and those of mails; one at least
 * @param jwks - what `/.well-known/jwks.json` answered
 * @throws NotGenuine where something was cut, put in, moved or rewritten, or stands behind no signature
 */
export async function verifyHistory(
  items: readonly HistoryItem[],
  signed: readonly string[],
  jwks: Jwks,
): Promise<VerifiedHistory> {
  const heads = await Promise.all(
    signed.map((head) =>
      verifySigned(head, jwks, { name: 'head of a history', typ: HISTORY_TYPE, claims: headClaimsSchema }),
    ),
  );
  const [first, ...others] = heads;
  if (first === undefined) throw new TypeError('no head');
  const file = first.sub;
  if (others.some(({ sub }) => sub !== file)) throw new NotGenuine('The heads are of different files.');
  requireChain(file, items);
  for (const head of heads) requireHead(items, head);
  const covered = Math.max(...heads.map(({ sequence }) => sequence));
  if (covered < items.length) {
    throw new NotGenuine(
      `Event ${covered} is the last that stands behind a signed head. What comes after it, up to event ${items.length}, may be anybody’s words.`,
    );
  }
  return { file, items, heads };
}

function requireChain(file: string, items: readonly HistoryItem[]): void {
  let last: HistoryHead = EMPTY_HISTORY;
  for (const { hash, ...event } of items) {
    const sequence = last.sequence + 1;
    if (
      createHash('sha256')
        .update(hashedText(file, last, event))
        .digest('hex') !== hash
    ) {
      throw new NotGenuine(
        `The history does not hold together at event ${sequence} (${event.type}, ${event.at}): it was rewritten, or something before it was cut, put in or moved; or the history is of another file.`,
      );
    }
    last = { sequence, hash };
  }
}

function requireHead(items: readonly HistoryItem[], { sequence, hash, at }: HeadClaims): void {
  const event = items[sequence - 1];
  if (event === undefined) {
    throw new NotGenuine(
      `The history was cut: event ${sequence}, of ${at}, was signed, and the history ends with event ${items.length}.`,
    );
  }
  if (event.hash !== hash) {
    throw new NotGenuine(
      `The history was rewritten: event ${sequence} is not the one of ${at} that was signed.`,
    );
  }
}
