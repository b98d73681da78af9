import { KMSServiceException } from '@aws-sdk/client-kms';
import { S3ServiceException } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { MessageError } from '#message';
import { failureCode, Hopeless, isHopeless } from '../../../functions/encryptor/outcomes.ts';

const named = (name: string) => Object.assign(new Error('something'), { name });
const fault = { $fault: 'client', $metadata: {}, message: 'something' } as const;
const kms = (name: string) => new KMSServiceException({ name, ...fault });
const s3 = (name: string) => new S3ServiceException({ name, ...fault });

describe('the error code that the owner sees', () => {
  it.each([
    [kms('DisabledException'), 'key_unavailable'],
    [kms('KMSInvalidStateException'), 'key_unavailable'],
    [kms('AccessDeniedException'), 'key_unavailable'],
    [s3('PreconditionFailed'), 'source_changed'],
    [s3('SlowDown'), 'storage_unavailable'],
    [s3('ServiceUnavailable'), 'storage_unavailable'],
    [named('AccessDeniedException'), 'processing_failed'],
    [named('TypeError'), 'processing_failed'],
  ])('after %s is %s', (error, code) => {
    expect(failureCode(error)).toBe(code);
  });

  it('is final for a message that is not authentic, but not for a service that does not respond', () => {
    expect(isHopeless(new MessageError('frame-not-authentic'))).toBe(true);
    expect(isHopeless(new Hopeless('source_missing'))).toBe(true);
    expect(isHopeless(s3('SlowDown'))).toBe(false);
  });

  it('is the code that the worker gives, if it gives one', () => {
    expect(failureCode(new Hopeless('source_missing', named('SlowDown')))).toBe('source_missing');
  });

  it('does not reveal why a message could not be opened', () => {
    const reasons = ['commitment-mismatch', 'frame-not-authentic', 'data-key-not-authentic'] as const;
    const codes = reasons.map((reason) => failureCode(new MessageError(reason)));
    expect(new Set(codes)).toEqual(new Set(['integrity_failure']));
  });

  it('exists even if something other than an error was thrown', () => {
    expect(failureCode('oh')).toBe('processing_failed');
    expect(failureCode(undefined)).toBe('processing_failed');
  });
});
