import { setTimeout } from 'node:timers/promises';

/** Milliseconds between looks, some 6 seconds in all: somebody who lives is done by then, but for the very slowest. */
const PAUSES = [50, 100, 200, 400, 800, 1600, 3200];

/**
 * Sends what an earlier request may have died before sending, or may be about to: that one is waited for, for a moment. What was to be
 * sent by somebody slower than that is sent twice.
 *
 * @param isSent - reads whether it was sent meanwhile
 * @param send - sends it, and notes that it was
 */
export async function sendUnlessSent(
  isSent: () => Promise<boolean>,
  send: () => Promise<void>,
): Promise<void> {
  for (const pause of PAUSES) {
    if (await isSent()) return;
    await setTimeout(pause);
  }
  if (!(await isSent())) await send();
}
