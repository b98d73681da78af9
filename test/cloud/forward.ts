import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { request } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';

export interface Forwarder extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
}

/** Writes the response to the client. */
type Responder = (
  upstream: IncomingMessage,
  incoming: IncomingMessage,
  response: ServerResponse,
) => Promise<void>;

export interface ForwardOptions {
  /** The port of the upstream server on 127.0.0.1. It uses TLS with a self-signed certificate. */
  readonly port: number;
  /** A prefix for the path of every request. */
  readonly prefix?: string;
  readonly respond?: Responder;
}

/** Forwards all requests from a free port on 127.0.0.1. The `Host` header stays as the client sent it. */
export async function forward({ port, prefix, respond = passThrough }: ForwardOptions): Promise<Forwarder> {
  const server = createServer((incoming, response) => {
    const path = `${prefix ?? ''}${incoming.url}`;
    const { method, headers } = incoming;
    const outgoing = request({ host: '127.0.0.1', port, method, path, headers, rejectUnauthorized: false });
    outgoing.on('response', (upstream) => {
      respond(upstream, incoming, response).catch(() => response.destroy());
    });
    outgoing.on('error', () => response.destroy());
    incoming.pipe(outgoing);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const passThrough: Responder = async (upstream, _, response) => {
  response.writeHead(upstream.statusCode ?? 502, upstream.rawHeaders);
  await pipeline(upstream, response);
};

/**
 * Answers with the requested range of an object if the upstream server sent the whole object. MiniStack 1.5.33 ignores the range
 * of a request with a version id, and the encryptor always sends one. S3 supports ranges of all versions (Amazon S3 API Reference,
 * GetObject).
 */
export const withRanges: Responder = async (upstream, incoming, response) => {
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(incoming.headers.range ?? '') ?? [];
  if (incoming.method !== 'GET' || upstream.statusCode !== 200 || first === undefined || last === undefined) {
    return passThrough(upstream, incoming, response);
  }
  const whole = await buffer(upstream);
  const part = whole.subarray(Number(first), Number(last) + 1);
  response.writeHead(206, {
    ...upstream.headers,
    'content-length': part.length,
    'content-range': `bytes ${first}-${Number(first) + part.length - 1}/${whole.length}`,
  });
  response.end(part);
};
