/** The throttling settings of a route. */
export interface Throttle {
  /** Tokens that the bucket holds. */
  readonly burst: number;
  /** Tokens that come back each second. */
  readonly rate: number;
}

/**
 * A bucket that is full at first. Every request takes one token.
 *
 * @param now - milliseconds since the epoch
 * @returns whether there was a token to take
 */
export function createTokenBucket({ burst, rate }: Throttle, now: () => number): () => boolean {
  let tokens = burst;
  let filled = now();
  return () => {
    const moment = now();
    tokens = Math.min(burst, tokens + ((moment - filled) / 1000) * rate);
    filled = moment;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
