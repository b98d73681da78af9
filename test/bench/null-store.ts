import { createServer } from 'node:http';

/**
 * An S3 that stores nothing: every range has the same bytes, and every part is accepted and discarded. Time and memory
 * of a worker that uses it are the worker's own, for any size. It runs in a process of its own and sends its port.
 */
const pattern = Buffer.alloc(2 ** 20, 'encrypt5');

const server = createServer((request, response) => {
  if (request.method === 'PUT') {
    request.resume();
    request.on('end', () => response.writeHead(200, { etag: '"part"' }).end());
    return;
  }
  const [, start = '0', end = '0'] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
  let left = Number(end) - Number(start) + 1;
  response.writeHead(206, { 'content-length': left });
  const send = () => {
    while (left > 0) {
      const chunk = pattern.subarray(0, Math.min(left, pattern.length));
      left -= chunk.length;
      if (!response.write(chunk)) return void response.once('drain', send);
    }
    response.end();
  };
  send();
});
server.listen(0, '127.0.0.1', () => process.send?.(server.address()));
process.on('disconnect', () => process.exit());
