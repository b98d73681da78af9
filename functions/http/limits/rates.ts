/** How often something may be tried: at once, and from then on once in every interval. */
export interface Rate {
  readonly burst: number;
  /** Milliseconds. */
  readonly interval: number;
}

/** What is counted for one subject: an account, an address that somebody typed, a share. */
interface Limit {
  /** Attempts from one network at one subject: what stops a single guesser. */
  readonly pair?: Rate;
  /**
   * Attempts at one subject from everywhere: what stops a guesser with many addresses. Networks from which the subject was
   * reached before are let through, so that nobody locks an owner out of where he usually is.
   */
  readonly subject?: Rate;
}

const MINUTE = 60_000;

/** A single network never uses up what all of them have together: it gets less than comes back. */
const guessing: Limit = {
  pair: { burst: 10, interval: MINUTE },
  subject: { burst: 100, interval: 36_000 },
};
/** Each attempt sends a mail to an address that the caller chose. */
const mailing: Limit = {
  pair: { burst: 5, interval: 10 * MINUTE },
  subject: { burst: 20, interval: 5 * MINUTE },
};

/**
 * What may be tried how often, beside what every network has for each of them (the setting `attemptsPerAddress`).
 *
 * - `password`: asked again of somebody who is signed in.
 * - `share`: the password of a share; `protect`: giving a share one; `download`: beginning to download by way of one.
 * - `notify`: mails to people of an account's choice, with a link.
 * - `code`: a second factor; who gets that far knows the password, so strangers lock nobody out.
 */
export const limits = {
  login: guessing,
  register: mailing,
  verify: {},
  forgot: mailing,
  reset: {},
  password: { subject: { burst: 10, interval: MINUTE } },
  code: { subject: { burst: 5, interval: 5 * MINUTE } },
  share: guessing,
  protect: { subject: { burst: 20, interval: 10_000 } },
  notify: { subject: { burst: 50, interval: 15 * MINUTE } },
  download: {},
} as const satisfies Record<string, Limit>;

export type Limited = keyof typeof limits;

/** Milliseconds in which a network gets all of its attempts back. */
export const NETWORK_WINDOW = 15 * MINUTE;
