import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const entry = fileURLToPath(new URL('../../../bin/local.ts', import.meta.url));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bin-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(options: readonly string[], variables: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [entry, ...options], {
    encoding: 'utf8',
    env: { ...process.env, ...variables },
  });
  return { status, stdout, stderr };
}

describe('npm start', () => {
  it('explains itself', () => {
    const { status, stdout } = run(['--help']);
    expect(status).toBe(0);
    for (const option of [
      '--port',
      '--aws-port',
      '--mail-port',
      '--data',
      'ENCRYPT5_DATA',
      '--faults',
      '--watch',
    ])
      expect(stdout).toContain(option);
  });

  it.each([
    [['--colour'], {}, "Unknown option '--colour'"],
    [['page'], {}, "Unexpected argument 'page'"],
    [['--port'], {}, "Option '--port <value>' argument missing"],
    [['--port', 'http'], {}, '--port must be a number'],
    [['--aws-port', '65536'], {}, '--aws-port must be 65535 or less'],
    [['--mail-port=-1'], {}, '--mail-port must be 0 or more'],
    [[], { ENCRYPT5_PORT: '30.5' }, '--port must be a whole number'],
    [['-c', 'site'], {}, '--context must be NAME=VALUE'],
  ])('refuses %j with %j: %s', (options, variables, message) => {
    const { status, stderr } = run(options, variables);
    const [help, reason] = [stderr.indexOf('--aws-port NUMBER'), stderr.lastIndexOf(message)];
    expect(help).toBeGreaterThan(-1);
    // Last, where it is seen.
    expect(reason).toBeGreaterThan(help);
    expect(status).toBe(2);
  });

  it.each([
    ['no JSON', 'no JSON', 'is not valid JSON'],
    ['an unknown fault', '[{ "call": "s3:*", "fault": "explode" }]', 'at [0].fault'],
    ['two occasions', '[{ "nth": 1, "every": 2, "fault": "throttle" }]', 'one of nth, every and forSeconds'],
    ['a kill without a function', '[{ "fault": "kill-after" }]', 'names the function'],
  ])('refuses a file of faults with %s', (_, content, message) => {
    const file = join(folder, 'faults.json');
    writeFileSync(file, content);
    const { status, stderr } = run(['--faults', file, '--data', join(folder, 'faults')]);
    expect(stderr).toContain(`--faults ${file}: `);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
    expect(status).toBe(2);
  });

  it('ends without a word where nobody reads on', async () => {
    const child = spawn(process.execPath, [entry, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let complaints = '';
    child.stderr.on('data', (chunk) => {
      complaints += chunk;
    });
    const [status] = await once(child, 'close');
    expect(complaints).toBe('');
    expect(status).toBe(0);
  });

  it('names a port that is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = z.object({ port: z.number() }).parse(taken.address());
    const { status, stderr } = run(['--data', join(folder, 'taken')], { ENCRYPT5_PORT: String(port) });
    expect(stderr).toBe(`Port ${port} is taken; choose another with --port\n`);
    expect(status).toBe(1);
    taken.close();
  });

  it('names the process that has the data folder', () => {
    const stat = process.platform === 'linux' ? processStart() : '';
    writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: process.pid, started: stat }));
    const { status, stderr } = run(['--port', '0', '--aws-port', '0', '--mail-port', '0', '--data', folder]);
    expect(stderr).toContain(`is in use by the process ${process.pid}`);
    expect(status).toBe(1);
  });
});

/** Field 22 of `stat`, as the lock has it. */
function processStart(): string {
  const stat = readFileSync(`/proc/${process.pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}
