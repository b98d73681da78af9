import { after } from '#aws';
import { lookAgain } from './look-again.ts';

/** The times that belong to a lease, a worker's exclusive and expiring right to a record. */
export interface LeaseTimes {
  /** Milliseconds after which a silent worker is replaced. */
  readonly lease: number;
  /** Milliseconds between two renewals: two can fail before the lease is lost. */
  readonly renewal: number;
  /** Seconds for which a worker's message stays hidden: longer than the lease, so that the next delivery can begin at once. */
  readonly visibility: number;
}

/** @param seconds - how long a lease lasts: 60 in production */
export function leaseTimes(seconds: number): LeaseTimes {
  return { lease: seconds * 1000, renewal: (seconds * 1000) / 3, visibility: Math.ceil(seconds * 1.25) };
}

/** The end of a lease that begins now, and when the janitor checks whether its work was dropped. */
export function leaseFrom(now: Date, { lease }: LeaseTimes): { lease: { until: string }; dueAt: string } {
  return { lease: { until: after(now, lease) }, dueAt: after(now, lease + lookAgain.lease) };
}
