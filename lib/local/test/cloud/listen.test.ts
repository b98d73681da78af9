import { Agent, createServer, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { hangUp, listen } from '../../kit/listen.ts';

it('a connection outlasts a machine that stands still between two calls', async () => {
  const server = createServer((incoming, response) => incoming.pipe(response));
  const port = await listen(server, 0, 'port');
  const agent = new Agent({ keepAlive: true });
  const echo = (body: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const call = request({ port, method: 'POST', agent }, (answer) => resolve(text(answer)));
      call.on('error', reject).end(body);
    });
  try {
    expect(await echo('before')).toBe('before');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 6500);
    expect(await echo('after')).toBe('after');
  } finally {
    agent.destroy();
    await hangUp(server);
  }
});
