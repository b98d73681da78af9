import { createHash } from 'node:crypto';

/** The SHA-256 of a file whose parts come by several at a time: each waits for its turn. */
export interface Fingerprint {
  /**
   * Adds a part once all before it were added. Parts have to be begun in order, or they wait for each other for ever.
   *
   * @param part - from 1
   */
  add(part: number, plaintext: Uint8Array): Promise<void>;
  /** After a failure: whoever waits for his turn, or will, gets the error. */
  giveUp(error: unknown): void;
  /** The digest in lower-case hex, as `sha256sum` prints it. */
  digest(): string;
}

/**
 * @param parts - how many parts there are
 */
export function createFingerprint(parts: number): Fingerprint {
  const hash = createHash('sha256');
  const turns = Array.from({ length: parts + 1 }, () => Promise.withResolvers<void>());
  for (const turn of turns) turn.promise.catch(() => undefined);
  turns[0]?.resolve();
  return {
    async add(part, plaintext) {
      await turns[part - 1]?.promise;
      hash.update(plaintext);
      turns[part]?.resolve();
    },
    giveUp(error) {
      for (const turn of turns) turn.reject(error);
    },
    digest: () => hash.digest('hex'),
  };
}
