import { expect, it } from 'vitest';
import { Problem } from '#contract';
import { ApiError } from '../../../frontend/api/api-errors.ts';
import { refusedName } from '../../../frontend/uploads/refused-name.ts';

it('says what is wrong with a name, where the name is why a file was refused', () => {
  const errors = [{ field: '/name', message: 'one line of visible characters' }];
  const refused = new ApiError(new Problem('invalid_request', { errors }).toBody());
  expect(refusedName(refused)).toBe("This name can't be stored: one line of visible characters.");
  expect(refusedName(new ApiError(new Problem('type_not_allowed').toBody()))).toBeUndefined();
  expect(refusedName(new Error('something'))).toBeUndefined();
});
