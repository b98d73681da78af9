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
import { VerificationError } from './verification-error.ts';
import { verifySigned } from './verify-signed.ts';

/** A complete history, and the signed heads that it was verified with. */
export interface VerifiedHistory {
  /** The id of the file. */
  readonly file: string;
  readonly items: readonly HistoryItem[];
  readonly heads: readonly HeadClaims[];
}

/**
 * Verifies the history of a file offline: the hash chain of the events, and the signed heads that cover it.
 *
 * @param items - all events, oldest first
 * @param signed - at least one signed head, from the history or from emails: each a JWS in compact form
 * @param jwks - the answer of `/.well-known/jwks.json`
 * @throws VerificationError if an event was changed, removed, inserted or moved, or if no signed head covers the last event
 */
export async function verifyHistory(
  items: readonly HistoryItem[],
  signed: readonly string[],
  jwks: Jwks,
): Promise<VerifiedHistory> {
  const heads = await Promise.all(
    signed.map((head) =>
      verifySigned(head, jwks, { name: 'history head', typ: HISTORY_TYPE, claims: headClaimsSchema }),
    ),
  );
  const [first, ...others] = heads;
  if (first === undefined) throw new TypeError('a history cannot be verified without a signed head');
  const file = first.sub;
  if (others.some(({ sub }) => sub !== file))
    throw new VerificationError('The signed heads belong to different files.');
  requireChain(file, items);
  for (const head of heads) requireHead(items, head);
  const covered = Math.max(...heads.map(({ sequence }) => sequence));
  if (covered < items.length) {
    throw new VerificationError(
      `Event ${covered} is the last one that a signed head covers. The events after it, up to event ${items.length}, may be forged.`,
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
      throw new VerificationError(
        `The hash chain is broken at event ${sequence} (${event.type}, ${event.at}). This event was changed, or an event before it was removed, inserted or moved, or the history belongs to another file.`,
      );
    }
    last = { sequence, hash };
  }
}

function requireHead(items: readonly HistoryItem[], { sequence, hash, at }: HeadClaims): void {
  const event = items[sequence - 1];
  if (event === undefined) {
    throw new VerificationError(
      `The last events were removed: event ${sequence} of ${at} was signed, but the history ends with event ${items.length}.`,
    );
  }
  if (event.hash !== hash) {
    throw new VerificationError(
      `The history was rewritten: event ${sequence} is not the event of ${at} that was signed.`,
    );
  }
}
