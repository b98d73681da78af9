import * as z from 'zod';
import { idSchema, timeSchema } from './fields.ts';

/** The `typ` header of a signed head: a signature over anything else is none (RFC 8725, section 3.11). */
export const HISTORY_TYPE = 'encrypt5-history+jwt';

const hashSchema = z.string().regex(/^[0-9a-f]{64}$/);

/** What can happen to a file. */
export const eventTypes = [
  'created',
  'uploaded',
  'encryption-started',
  'encrypted',
  'rejected',
  'failed',
  'retried',
  'renamed',
  'decryption-requested',
  'decrypted',
  'decryption-failed',
  'exported',
  'shared',
  'share-revoked',
  'share-downloaded',
  'shredded',
] as const;

/** What happened to a file. */
export const fileEventSchema = z.strictObject({
  /** As it was written, to the letter: the hash covers it. */
  at: timeSchema,
  type: z.enum(eventTypes),
  /** The user's id, the name of the function, or `share` for whoever had a link. */
  actor: z.string(),
  /** From where, for what somebody did. */
  address: z.string().optional(),
  /** A stable code or the id of a share, never a text that somebody typed. */
  detail: z.string().optional(),
});
export type FileEvent = z.infer<typeof fileEventSchema>;

/** An event of a history; its place among the others is its number, from 1. */
export const historyItemSchema = fileEventSchema.extend({ hash: hashSchema });
export type HistoryItem = z.infer<typeof historyItemSchema>;

/** Where a history ends: the number of its newest event, and that event's hash. */
export interface HistoryHead {
  readonly sequence: number;
  readonly hash: string;
}

/** The head of a history that has no event yet. */
export const EMPTY_HISTORY: HistoryHead = { sequence: 0, hash: '' };

/**
 * What the hash of an event is made of: SHA-256, in hex, of this text in UTF-8. It covers file, number, previous hash and every
 * field, so that an event that was cut, moved or rewritten shows in all that follow.
 *
 * @param head - of the history, before the event
 */
export function hashedText(file: string, head: HistoryHead, event: FileEvent): string {
  return JSON.stringify([
    file,
    head.sequence + 1,
    head.hash,
    event.at,
    event.type,
    event.actor,
    event.address ?? null,
    event.detail ?? null,
  ]);
}

/** The claims of a signed head (RFC 7519, section 4): so far has the history of a file come, and this is the event it ends with. */
export const headClaimsSchema = z.strictObject({
  iss: z.literal('encrypt5'),
  /** The file. */
  sub: idSchema,
  /** Seconds since the epoch at which the event happened. */
  iat: z.number().int(),
  at: timeSchema,
  sequence: z.number().int().positive(),
  hash: hashSchema,
});
export type HeadClaims = z.infer<typeof headClaimsSchema>;

export const historySchema = z.strictObject({
  /** Oldest first. */
  items: z.array(historyItemSchema),
  /**
   * The signed head, where the page reaches the end: a JWS in compact form (RFC 7515, section 7.1), ES256. Absent where the
   * stored history does not hold together: nobody signs that.
   */
  head: z.string().optional(),
  nextCursor: z.string().optional(),
});
export type History = z.infer<typeof historySchema>;
