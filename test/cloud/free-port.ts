import { once } from 'node:events';
import { createServer } from 'node:net';

/** Finds a free port on 127.0.0.1, for programs that cannot select one themselves. Another program may take it before they do. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the server has no port');
  server.close();
  await once(server, 'close');
  return address.port;
}
