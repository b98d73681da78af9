import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  findUpload,
  NO_UPLOADS,
  phaseChanges,
  reduceUploads,
  sourceOf,
  type UploadEvent,
  type UploadPhase,
  type UploadsState,
} from '../../../frontend/uploads/upload-state.ts';

const SIZE = 1000;
const file = new File([new Uint8Array(SIZE)], 'report.pdf');
const added = (id: string, fileId?: string): UploadEvent => ({
  type: 'added',
  upload: { id, file, contentType: 'application/pdf', fileId },
});
const after = (...events: readonly UploadEvent[]): UploadsState => events.reduce(reduceUploads, NO_UPLOADS);

/** The events that bring a new upload into each phase. */
const paths: Readonly<Record<UploadPhase, readonly UploadEvent[]>> = {
  waiting: [],
  sending: [{ type: 'started', id: 'a' }],
  paused: [{ type: 'paused', id: 'a' }],
  offline: [
    { type: 'started', id: 'a' },
    { type: 'disconnected', id: 'a' },
  ],
  finishing: [
    { type: 'started', id: 'a' },
    { type: 'arrived', id: 'a' },
  ],
  failed: [
    { type: 'started', id: 'a' },
    { type: 'failed', id: 'a', error: new Error('refused') },
  ],
};
const phases = ['waiting', 'sending', 'paused', 'offline', 'finishing', 'failed'] as const;
const inPhase = (phase: UploadPhase, fileId?: string) => after(added('a', fileId), ...paths[phase]);

describe('the phase of an upload', () => {
  it.each(phases)('%s is reached by its events', (phase) => {
    expect(findUpload(inPhase(phase), 'a')?.phase).toBe(phase);
  });

  const changes = Object.entries(phaseChanges);
  const cases = changes.flatMap(([type, change]) => phases.map((phase) => ({ type, change, phase })));
  it.each(cases)('after $type in $phase follows the table', ({ type, change, phase }) => {
    const known = changes.find(([name]) => name === type);
    expect(known).toBeDefined();
    const before = inPhase(phase);
    const next = reduceUploads(before, eventOf(type));
    const from: readonly UploadPhase[] = change.from;
    if (from.includes(phase)) expect(findUpload(next, 'a')?.phase).toBe(change.to);
    else expect(next).toBe(before);
  });

  it('is failed only if the upload was sending', () => {
    for (const phase of phases.filter((one) => one !== 'sending')) {
      const before = inPhase(phase);
      expect(reduceUploads(before, { type: 'failed', id: 'a', error: new Error('late') })).toBe(before);
    }
  });
});

function eventOf(type: string): UploadEvent {
  const events: readonly UploadEvent[] = [
    { type: 'started', id: 'a' },
    { type: 'paused', id: 'a' },
    { type: 'resumed', id: 'a' },
    { type: 'disconnected', id: 'a' },
    { type: 'reconnected' },
    { type: 'retried', id: 'a' },
    { type: 'arrived', id: 'a' },
  ];
  const event = events.find((one) => one.type === type);
  if (event === undefined) throw new Error(`No event of type ${type}`);
  return event;
}

describe('the source of a file’s bytes', () => {
  it('is this tab while an upload of the file is in its list, in any phase', () => {
    for (const phase of phases.filter((one) => one !== 'finishing')) {
      expect(sourceOf(inPhase(phase, 'f'), 'f')).toBe('here');
    }
  });

  it('has arrived when all bytes were sent, also after the upload has left the list', () => {
    const arrived = inPhase('finishing', 'f');
    expect(sourceOf(arrived, 'f')).toBe('arrived');
    expect(sourceOf(reduceUploads(arrived, { type: 'listed', id: 'a' }), 'f')).toBe('arrived');
  });

  it('is another tab that holds the lock, and otherwise interrupted', () => {
    const state = after({ type: 'locks-read', fileIds: new Set(['f']) });
    expect([sourceOf(state, 'f'), sourceOf(state, 'g')]).toEqual(['elsewhere', 'interrupted']);
  });
});

it('locks that did not change are not a change', () => {
  const state = after({ type: 'locks-read', fileIds: new Set(['f']) });
  expect(reduceUploads(state, { type: 'locks-read', fileIds: new Set(['f']) })).toBe(state);
});

it('deleting a file removes its upload', () => {
  expect(reduceUploads(inPhase('sending', 'f'), { type: 'deleted', fileId: 'f' }).uploads).toEqual([]);
});

describe('any order of events', () => {
  const ids = fc.constantFrom('a', 'b');
  const event: fc.Arbitrary<UploadEvent> = fc.oneof(
    fc.record({ type: fc.constantFrom('started', 'paused', 'resumed', 'retried'), id: ids }),
    fc.record({ type: fc.constant('disconnected' as const), id: ids }),
    fc.record({ type: fc.constantFrom('arrived', 'listed', 'cancelled'), id: ids }),
    fc.record({ type: fc.constant('created' as const), id: ids, fileId: fc.constantFrom('f', 'g') }),
    fc.record({
      type: fc.constant('progressed' as const),
      id: ids,
      sent: fc.integer({ min: 0, max: 2 * SIZE }),
    }),
    fc.record({ type: fc.constant('failed' as const), id: ids, error: fc.constant(new Error('refused')) }),
    fc.constant<UploadEvent>({ type: 'reconnected' }),
  );

  it('never moves progress backwards or beyond the file, and never brings an upload back', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        let state = after(added('a'), added('b'));
        for (const one of events) {
          const next = reduceUploads(state, one);
          for (const upload of next.uploads) {
            const before = findUpload(state, upload.id);
            expect(before).toBeDefined();
            expect(upload.sent).toBeGreaterThanOrEqual(before?.sent ?? 0);
            expect(upload.sent).toBeLessThanOrEqual(SIZE);
          }
          for (const fileId of state.arrived) expect(next.arrived).toContain(fileId);
          state = next;
        }
      }),
    );
  });

  it('changes at most the upload that it names', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 20 }), event, (events, last) => {
        const state = [added('a'), added('b'), ...events].reduce(reduceUploads, NO_UPLOADS);
        if (!('id' in last)) return;
        const next = reduceUploads(state, last);
        const others = (all: UploadsState) => all.uploads.filter(({ id }) => id !== last.id);
        expect(others(next)).toEqual(others(state));
      }),
    );
  });
});
