import { describe, expect, it } from 'vitest';
import { Problem } from '#contract';
import { ApiError } from '../../../frontend/api/errors.ts';
import { explainUpload } from '../../../frontend/uploads/explain-upload.ts';

describe('an upload that the vault refuses', () => {
  it('because of its name says what is wrong with the name, and offers no other try', () => {
    const errors = [{ field: '/name', message: 'one line of visible characters' }];
    const refused = new ApiError(new Problem('invalid_request', { errors }).toBody());
    expect(explainUpload(refused)).toEqual({
      text: "This name can't be stored: one line of visible characters.",
      code: 'invalid_request',
      retryable: false,
    });
  });

  it('because of its type offers no other try either', () => {
    const refused = new ApiError(new Problem('type_not_allowed').toBody());
    expect(explainUpload(refused)).toMatchObject({ code: 'type_not_allowed', retryable: false });
  });
});
