import { ApiError } from '../api/api-errors.ts';

/** What is wrong with a file's name, where that is why the vault refused it. */
export function refusedName(error: unknown): string | undefined {
  const reason = error instanceof ApiError ? error.fields.get('/name') : undefined;
  return reason === undefined ? undefined : `This name can't be stored: ${reason}.`;
}
