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

/** Whether a history that was read is the one that ends in this head: what the attestor does. */
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
  it('holds as it was written', () => {
    fc.assert(
      fc.property(events, (happened) => {
        const history = historyOf(happened);
        expect(holds(history, headOf(history))).toBe(true);
        expect(history.map(({ sequence }) => sequence)).toEqual(happened.map((_, index) => index + 1));
      }),
    );
  });

  it('shows an event that was cut, the last one too', () => {
    fc.assert(
      fc.property(events, fc.nat(), (happened, at) => {
        const history = historyOf(happened);
        expect(holds(history.toSpliced(at % history.length, 1), headOf(history))).toBe(false);
      }),
    );
  });

  it('shows an event that was put in or told twice', () => {
    fc.assert(
      fc.property(events, fc.nat(), (happened, at) => {
        const history = historyOf(happened);
        const index = at % history.length;
        const repeated = history.slice(index, index + 1);
        expect(holds(history.toSpliced(index, 0, ...repeated), headOf(history))).toBe(false);
      }),
    );
  });

  it('shows events that changed places', () => {
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
    'shows an event whose %s was rewritten, even with every hash after it made anew',
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

  it('tells an absent field from an empty one, and one field from its neighbour', () => {
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

  it('of one file does not hold for another', () => {
    const happened = [{ type: 'created', at: '2026-11-23T18:00:00.000Z', actor: 'a' }] as const;
    const other = historyOf(happened, '01BX5ZZKBKACTAV9WEVGEMMVRZ');
    expect(holds(other, headOf(other))).toBe(false);
  });
});
