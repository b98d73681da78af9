/** How long before the janitor looks at something again, in milliseconds, by why. */
export const lookAgain = {
  /** Work that stands in the queue and that nobody has taken up. */
  queued: 10 * 60_000,
  /** A lease that ran out without its work being done. */
  lease: 60_000,
  /** An upload that never ended. */
  upload: 3 * 24 * 3600_000,
  /** The plaintext of a failed file, kept for another try. */
  failed: 24 * 3600_000,
  /** After the end of the last signed address, or of the longest invocation: late arrivals. */
  late: 20 * 60_000,
} as const;
