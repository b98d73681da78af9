import { type Logger, StaleRecord } from '#aws';
import type { LeaseTimes } from '#vault';
import type { MessageHold } from './message-hold.ts';
import { Busy } from './outcomes.ts';

/** The right to work on something, for a while: whoever is not renewing it has lost it. */
export interface Lease {
  /** Writes the new end; throws where the lease is somebody else's. */
  renew(): Promise<void>;
  /** Lets somebody else begin at once. */
  release(): Promise<void>;
}

/** @throws Busy where a lease has not ended */
export function requireFree(lease: { readonly until: string } | undefined, now: Date): void {
  const until = lease === undefined ? now : new Date(lease.until);
  if (until > now) throw new Busy(until);
}

/**
 * Takes up work: whoever comes second is told to come back, as if he had come later still.
 *
 * @throws Busy where another worker was quicker
 */
export async function claiming<T>(now: Date, { lease }: LeaseTimes, claim: () => Promise<T>): Promise<T> {
  try {
    return await claim();
  } catch (error) {
    if (error instanceof StaleRecord) throw new Busy(new Date(now.getTime() + lease));
    throw error;
  }
}

/**
 * Works under a lease: it is renewed, with the visibility of the message, as long as the work goes on, and released if the
 * work fails, so that the next try need not wait for its end.
 *
 * @param work - gets a signal that is aborted when a renewal fails: whoever lost the lease has to stop
 */
export async function underLease<T>(
  lease: Lease,
  hold: MessageHold,
  { logger, leaseTimes }: { readonly logger: Logger; readonly leaseTimes: LeaseTimes },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const lost = new AbortController();
  const timer = setInterval(() => {
    Promise.all([lease.renew(), hold.extend()]).catch((error: unknown) => {
      logger.warn('The lease is lost', error instanceof Error ? error : new Error(String(error)));
      lost.abort(error);
    });
  }, leaseTimes.renewal);
  try {
    await hold.extend();
    return await work(lost.signal);
  } catch (error) {
    // Without this the next try would find the lease still held; if it fails, the lease ends by itself.
    await lease.release().catch(() => undefined);
    throw error;
  } finally {
    clearInterval(timer);
  }
}
