import { createSHA256 } from 'hash-wasm';
import type { Control } from './control.ts';
import type { EncryptorDependencies } from './dependencies.ts';
import { fetchRange } from './fetch-range.ts';
import type { Source } from './inspect-source.ts';
import { type Run, type RunReference, updateRun } from './spread-runs.ts';

/** Bytes that are read at once. */
const STEP = 16 * 2 ** 20;
/** Bytes between two checkpoints. */
const CHECKPOINT = 64 * STEP;

export interface FingerprintWork {
  readonly reference: RunReference;
  /** Taken up by this worker; with a checkpoint where an earlier one came some way. */
  readonly run: Run;
  readonly source: Source;
  /** Bytes. */
  readonly size: number;
  readonly control: Control;
}

/**
 * Computes the plain SHA-256 of a file in order, from the last checkpoint on. It may outlast an invocation: the state of the hash
 * is kept with the run, and the next invocation goes on from there.
 *
 * @returns the digest in lower-case hex
 * @throws HandOver where the time runs short, after a checkpoint
 */
export async function fingerprintFile(
  dependencies: EncryptorDependencies,
  { reference, run, source, size, control }: FingerprintWork,
): Promise<string> {
  const hash = await createSHA256();
  hash.init();
  let offset = run.checkpoint?.offset ?? 0;
  if (run.checkpoint !== undefined) hash.load(run.checkpoint.state);
  let kept = offset;
  const keep = async () => {
    await updateRun(dependencies, reference, run, { set: { checkpoint: { offset, state: hash.save() } } });
    kept = offset;
  };

  const buffers = [Buffer.allocUnsafe(STEP), Buffer.allocUnsafe(STEP)] as const;
  const read = (start: number, into: Buffer) =>
    start < size
      ? fetchRange(
          dependencies.s3,
          source,
          { start, end: Math.min(start + STEP, size) },
          into,
          control.signal,
        )
      : undefined;
  // While one step is hashed, the next is on its way.
  let coming = read(offset, buffers[0]);
  for (let step = 1; coming !== undefined; step += 1) {
    const bytes = await coming;
    coming = read(offset + bytes.length, buffers[step % 2 === 0 ? 0 : 1]);
    coming?.catch(() => undefined);
    hash.update(bytes);
    offset += bytes.length;
    try {
      control.check();
    } catch (error) {
      await keep();
      throw error;
    }
    if (offset - kept >= CHECKPOINT) await keep();
  }
  return hash.digest('hex');
}
