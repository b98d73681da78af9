import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const root = fileURLToPath(new URL('../../', import.meta.url));
const manifestSchema = z.object({ scripts: z.object({ start: z.string().startsWith('node ') }) });

/**
 * Starts the cloud as `npm start` does, and resolves when it is ready.
 *
 * @param variables - environment variables, added to those of the tests
 */
export async function startUntilReady(
  options: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<ChildProcessByStdio<null, Readable, Readable>> {
  const child = spawn(process.execPath, [...startArguments(), ...options], {
    cwd: root,
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (output.includes('Encrypt5 is ready')) resolve();
      });
    }
    child.once('exit', () => reject(new Error(`the vault did not start:\n${output}`)));
  });
  return child;
}

/** The arguments that `npm start` passes to Node: its options and the entry point. */
function startArguments(): string[] {
  const { scripts } = manifestSchema.parse(JSON.parse(readFileSync(`${root}package.json`, 'utf8')));
  return scripts.start.split(' ').slice(1);
}

/** Free ports, for processes that need a known port, or the same one twice. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
