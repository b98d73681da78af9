import type { ServerResponse } from 'node:http';
import type { ServiceCall } from '../kit/service.ts';

/** Smaller bodies come in whole before anything could be cut. */
const SMALLEST_CUT_BODY = 128 * 1024;

/** Hangs up when half of the body has come in; of a body that came in at once, nothing is handed on. */
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

/** Hangs up when half of the answer's body is out; an answer without a body is lost as a whole. */
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
  // An answer to HEAD tells a length and has no body: its end comes before the half.
  replaceWriting(response, pass, () => {
    if (sent === 0) response.destroy();
  });
}

/** Keeps the answer back; `onAnswer` is called when it would have begun, what was asked for is done by then. */
export function swallowAnswer(response: ServerResponse, onAnswer: () => void): void {
  replaceWriting(response, () => {
    onAnswer();
    response.destroy();
    return true;
  });
}

/** @param onWritten - called when the bytes are out; not at all for those that never will be */
type Write = (bytes: Uint8Array, onWritten?: () => void) => boolean;

/** @param onEnd - called when there is nothing more to write */
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
