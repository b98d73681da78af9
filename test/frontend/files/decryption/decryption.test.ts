import { describe, expect, it } from 'vitest';
import type { Operation } from '#contract';
import { isWorking, latestDecryption } from '../../../../frontend/files/decryption/decryption.ts';

const now = new Date('2026-11-23T12:00:00.000Z');
const at = (seconds: number) => new Date(now.getTime() + seconds * 1000).toISOString();

function operation(changes: Partial<Operation>): Operation {
  return {
    id: '1',
    fileId: 'f',
    kind: 'decrypt',
    status: 'queued',
    progress: 0,
    createdAt: at(-60),
    ...changes,
  };
}

describe('the decryption that a file shows', () => {
  it('is none if none was requested', () => {
    expect(latestDecryption([operation({ fileId: 'other' })], 'f', now)).toBeUndefined();
  });

  it('is the newest, in any order of the list', () => {
    const all = [
      operation({ createdAt: at(-60), status: 'failed' }),
      operation({ createdAt: at(-10), status: 'decrypting', progress: 0.5 }),
    ];
    expect(latestDecryption(all, 'f', now)).toEqual({ kind: 'working', progress: 0.5, waiting: false });
  });

  it('can be downloaded until it expires', () => {
    const ready = operation({ status: 'ready', expiresAt: at(900) });
    expect(latestDecryption([ready], 'f', now)).toEqual({
      kind: 'ready',
      operationId: '1',
      until: new Date(at(900)),
    });
  });

  it('expires by the clock even if the last answer says that it is ready', () => {
    const ready = operation({ status: 'ready', expiresAt: at(0) });
    expect(latestDecryption([ready], 'f', now)).toBeUndefined();
  });

  it('gives the reason of a failure', () => {
    const failed = operation({ status: 'failed', error: { code: 'key_unavailable', title: 'Refused' } });
    expect(latestDecryption([failed], 'f', now)).toEqual({
      kind: 'failed',
      reason: 'The key service refused the key',
      code: 'key_unavailable',
    });
  });
});

it('the server is working until an operation has ended', () => {
  const statuses = ['queued', 'decrypting', 'ready', 'expired', 'failed'] as const;
  expect(statuses.map((status) => isWorking({ status }))).toEqual([true, true, false, false, false]);
});
