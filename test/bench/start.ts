import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { peakMemory } from '../setup/large-object.ts';
import { startUntilReady } from '../setup/start-command.ts';
import { type Contestant, duration, interleave, type Measurement, speedRatio } from './measure.ts';

const ROUNDS = { rounds: 3, warmUp: 0 };
const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * The time until `npm start` is ready: on the first start, which builds functions, page and template, compared with the
 * CDK app that builds them; and on a start without changes. Also the memory that the vault has then used.
 */
export async function measureStart(): Promise<Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-start-'));
  const unchangedData = join(folder, 'unchangedData');
  let memory: number | undefined;
  const start = async (data: string): Promise<void> => {
    const ports = ['--port', '0', '--aws-port', '0', '--mail-port', '0'];
    const child = await startUntilReady([...ports, '--data', data]);
    memory = child.pid === undefined ? undefined : await peakMemory(child.pid);
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  };
  try {
    await start(unchangedData);
    let fresh = 0;
    const app = { name: 'the CDK app alone', run: () => runApp(join(folder, `app-${fresh++}`)) };
    const first = { name: 'npm start: the first', run: () => start(join(folder, `data-${fresh++}`)) };
    const again = { name: 'npm start: nothing changed', run: () => start(unchangedData) };
    const times = await interleave([app, first, again], ROUNDS);
    return [
      ...[app, first, again].map((contestant: Contestant) => duration(times, contestant)),
      speedRatio(times, first, app),
      ...(memory === undefined
        ? []
        : [{ name: 'npm start: peak memory when ready', value: memory, unit: 'MiB' }]),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs the app with the settings of `npm start`. */
async function runApp(outdir: string): Promise<void> {
  const child = spawn(process.execPath, ['bin/app.ts'], {
    cwd: root,
    stdio: 'ignore',
    env: {
      ...process.env,
      CDK_OUTDIR: outdir,
      CDK_VALIDATION: 'false',
      CDK_CONTEXT_JSON: JSON.stringify({ sender: 'vault@example.com', registration: 'open' }),
    },
  });
  const [status]: unknown[] = await once(child, 'exit');
  if (status !== 0) throw new Error(`the CDK app ended with status ${String(status)}`);
}
