import { describe, expect, it } from 'vitest';
import { MessageError } from '#message';
import { failureCode, Hopeless } from '../../../functions/encryptor/outcomes.ts';

const named = (name: string) => Object.assign(new Error('something'), { name });

describe('what the owner is told about work that failed', () => {
  it.each([
    ['DisabledException', 'key_unavailable'],
    ['KMSInvalidStateException', 'key_unavailable'],
    ['AccessDeniedException', 'key_unavailable'],
    ['PreconditionFailed', 'source_changed'],
    ['SlowDown', 'storage_unavailable'],
    ['ServiceUnavailable', 'storage_unavailable'],
    ['TypeError', 'processing_failed'],
  ])('after %s is %s', (name, code) => {
    expect(failureCode(named(name))).toBe(code);
  });

  it('is what the worker knows, where the worker knows', () => {
    expect(failureCode(new Hopeless('source_missing', named('SlowDown')))).toBe('source_missing');
  });

  it('tells nothing of why a message could not be opened', () => {
    const reasons = ['commitment-mismatch', 'frame-not-authentic', 'data-key-not-authentic'] as const;
    const codes = reasons.map((reason) => failureCode(new MessageError(reason)));
    expect(new Set(codes)).toEqual(new Set(['integrity_failure']));
  });

  it('is a code even where something else than an error was thrown', () => {
    expect(failureCode('oh')).toBe('processing_failed');
    expect(failureCode(undefined)).toBe('processing_failed');
  });
});
