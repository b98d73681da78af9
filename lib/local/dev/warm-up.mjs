// Preloaded into a process of the app that starts in advance: loads the packages that the app needs, then
// waits for its last environment variables, one line of JSON on standard input, before the app itself begins.
// @ts-check
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { isMainThread } from 'node:worker_threads';

if (isMainThread && process.env['LOCAL_CLOUD_PACKAGES'] !== undefined) {
  const packages = process.env['LOCAL_CLOUD_PACKAGES'].split(' ');
  // Processes that the app starts must not inherit them.
  delete process.env['LOCAL_CLOUD_PACKAGES'];
  delete process.env['NODE_OPTIONS'];
  for (const name of packages) await import(name).catch(() => undefined);
  const input = createInterface({ input: process.stdin });
  const [line] = await Promise.race([once(input, 'line'), once(input, 'close')]);
  // Closed without a line: the process is no longer needed.
  if (line === undefined) process.exit();
  Object.assign(process.env, JSON.parse(String(line)));
  input.close();
  process.stdin.destroy();
}
