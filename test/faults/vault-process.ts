import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { VaultUnderTest } from '../setup/running-vault.ts';
import { freePorts, startUntilReady } from '../setup/start-command.ts';

/** What every AWS SDK client of a test needs. */
export interface AwsSettings {
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A vault that runs in a process of its own, as `npm start` would start it. */
export interface VaultProcess extends AsyncDisposable {
  /** Stays the same from one start to the next. */
  readonly vault: VaultUnderTest;
  /** Of the administrator. */
  readonly aws: AwsSettings;
  /** The process that it is at the moment. */
  pid(): number;
  /** Starts it again, on the data folder and the ports that it had before; resolves when it is ready. */
  start(): Promise<void>;
  /** Sends a signal to the process and waits for its end. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<{ code: unknown; signal: unknown }>;
}

export async function startVault(): Promise<VaultProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'encrypt5-faults-'));
  const data = join(folder, 'data');
  const [port, awsPort, mailPort] = await freePorts(3);
  const options = ['--port', port, '--aws-port', awsPort, '--mail-port', mailPort, '--data', data];
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

/** Waits until something is so. */
export async function until(what: string, isSo: () => Promise<boolean>, seconds = 120): Promise<void> {
  for (let attempt = 0; attempt < seconds * 10; attempt += 1) {
    if (await isSo()) return;
    await pause(100);
  }
  throw new Error(`within ${seconds} s it did not come to ${what}`);
}

/** Reads the file that the AWS command line reads. */
export async function administratorOf(path: string): Promise<AwsSettings['credentials']> {
  const text = await readFile(path, 'utf8');
  const value = (name: string) => new RegExp(`^${name}\\s*=\\s*(\\S+)$`, 'm').exec(text)?.[1] ?? '';
  return { accessKeyId: value('aws_access_key_id'), secretAccessKey: value('aws_secret_access_key') };
}
