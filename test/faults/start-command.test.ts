import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { freePorts, startUntilReady } from '../setup/start-command.ts';
import { administratorOf } from './vault-process.ts';

const entry = fileURLToPath(new URL('../../bin/local.ts', import.meta.url));
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
    [['-c', 'site'], {}, '-c must be NAME=VALUE'],
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

  it('says so where the data folder is none', () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, 'not a folder');
    const { status, stderr } = run(['--port', '0', '--aws-port', '0', '--mail-port', '0', '--data', file]);
    expect(stderr).toMatch(
      /^the data folder .*a-file cannot be used: EEXIST.*; choose another with --data\n$/,
    );
    expect(status).toBe(1);
  });

  it('names the process that has the data folder', () => {
    const stat = process.platform === 'linux' ? processStart() : '';
    writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: process.pid, started: stat }));
    const { status, stderr } = run(['--port', '0', '--aws-port', '0', '--mail-port', '0', '--data', folder]);
    expect(stderr).toContain(`is in use by the process ${process.pid}`);
    expect(status).toBe(1);
  });
});

describe('npm start, told all of it by variables', () => {
  let ports: number[];
  let data: string;
  let running: Awaited<ReturnType<typeof startUntilReady>>;
  let complaints = '';
  let told = '';
  const withoutPage = ['-c', 'site=false', '-c', 'siteUrl=https://vault.example.org'];
  beforeAll(async () => {
    ports = await freePorts(3);
    const [port, awsPort, mailPort] = ports.map(String);
    data = join(folder, 'variables');
    const faults = join(folder, 'rules.json');
    const never = { queue: 'nobody', fault: 'deliver-twice' };
    writeFileSync(
      faults,
      JSON.stringify([{ call: 'dynamodb:ListTables', nth: 2, fault: 'throttle' }, never]),
    );
    running = await startUntilReady([...withoutPage, '--faults', faults], {
      ENCRYPT5_PORT: port ?? '',
      ENCRYPT5_AWS_PORT: awsPort ?? '',
      ENCRYPT5_MAIL_PORT: mailPort ?? '',
      ENCRYPT5_DATA: data,
    });
    running.stderr.on('data', (text) => {
      complaints += text;
    });
    running.stdout.on('data', (text) => {
      told += text;
    });
  }, 120_000);
  afterAll(() => running?.kill('SIGKILL'));

  it('has the API, the AWS services and the mailbox on their ports', async () => {
    const [port, awsPort, mailPort] = ports;
    expect((await fetch(`http://127.0.0.1:${port}/api/health`)).status).toBe(200);
    expect(await (await fetch(`http://127.0.0.1:${mailPort}/store`)).json()).toEqual({ emails: [] });
    expect(await (await fetch(`http://127.0.0.1:${awsPort}/`)).text()).toContain('<Error>');
  });

  it('keeps its data in their folder, and lets happen what the file of faults says', async () => {
    const tables = new DynamoDBClient({
      region: 'eu-west-1',
      endpoint: `http://127.0.0.1:${ports[1]}`,
      credentials: await administratorOf(join(data, 'credentials')),
      maxAttempts: 1,
    });
    expect((await tables.send(new ListTablesCommand())).TableNames).not.toEqual([]);
    await expect(tables.send(new ListTablesCommand())).rejects.toMatchObject({ name: 'ThrottlingException' });
    tables.destroy();
  });

  it.each(['127.0.0.2', '::1'])('lets nobody in at %s: it listens on 127.0.0.1 only', async (host) => {
    for (const port of ports) {
      const socket = connect({ host, port });
      // Some systems let an address that they do not have go unanswered.
      const connected = once(socket, 'connect', { signal: AbortSignal.timeout(5000) });
      await expect(connected).rejects.toThrow();
      socket.destroy();
    }
  });

  it('ends on SIGINT without a complaint, and leaves its ports and its data to the next one', async () => {
    const ended = once(running, 'close');
    running.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
    expect(complaints).toBe('');
    // A rule that is mistyped would let everything pass.
    expect(told.match(/no call matched the fault rule .*/g)).toEqual([
      'no call matched the fault rule {"queue":"nobody","fault":"deliver-twice"}',
    ]);
    expect(existsSync(join(data, 'lock'))).toBe(false);
    for (const port of ports) {
      const server = createServer().listen(port, '127.0.0.1');
      await once(server, 'listening');
      server.close();
    }
  });
});

/** Field 22 of `stat`, as the lock has it. */
function processStart(): string {
  const stat = readFileSync(`/proc/${process.pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}
