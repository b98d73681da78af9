import type { IncomingMessage } from 'node:http';

const LONGEST = 30_000;

/**
 * Whoever still sends a body that is refused would see his connection break rather than the answer: it is read and
 * dropped, for a while.
 */
export function readAway(request: IncomingMessage): void {
  if (request.complete) return;
  const timer = setTimeout(() => request.socket.destroy(), LONGEST).unref();
  request.once('close', () => clearTimeout(timer));
  request.resume();
}
