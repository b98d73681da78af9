import type { ServerResponse } from 'node:http';
import type { ServiceCall } from '../kit/service.ts';

/** Smaller bodies arrive whole, so nothing can be cut. */
const SMALLEST_CUT_BODY = 128 * 1024;

/** Hangs up when half of the body has arrived. If the body arrived at once, the service receives none of it. */
export async function cutRequest(
  { request, response, body }: Pick<ServiceCall, 'request' | 'response' | 'body'>,
  handle: () => Promise<void>,
): Promise<void> {
  const length = Number(request.headers['content-length'] ?? 0);
  if (body !== undefined || length < SMALLEST_CUT_BODY) {
    response.destroy();
    return;
  }
  const { socket } = request;
  const half = socket.bytesRead + length / 2;
  const handling = handle();
  while (!socket.destroyed && socket.bytesRead < half) await new Promise(setImmediate);
  socket.destroy();
  await handling;
}

/** Hangs up when half of the answer's body is sent. An answer without a body is lost. */
export function cutAnswer(response: ServerResponse): void {
  const write = response.write.bind(response);
  let sent = 0;
  const pass: Write = (bytes, onWritten) => {
    const half = Math.floor(Number(response.getHeader('content-length') ?? bytes.length) / 2);
    const room = half - sent;
    sent += bytes.length;
    if (bytes.length < room) return write(bytes, onWritten);
    if (room > 0) write(bytes.subarray(0, room), () => response.destroy());
    else if (half === 0) response.destroy();
    return true;
  };
  // An answer to HEAD has a length but no body, so it ends before the half.
  replaceWriting(response, pass, () => {
    if (sent === 0) response.destroy();
  });
}

/** Holds the answer back and calls `onAnswer` when it would begin. The operation is complete by then. */
export function swallowAnswer(response: ServerResponse, onAnswer: () => void): void {
  replaceWriting(response, () => {
    onAnswer();
    response.destroy();
    return true;
  });
}

/** @param onWritten - called when the bytes are sent; never called for bytes that are not sent */
type Write = (bytes: Uint8Array, onWritten?: () => void) => boolean;

/** @param onEnd - called after the last write */
function replaceWriting(response: ServerResponse, pass: Write, onEnd: () => void = () => undefined): void {
  const bytesOf = (chunk: unknown) =>
    chunk instanceof Uint8Array ? chunk : Buffer.from(typeof chunk === 'string' ? chunk : '');
  const callback = (rest: readonly unknown[]) =>
    rest.find((one): one is () => void => typeof one === 'function');
  Object.assign(response, {
    write: (chunk: unknown, ...rest: unknown[]) => pass(bytesOf(chunk), callback(rest)),
    end: (chunk?: unknown) => {
      pass(bytesOf(chunk));
      onEnd();
      return response;
    },
  });
}
