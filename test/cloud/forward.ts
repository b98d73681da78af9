import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { request } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';

export interface Forwarder extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
}

type Answer = (
  upstream: IncomingMessage,
  incoming: IncomingMessage,
  response: ServerResponse,
) => Promise<void>;

export interface ForwardOptions {
  /** A port on 127.0.0.1 that speaks TLS; its certificate is its own. */
  readonly port: number;
  /** Begins every path there. */
  readonly prefix?: string;
  readonly answer?: Answer;
}

/** A port of its own on 127.0.0.1 that passes every request on; the `Host` stays as the client sent it. */
export async function forward({ port, prefix, answer = passOn }: ForwardOptions): Promise<Forwarder> {
  const server = createServer((incoming, response) => {
    const path = `${prefix ?? ''}${incoming.url}`;
    const { method, headers } = incoming;
    const outgoing = request({ host: '127.0.0.1', port, method, path, headers, rejectUnauthorized: false });
    outgoing.on('response', (upstream) => {
      answer(upstream, incoming, response).catch(() => response.destroy());
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

const passOn: Answer = async (upstream, _, response) => {
  response.writeHead(upstream.statusCode ?? 502, upstream.rawHeaders);
  await pipeline(upstream, response);
};

/**
 * Cuts out the range that was asked for where S3 sent the whole object. MiniStack 1.5.33 forgets the range of a request that
 * names a version, and the encryptor reads nothing else (Amazon S3 API Reference, GetObject: a range holds for any version).
 */
export const withRanges: Answer = async (upstream, incoming, response) => {
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(incoming.headers.range ?? '') ?? [];
  if (incoming.method !== 'GET' || upstream.statusCode !== 200 || first === undefined || last === undefined) {
    return passOn(upstream, incoming, response);
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
