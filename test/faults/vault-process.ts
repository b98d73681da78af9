import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VaultUnderTest } from '../setup/running-vault.ts';
import { freePorts, startUntilReady } from '../setup/start-command.ts';
import { testSettings } from '../setup/test-stack.ts';
import type { AwsSettings } from '../setup/vault-inspector.ts';

/**
 * A vault in a process of its own, started as `npm start` does. Use it to kill the process; a vault in the test process
 * cannot be killed.
 */
export interface VaultProcess extends AsyncDisposable {
  /** The URLs are the same after each start. */
  readonly vault: VaultUnderTest;
  /** The administrator's settings. */
  readonly aws: AwsSettings;
  /** The id of the current process. */
  pid(): number;
  /** Starts the vault again with the same data folder and ports, and resolves when it is ready. */
  start(): Promise<void>;
  /** Sends a signal to the process and waits until it exits. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<{ code: unknown; signal: unknown }>;
}

/** The settings of every vault under test, as arguments of `npm start`. */
const settings = Object.entries(testSettings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

export async function startVault(): Promise<VaultProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'encrypt5-faults-'));
  const data = join(folder, 'data');
  const [port, awsPort, mailPort] = await freePorts(3);
  const options = [
    '--port',
    port,
    '--aws-port',
    awsPort,
    '--mail-port',
    mailPort,
    '--data',
    data,
    ...settings,
  ];
  let child: ChildProcess | undefined;

  const start = async () => {
    child = await startUntilReady(options.map(String));
  };
  const end: VaultProcess['end'] = async (signal) => {
    if (child === undefined) throw new Error('the vault is not running');
    const ended = once(child, 'exit');
    child.kill(signal);
    child = undefined;
    const [code, by]: unknown[] = await ended;
    return { code, signal: by };
  };

  await start();
  return {
    pid() {
      if (child?.pid === undefined) throw new Error('the vault is not running');
      return child.pid;
    },
    vault: { pageUrl: `http://localhost:${port}`, mailUrl: `http://localhost:${mailPort}` },
    aws: {
      region: 'eu-west-1',
      endpoint: `http://127.0.0.1:${awsPort}`,
      credentials: await administratorOf(join(data, 'credentials')),
    },
    start,
    end,
    async [Symbol.asyncDispose]() {
      if (child !== undefined) await end('SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Reads the credentials file of the AWS CLI. */
export async function administratorOf(path: string): Promise<AwsSettings['credentials']> {
  const text = await readFile(path, 'utf8');
  const value = (name: string) => new RegExp(`^${name}\\s*=\\s*(\\S+)$`, 'm').exec(text)?.[1] ?? '';
  return { accessKeyId: value('aws_access_key_id'), secretAccessKey: value('aws_secret_access_key') };
}
