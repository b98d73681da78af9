import * as z from 'zod';

/** What `ops` invokes a function with to learn how it is. No request looks like it: those are events of API Gateway. */
const questionSchema = z.strictObject({ health: z.literal(true) });

/**
 * Lets a handler answer that question besides the events that are its own.
 *
 * @param check - tries, cheaply, what the function depends on. @throws where something of it fails
 */
export function withHealth<E, C, R>(
  handler: (event: E, context: C) => Promise<R>,
  check: () => Promise<void>,
): (event: E, context: C) => Promise<R | { readonly ok: true }> {
  return async (event, context) => {
    if (!questionSchema.safeParse(event).success) return handler(event, context);
    await check();
    return { ok: true };
  };
}
