/** The speed of an upload, smoothed so that the time left does not jump. */
export interface Pace {
  /** Milliseconds. */
  readonly at: number;
  readonly bytes: number;
  /** Bytes per second; undefined until two moments are known. */
  readonly rate: number | undefined;
}

/** The time over which an old rate loses half of its weight. */
const HALF_LIFE_MS = 4000;
/** Moments closer than this do not change the rate. */
const SHORTEST_MS = 250;

export function startPace(bytes: number, now: number): Pace {
  return { at: now, bytes, rate: undefined };
}

/** The pace after `bytes` have been sent in total. Fewer bytes than before reset it. */
export function advancePace(pace: Pace, bytes: number, now: number): Pace {
  const elapsed = now - pace.at;
  if (bytes < pace.bytes) return startPace(bytes, now);
  if (elapsed < SHORTEST_MS) return pace;
  const rate = ((bytes - pace.bytes) * 1000) / elapsed;
  if (pace.rate === undefined) return { at: now, bytes, rate };
  const old = 0.5 ** (elapsed / HALF_LIFE_MS);
  return { at: now, bytes, rate: pace.rate * old + rate * (1 - old) };
}

/** Seconds until `total` bytes are sent; undefined while the rate is unknown. */
export function secondsLeft(pace: Pace, total: number): number | undefined {
  if (pace.rate === undefined || pace.rate < 1) return undefined;
  return Math.max(0, total - pace.bytes) / pace.rate;
}
