import { hashBeside, hashHere } from './hash-beside.ts';

/** The SHA-256 of a file whose parts come by several at a time: each waits for its turn. */
export interface Fingerprint {
  /**
   * Adds a piece of a part once all parts before it were added; until then its bytes must stay. Parts have to be begun in order, or they wait for each other
   * for ever.
   *
   * @param part - from 1
   * @param isLast - whether the part ends with this piece
   * @throws the signal's reason where it is aborted before the turn comes
   */
  add(part: number, bytes: Uint8Array, isLast: boolean, signal: AbortSignal): Promise<void>;
  /** The digest in lower-case hex, as `sha256sum` prints it. */
  digest(): Promise<string>;
  /** Has to be called in the end, whatever happened. */
  end(): Promise<void>;
}

/**
 * @param parts - how many parts there are
 */
export function createFingerprint(parts: number): Fingerprint {
  const hash = parts > 1 ? hashBeside() : hashHere();
  const turns = Array.from({ length: parts + 1 }, () => Promise.withResolvers<void>());
  turns[0]?.resolve();
  return {
    async add(part, bytes, isLast, signal) {
      const turn = turns[part - 1];
      if (turn === undefined) throw new RangeError('there is no such part');
      await orAborted(turn.promise, signal);
      await hash.update(bytes);
      if (isLast) turns[part]?.resolve();
    },
    digest: hash.digest,
    end: hash.end,
  };
}

async function orAborted(turn: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    await Promise.race([turn, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
