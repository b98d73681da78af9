import { createServer, get, type IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { hangUp, listen } from '../../kit/listen.ts';

it('a connection stays open for a minute between two calls, so that it outlasts a busy machine', async () => {
  const server = createServer((_request, response) => response.end());
  const port = await listen(server, 0, 'port');
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      get({ port, headers: { connection: 'keep-alive' } }, resolve).on('error', reject);
    });
    answer.resume();
    // Node tells its clients how long it keeps the connection.
    expect(answer.headers['keep-alive']).toBe('timeout=60');
  } finally {
    await hangUp(server);
  }
});
