// Preloaded into a process of the app that is started ahead of its time: loads the packages that the app will need, then
// waits for its last environment variables, one line of JSON on standard input, before the app itself begins.
// @ts-check
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { isMainThread } from 'node:worker_threads';

if (isMainThread && process.env['LOCAL_CLOUD_PACKAGES'] !== undefined) {
  const packages = process.env['LOCAL_CLOUD_PACKAGES'].split(' ');
  // Neither is meant for the processes that the app starts.
  delete process.env['LOCAL_CLOUD_PACKAGES'];
  delete process.env['NODE_OPTIONS'];
  for (const name of packages) await import(name).catch(() => undefined);
  const input = createInterface({ input: process.stdin });
  const [line] = await Promise.race([once(input, 'line'), once(input, 'close')]);
  // Closed without a line: it is not needed any more.
  if (line === undefined) process.exit();
  Object.assign(process.env, JSON.parse(String(line)));
  input.close();
  process.stdin.destroy();
}
