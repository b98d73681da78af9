import { createHash } from 'node:crypto';
import { setImmediate as tick } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createFingerprint, type Fingerprint } from '../../../functions/encryptor/fingerprint.ts';

const forever = new AbortController().signal;

const begun: Fingerprint[] = [];

afterEach(async () => {
  await Promise.all(begun.splice(0).map((fingerprint) => fingerprint.end()));
});

describe('the fingerprint of a file', () => {
  it('is its SHA-256, for any order of its parts', async () => {
    const parts = fc.array(fc.uint8Array({ maxLength: 100 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(parts, fc.infiniteStream(fc.nat()), async (pieces, dice) => {
        const order = [...pieces.keys()]
          .map((index) => ({ index, at: dice.next().value ?? 0 }))
          .sort((one, other) => one.at - other.at);
        const fingerprint = begin(pieces.length);
        await Promise.all(
          order.map(({ index }) =>
            fingerprint.add(index + 1, pieces[index] ?? new Uint8Array(), true, forever),
          ),
        );
        expect(await fingerprint.digest()).toBe(
          createHash('sha256').update(Buffer.concat(pieces)).digest('hex'),
        );
        await fingerprint.end();
      }),
      { numRuns: 25 },
    );
  });

  it('makes a part wait for all earlier parts, so that its memory is not reused', async () => {
    const fingerprint = begin(2);
    const second = fingerprint.add(2, Uint8Array.of(2), true, forever).then(() => 'added');
    expect(await Promise.race([second, tick('waiting')])).toBe('waiting');
    await fingerprint.add(1, Uint8Array.of(1), true, forever);
    expect(await second).toBe('added');
  });

  it('accepts a part in pieces and starts the next part after the last piece', async () => {
    const fingerprint = begin(2);
    await fingerprint.add(1, Uint8Array.of(1), false, forever);
    const second = fingerprint.add(2, Uint8Array.of(3), true, forever).then(() => 'added');
    expect(await Promise.race([second, tick('waiting')])).toBe('waiting');
    await fingerprint.add(1, Uint8Array.of(2), true, forever);
    await second;
    expect(await fingerprint.digest()).toBe(
      createHash('sha256')
        .update(Uint8Array.of(1, 2, 3))
        .digest('hex'),
    );
  });

  it('stops waiting when it is aborted', async () => {
    const fingerprint = begin(3);
    const stop = new AbortController();
    const third = fingerprint.add(3, Uint8Array.of(3), true, stop.signal);
    stop.abort(new Error('the first part failed'));
    await expect(third).rejects.toThrow('the first part failed');
    await expect(fingerprint.add(2, Uint8Array.of(2), true, stop.signal)).rejects.toThrow(
      'the first part failed',
    );
  });
});

function begin(parts: number): Fingerprint {
  const fingerprint = createFingerprint(parts);
  begun.push(fingerprint);
  return fingerprint;
}
