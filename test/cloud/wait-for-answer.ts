import { setTimeout as pause } from 'node:timers/promises';
import type { Running } from './run.ts';

const TIMEOUT_MS = 60_000;

/**
 * Waits until a program answers HTTP requests, with any status.
 *
 * @throws Error with the last lines of its output, if it ends or does not answer within 60 seconds
 */
export async function waitForAnswer(url: string, running: Running): Promise<void> {
  let ended = false;
  running.ended.then(
    () => {
      ended = true;
    },
    () => {
      ended = true;
    },
  );
  const deadline = Date.now() + TIMEOUT_MS;
  while (!ended && Date.now() < deadline) {
    try {
      await fetch(url);
      return;
    } catch {
      await pause(100);
    }
  }
  throw new Error(`no answer from ${url}:\n${await running.lastLines()}`);
}
