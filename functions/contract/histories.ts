import * as z from 'zod';
import { idSchema, timeSchema } from './fields.ts';

/** The `typ` header of a signed head. Verifiers must refuse every other type (RFC 8725, section 3.11). */
export const HISTORY_TYPE = 'encrypt5-history+jwt';

const hashSchema = z.string().regex(/^[0-9a-f]{64}$/);

/** The types of events in the history of a file. */
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

/** An event in the history of a file. */
export const fileEventSchema = z.strictObject({
  /** Never reformatted, because the hash covers the exact text. */
  at: timeSchema,
  type: z.enum(eventTypes),
  /** The id of the user, the name of the function, or `share` for a person with a share link. */
  actor: z.string(),
  /** The IP address of the person. Absent for events of functions. */
  address: z.string().optional(),
  /** A stable code or the id of a share, never text from a user. */
  detail: z.string().optional(),
});
export type FileEvent = z.infer<typeof fileEventSchema>;

/** An event with its hash. Its position in the history, from 1, is its sequence number. */
export const historyItemSchema = fileEventSchema.extend({ hash: hashSchema });
export type HistoryItem = z.infer<typeof historyItemSchema>;

/** The end of a history: the sequence number and the hash of the newest event. */
export interface HistoryHead {
  readonly sequence: number;
  readonly hash: string;
}

/** The head of a history without events. */
export const EMPTY_HISTORY: HistoryHead = { sequence: 0, hash: '' };

/**
 * The text whose SHA-256 (of its UTF-8 bytes, in hex) is the hash of an event. It covers the file, the sequence number,
 * the previous hash and every field. If an event is removed, moved or changed, the hashes of all later events differ.
 *
 * @param head - the head of the history before the event
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

/** The claims of a signed head (RFC 7519, section 4): the newest event of the history of a file. */
export const headClaimsSchema = z.strictObject({
  iss: z.literal('encrypt5'),
  /** The id of the file. */
  sub: idSchema,
  /** The time of the event in seconds since the epoch. */
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
   * The signed head, on the last page: a JWS in compact serialization (RFC 7515, section 7.1), ES256. Absent if the stored
   * history is not an unbroken hash chain, because the attestor does not sign that.
   */
  head: z.string().optional(),
  nextCursor: z.string().optional(),
});
export type History = z.infer<typeof historySchema>;
