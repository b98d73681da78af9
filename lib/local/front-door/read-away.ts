import type { IncomingMessage } from 'node:http';

const LONGEST = 30_000;

/**
 * Reads and drops the rest of a refused body for a while, so that the client sees the answer and not a broken connection.
 */
export function readAway(request: IncomingMessage): void {
  if (request.complete) return;
  const timer = setTimeout(() => request.socket.destroy(), LONGEST).unref();
  request.once('close', () => clearTimeout(timer));
  request.resume();
}
