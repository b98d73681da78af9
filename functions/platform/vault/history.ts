import { sha256 } from '../sha256.ts';

/** What happened to a file. */
export interface FileEvent {
  readonly type:
    | 'created'
    | 'uploaded'
    | 'encryption-started'
    | 'encrypted'
    | 'rejected'
    | 'failed'
    | 'retried'
    | 'renamed'
    | 'decryption-requested'
    | 'decrypted'
    | 'decryption-failed'
    | 'exported';
  /** ISO 8601. */
  readonly at: string;
  /** The user's id, or the name of the function. */
  readonly actor: string;
  /** From where, for what a user did. */
  readonly address?: string;
  /** A stable code, never a text that somebody typed. */
  readonly detail?: string;
}

/** The head of a history that has no event yet. */
export const EMPTY_HISTORY = { sequence: 0, hash: '' } as const;

/** An event in its place: number, the hash of the event before it, and its own. */
export interface ChainedEvent extends FileEvent {
  readonly sequence: number;
  readonly previous: string;
  readonly hash: string;
}

/**
 * Puts an event behind the head of a history. The hash covers file, number, previous hash and every field, so that an event
 * that was cut, moved or rewritten shows in all that follow.
 */
export function chain(
  file: string,
  head: { readonly sequence: number; readonly hash: string },
  event: FileEvent,
): ChainedEvent {
  const sequence = head.sequence + 1;
  const hashed = [
    file,
    sequence,
    head.hash,
    event.at,
    event.type,
    event.actor,
    event.address ?? null,
    event.detail ?? null,
  ];
  return { ...event, sequence, previous: head.hash, hash: sha256(JSON.stringify(hashed)) };
}
