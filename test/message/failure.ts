import { MessageError } from '#message';

/**
 * The code with which reading fails; the error itself if it is of another kind, and undefined if nothing
 * fails.
 */
export async function failureOf(reading: Promise<unknown> | (() => unknown)): Promise<unknown> {
  try {
    await (typeof reading === 'function' ? reading() : reading);
    return undefined;
  } catch (error) {
    return error instanceof MessageError ? error.code : error;
  }
}
