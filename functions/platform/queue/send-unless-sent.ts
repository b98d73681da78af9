import { setTimeout } from 'node:timers/promises';

/** Milliseconds between looks: somebody who lives is done long before the last. */
const PAUSES = [50, 100, 200, 400, 800];

/**
 * Sends what an earlier request may have died before sending, or may be about to: that one is waited for, for a moment. At the worst it
 * is sent twice; it is never sent by nobody.
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
