import { setTimeout as pause } from 'node:timers/promises';
import type { Running } from './run.ts';

const PATIENCE_MS = 60_000;

/**
 * Waits until a program answers at an address, whatever it answers.
 *
 * @throws Error with the program's last lines, if it ends before or never does
 */
export async function answering(url: string, running: Running): Promise<void> {
  let ended = false;
  running.ended.then(
    () => {
      ended = true;
    },
    () => {
      ended = true;
    },
  );
  const deadline = Date.now() + PATIENCE_MS;
  while (!ended && Date.now() < deadline) {
    try {
      await fetch(url);
      return;
    } catch {
      await pause(100);
    }
  }
  throw new Error(`nothing answers at ${url}:\n${await running.lastLines()}`);
}
