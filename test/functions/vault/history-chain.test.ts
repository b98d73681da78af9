import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_HISTORY, type FileEvent } from '#contract';
import { type ChainedEvent, chain, follows } from '../../../functions/vault/history-chain.ts';

const FILE = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const eventTypes = ['created', 'uploaded', 'encrypted', 'failed', 'retried', 'decrypted'] as const;
const event: fc.Arbitrary<FileEvent> = fc.record(
  {
    type: fc.constantFrom(...eventTypes),
    at: fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    actor: fc.string(),
    address: fc.ipV4(),
    detail: fc.string(),
  },
  { requiredKeys: ['type', 'at', 'actor'] },
);
const events = fc.array(event, { minLength: 1, maxLength: 8 });

function historyOf(happened: readonly FileEvent[], file = FILE): ChainedEvent[] {
  const history: ChainedEvent[] = [];
  for (const one of happened) history.push(chain(file, history.at(-1) ?? EMPTY_HISTORY, one));
  return history;
}

/** Whether events form the hash chain that ends in this head, as the attestor checks it. */
function holds(history: readonly ChainedEvent[], head: { sequence: number; hash: string }): boolean {
  let last: { sequence: number; hash: string } = EMPTY_HISTORY;
  for (const event of history) {
    if (!follows(FILE, last, event)) return false;
    last = event;
  }
  return last.sequence === head.sequence && last.hash === head.hash;
}
const headOf = (history: readonly ChainedEvent[]) => history.at(-1) ?? EMPTY_HISTORY;

describe('the history of a file', () => {
  it('is valid as it was written', () => {
    fc.assert(
      fc.property(events, (happened) => {
        const history = historyOf(happened);
        expect(holds(history, headOf(history))).toBe(true);
        expect(history.map(({ sequence }) => sequence)).toEqual(happened.map((_, index) => index + 1));
      }),
    );
  });

  it('detects a removed event, including the last one', () => {
    fc.assert(
      fc.property(events, fc.nat(), (happened, at) => {
        const history = historyOf(happened);
        expect(holds(history.toSpliced(at % history.length, 1), headOf(history))).toBe(false);
      }),
    );
  });

  it('detects an inserted or repeated event', () => {
    fc.assert(
      fc.property(events, fc.nat(), (happened, at) => {
        const history = historyOf(happened);
        const index = at % history.length;
        const repeated = history.slice(index, index + 1);
        expect(holds(history.toSpliced(index, 0, ...repeated), headOf(history))).toBe(false);
      }),
    );
  });

  it('detects reordered events', () => {
    fc.assert(
      fc.property(fc.array(event, { minLength: 2, maxLength: 8 }), fc.nat(), (happened, at) => {
        const history = historyOf(happened);
        const index = at % (history.length - 1);
        const pair = history.slice(index, index + 2).reverse();
        expect(holds(history.toSpliced(index, 2, ...pair), headOf(history))).toBe(false);
      }),
    );
  });

  it.each(['type', 'at', 'actor', 'address', 'detail'] as const)(
    'detects an event with a changed %s, even if all later hashes are recalculated',
    (field) => {
      fc.assert(
        fc.property(events, fc.nat(), (happened, at) => {
          const index = at % happened.length;
          const forged = happened.map((one, place) => (place === index ? { ...one, [field]: 'other' } : one));
          const head = headOf(historyOf(happened));
          expect(holds(historyOf(forged as FileEvent[]), head)).toBe(false);
        }),
      );
    },
  );

  it('distinguishes an absent field from an empty one, and a field from its neighbor', () => {
    const base = { type: 'created', at: '2026-11-23T18:00:00.000Z', actor: 'a' } as const;
    const hashes = [
      base,
      { ...base, address: '' },
      { ...base, detail: '' },
      { ...base, address: 'b' },
      { ...base, detail: 'b' },
      { ...base, actor: 'ab' },
    ].map((one) => chain(FILE, EMPTY_HISTORY, one).hash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('is not valid for another file', () => {
    const happened = [{ type: 'created', at: '2026-11-23T18:00:00.000Z', actor: 'a' }] as const;
    const other = historyOf(happened, '01BX5ZZKBKACTAV9WEVGEMMVRZ');
    expect(holds(other, headOf(other))).toBe(false);
  });
});
