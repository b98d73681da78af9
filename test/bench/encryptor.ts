import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { ENCRYPTOR_NODE_OPTIONS } from '../../lib/cloud/functions/encryptor-node-options.ts';
import type { Measurement } from './measure.ts';

const GIB = 2 ** 30;
/** Rounds that alternate between encrypting and copying. The median is reported. */
const ROUNDS = 5;

const addressSchema = z.object({ port: z.number() });
const resultSchema = z.object({
  seconds: z.number(),
  cpuSeconds: z.number(),
  peakBytes: z.number(),
  messageLength: z.number(),
});
type Result = z.infer<typeof resultSchema>;

/** The complete encryptor compared with the same plan without a cipher, and its memory for several sizes. */
export async function measureEncryptor(): Promise<Measurement[]> {
  const store = start('null-store.ts');
  try {
    const { port } = await messageFrom(store, addressSchema);
    const run = (mode: 'encrypt' | 'copy', size: number) =>
      messageFrom(start('encryptor-worker.ts', `http://127.0.0.1:${port}`, String(size), mode), resultSchema);
    await run('encrypt', GIB / 4);
    const encrypted: Result[] = [];
    const copied: Result[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      encrypted.push(await run('encrypt', GIB));
      copied.push(await run('copy', GIB));
    }
    const seconds = median(encrypted.map((result) => result.seconds));
    const ratios = encrypted.map((result, round) => result.seconds / (copied[round]?.seconds ?? Number.NaN));
    const cpuOf = (results: readonly Result[]) => median(results.map((result) => result.cpuSeconds));
    const rows: Measurement[] = [
      {
        name: 'encryptor, 1 GiB: time',
        value: median(ratios),
        unit: '×',
        against: 'the same plan without a cipher',
      },
      { name: 'encryptor, 1 GiB: speed', value: 1024 / seconds, unit: 'MiB/s' },
      { name: 'encryptor: CPU per GiB', value: cpuOf(encrypted), unit: 's' },
      { name: 'plain copy: CPU per GiB', value: cpuOf(copied), unit: 's' },
    ];
    for (const gibibytes of [1, 4, 16]) {
      const result = await run('encrypt', gibibytes * GIB);
      rows.push(
        { name: `encryptor, ${gibibytes} GiB: peak memory`, value: result.peakBytes / 2 ** 20, unit: 'MiB' },
        { name: `encryptor, ${gibibytes} GiB: time per GiB`, value: result.seconds / gibibytes, unit: 's' },
        {
          name: `encryptor, ${gibibytes} GiB: bytes added`,
          value: (100 * (result.messageLength - gibibytes * GIB)) / (gibibytes * GIB),
          unit: '%',
          against: 'the plaintext',
        },
      );
    }
    return rows;
  } finally {
    store.disconnect();
  }
}

/** Starts a process with the same Node options as the deployed encryptor. */
function start(file: string, ...args: string[]): ChildProcess {
  const env = { ...process.env, NODE_OPTIONS: ENCRYPTOR_NODE_OPTIONS };
  return fork(fileURLToPath(new URL(file, import.meta.url)), args, { env });
}

async function messageFrom<S extends z.ZodType>(child: ChildProcess, schema: S): Promise<z.output<S>> {
  const [message] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) =>
      Promise.reject(new Error(`a measured process exited with code ${code}`)),
    ),
  ]);
  return schema.parse(message);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
