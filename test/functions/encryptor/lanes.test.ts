import { setImmediate as tick } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inLanes } from '../../../functions/encryptor/lanes.ts';

const goingOn = (signal: AbortSignal) => ({ signal, check: () => signal.throwIfAborted() });
const forever = goingOn(new AbortController().signal);
const noMemory = () => undefined;

describe('work in lanes', () => {
  it('processes every item once and starts them in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(3), { maxLength: 20 }),
        fc.integer({ min: 1, max: 5 }),
        async (durations, lanes) => {
          const begun: number[] = [];
          let atWork = 0;
          let most = 0;
          await inLanes([...durations.keys()], lanes, noMemory, forever, async (item) => {
            begun.push(item);
            atWork += 1;
            most = Math.max(most, atWork);
            for (let round = 0; round < (durations[item] ?? 0); round += 1) await tick();
            atWork -= 1;
          });
          expect(begun).toEqual([...durations.keys()]);
          expect(atWork).toBe(0);
          expect(most).toBeLessThanOrEqual(lanes);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('processes as many items at once as there are lanes', async () => {
    const gate = Promise.withResolvers<void>();
    let begun = 0;
    const work = inLanes([1, 2, 3, 4, 5], 3, noMemory, forever, async () => {
      begun += 1;
      await gate.promise;
    });
    await tick();
    expect(begun).toBe(3);
    gate.resolve();
    await work;
    expect(begun).toBe(5);
  });

  it('reuses the memory of a lane and never shares it between lanes', async () => {
    const made: { busy: boolean }[] = [];
    const create = () => {
      const memory = { busy: false };
      made.push(memory);
      return memory;
    };
    await inLanes(Array.from({ length: 20 }), 3, create, forever, async (_, memory) => {
      expect(memory.busy).toBe(false);
      memory.busy = true;
      await tick();
      memory.busy = false;
    });
    expect(made).toHaveLength(3);
  });

  it('starts no further items after one has failed, and fails with its error', async () => {
    const begun: number[] = [];
    const work = inLanes([0, 1, 2, 3, 4, 5, 6, 7], 2, noMemory, forever, async (item) => {
      begun.push(item);
      await tick();
      if (item === 2) throw new Error('item 2');
    });
    await expect(work).rejects.toThrow('item 2');
    expect(Math.max(...begun)).toBeLessThanOrEqual(4);
  });

  it('waits for running items before it fails', async () => {
    const gate = Promise.withResolvers<void>();
    let slowIsDone = false;
    const work = inLanes(['slow', 'bad'], 2, noMemory, forever, async (item) => {
      if (item === 'bad') throw new Error('bad');
      await gate.promise;
      slowIsDone = true;
    });
    const settled = work.catch(() => 'failed');
    expect(await Promise.race([settled, tick('still at work')])).toBe('still at work');
    gate.resolve();
    expect(await settled).toBe('failed');
    expect(slowIsDone).toBe(true);
  });

  it('aborts running items after another one has failed', async () => {
    const work = inLanes(['waiting', 'bad'], 2, noMemory, forever, async (item, _, signal) => {
      if (item === 'bad') throw new Error('bad');
      await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    await expect(work).rejects.toThrow('bad');
  });

  it('stops before the next item when it is aborted, and fails with the reason', async () => {
    const controller = new AbortController();
    const begun: number[] = [];
    const work = inLanes([0, 1, 2, 3], 1, noMemory, goingOn(controller.signal), async (item) => {
      begun.push(item);
      if (item === 1) controller.abort(new Error('the lease is lost'));
    });
    await expect(work).rejects.toThrow('the lease is lost');
    expect(begun).toEqual([0, 1]);
  });
});
