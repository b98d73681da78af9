import { HandOver } from './outcomes.ts';

/** Milliseconds that an invocation keeps for ending in order what it has begun. */
const MARGIN = 60_000;

/** What piecemeal work asks before every piece: may it go on, and does anybody still want it? */
export interface Control {
  /** Aborted when the lease is lost. */
  readonly signal: AbortSignal;
  /** @throws HandOver where the invocation's time runs short; the reason of the signal where it is aborted */
  check(): void;
}

/**
 * @param timeLeft - milliseconds that the invocation has left
 */
export function createControl(signal: AbortSignal, timeLeft: () => number): Control {
  return {
    signal,
    check() {
      signal.throwIfAborted();
      if (timeLeft() < MARGIN) throw new HandOver();
    },
  };
}
