import { expect, it } from 'vitest';
import { Problem } from '#contract';
import { ApiError } from '../../../frontend/api/api-errors.ts';
import { explainUpload } from '../../../frontend/uploads/explain-upload.ts';
import { StorageError, UploadElsewhere } from '../../../frontend/uploads/sending/upload-errors.ts';

it('a name that the vault refuses is explained, and not retried', () => {
  const errors = [{ field: '/name', message: 'one line of visible characters' }];
  const refused = new ApiError(new Problem('invalid_request', { errors }).toBody());
  expect(explainUpload(refused)).toEqual({
    text: 'This file name cannot be stored. Use one line of at most 255 bytes, without slashes.',
    code: 'invalid_request',
    retryable: false,
  });
});

it.each([
  [new UploadElsewhere(), 'upload_elsewhere', true],
  [new StorageError(0), 'no_connection', true],
  [new StorageError(503), 'storage_503', true],
  [new ApiError(new Problem('type_not_allowed').toBody()), 'type_not_allowed', false],
  [new ApiError(new Problem('rate_limited').toBody()), 'rate_limited', true],
])('%s has a code, and can be retried if that can help', (error, code, retryable) => {
  expect(explainUpload(error)).toMatchObject({ code, retryable });
});
