import { MessageError } from '#message';

/** The code of the MessageError that `reading` fails with, any other error itself, or undefined if it succeeds. */
export async function failureOf(reading: Promise<unknown> | (() => unknown)): Promise<unknown> {
  try {
    await (typeof reading === 'function' ? reading() : reading);
    return undefined;
  } catch (error) {
    return error instanceof MessageError ? error.code : error;
  }
}
