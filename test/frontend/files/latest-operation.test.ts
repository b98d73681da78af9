import { describe, expect, it } from 'vitest';
import type { Operation } from '#contract';
import { latestDecryption, operationsDelay } from '../../../frontend/files/latest-operation.ts';

const now = new Date('2026-11-23T12:00:00.000Z');
const at = (seconds: number) => new Date(now.getTime() + seconds * 1000).toISOString();
const download = { url: 'https://storage.example/x', expiresAt: at(300) };

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
  it('is none where none was asked for', () => {
    expect(latestDecryption([operation({ fileId: 'other' })], 'f', now)).toBeUndefined();
  });

  it('is the newest, whatever the order of the list', () => {
    const all = [
      operation({ createdAt: at(-60), status: 'failed' }),
      operation({ createdAt: at(-10), status: 'decrypting', progress: 0.5 }),
    ];
    expect(latestDecryption(all, 'f', now)).toEqual({ kind: 'working', progress: 0.5, waiting: false });
  });

  it('can be downloaded until it expires', () => {
    const ready = operation({ status: 'ready', expiresAt: at(900), download });
    expect(latestDecryption([ready], 'f', now)).toEqual({
      kind: 'ready',
      url: download.url,
      until: new Date(at(900)),
    });
  });

  it('has ended by the clock even while the last answer says that it is ready', () => {
    const ready = operation({ status: 'ready', expiresAt: at(0), download });
    expect(latestDecryption([ready], 'f', now)).toBeUndefined();
  });

  it('says why it failed', () => {
    const failed = operation({ status: 'failed', error: { code: 'key_unavailable', title: 'Refused' } });
    expect(latestDecryption([failed], 'f', now)).toEqual({
      kind: 'failed',
      title: 'Refused',
      code: 'key_unavailable',
    });
  });
});

describe('operations are asked for again', () => {
  it('never, while nothing will change by itself', () => {
    expect(
      operationsDelay([operation({ status: 'failed' }), operation({ status: 'expired' })], now),
    ).toBeUndefined();
  });

  it('every second, while one is under way', () => {
    const ready = operation({ status: 'ready', expiresAt: at(900), download });
    expect(operationsDelay([ready, operation({})], now)).toBe(1000);
  });

  it('half a minute before a download’s address ends', () => {
    expect(operationsDelay([operation({ status: 'ready', download })], now)).toBe(270_000);
  });

  it('not in a rush, where an address has ended already', () => {
    const ended = operation({ status: 'ready', download: { ...download, expiresAt: at(-5) } });
    expect(operationsDelay([ended], now)).toBe(2000);
  });
});
