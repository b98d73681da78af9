import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { OnRecord } from '../console/index.ts';
import { messageOf } from '../kit/message-of.ts';
import {
  type HeaderList,
  type HttpAnswer,
  type HttpRequest,
  messageAnswer,
  withHeader,
} from './http-message.ts';
import { isLocalHost } from './local-host.ts';
import { type RequestHead, readHead } from './request-head.ts';

/** Answers a request. @returns undefined during the start */
export type Handle = (request: HttpRequest) => Promise<HttpAnswer | undefined>;

/** The largest body that an HTTP API accepts. */
const LARGEST_BODY = 10 * 1024 * 1024;

/**
 * The server of the page's port. It reads whole requests and writes whole answers. It does not listen yet.
 *
 * @param passOn - receives every request first; returns true if it answers it
 */
export function createPageServer(
  handle: Handle,
  onRecord: OnRecord,
  passOn?: (request: IncomingMessage, response: ServerResponse) => boolean,
): Server {
  return createServer((request, response) => {
    const head = readHead(request);
    if ('target' in head) request.url = head.target;
    if ('target' in head && isLocalHost(head.host) && passOn?.(request, response)) return;
    const begun = performance.now();
    answer(handle, request, head, onRecord).then(
      (answered) => {
        send(response, request.method ?? 'GET', answered);
        onRecord({
          kind: 'request',
          method: request.method ?? '',
          path: splitTarget(request.url ?? '/').path,
          status: response.statusCode,
          milliseconds: performance.now() - begun,
        });
      },
      // The browser disconnected before it had sent its request.
      () => response.destroy(),
    );
  });
}

async function answer(
  handle: Handle,
  request: IncomingMessage,
  head: RequestHead,
  onRecord: OnRecord,
): Promise<HttpAnswer> {
  const body = await readBody(request);
  if ('refusal' in head) return head.refusal;
  if (!body) return messageAnswer(413, 'Request Entity Too Large');
  if (!isLocalHost(head.host)) return messageAnswer(421, 'Misdirected Request');
  try {
    const answered = await handle({
      method: request.method ?? 'GET',
      ...splitTarget(head.target),
      headers: headerList(request.rawHeaders).map(([name, value]) =>
        name === 'host' ? [name, head.host ?? value] : [name, value],
      ),
      body,
      protocol: `HTTP/${request.httpVersion}`,
      sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
    });
    if (answered) return answered;
  } catch (error) {
    onRecord({
      kind: 'warning',
      text: `the page's port failed: ${messageOf(error)}`,
    });
    return messageAnswer(500, 'Internal Server Error');
  }
  const starting = messageAnswer(503, 'Service Unavailable');
  return { ...starting, headers: withHeader(starting.headers, 'retry-after', '1') };
}

/** @returns undefined for a body that is too large; the rest of it is read and dropped */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= LARGEST_BODY) chunks.push(chunk);
    else chunks.length = 0;
  }
  return length <= LARGEST_BODY ? Buffer.concat(chunks) : undefined;
}

/** Sends an answer. If a header is invalid in HTTP, the answer becomes an error, as in API Gateway. */
function send(response: ServerResponse, method: string, answered: HttpAnswer): void {
  try {
    write(response, method, answered);
  } catch {
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    write(response, method, messageAnswer(500, 'Internal Server Error'));
  }
}

function write(response: ServerResponse, method: string, { status, headers, body }: HttpAnswer): void {
  response.statusCode = status;
  for (const [name, value] of headers) response.appendHeader(name, value);
  const bodiless = status === 204 || status === 304;
  if (!bodiless) response.setHeader('content-length', body.length);
  response.end(bodiless || method === 'HEAD' ? undefined : body);
}

function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const mark = target.indexOf('?');
  return mark < 0
    ? { path: target, query: '' }
    : { path: target.slice(0, mark), query: target.slice(mark + 1) };
}

function headerList(raw: readonly string[]): HeaderList {
  const headers: [string, string][] = [];
  for (let index = 0; index < raw.length; index += 2) {
    headers.push([(raw[index] ?? '').toLowerCase(), raw[index + 1] ?? '']);
  }
  return headers;
}
