import * as z from 'zod';
import { idSchema } from './fields.ts';

/** What goes through the queue `closings`: what somebody has had deleted, and of which something is still there. */
export const closingItemSchema = z.discriminatedUnion('kind', [
  /** An account, and which wish of its owner's this is. */
  z.strictObject({ kind: z.literal('account'), user: idSchema, closing: idSchema }),
  /** A file whose record and key are gone: its ciphertext. */
  z.strictObject({ kind: z.literal('file'), owner: idSchema, file: idSchema }),
]);
export type ClosingItem = z.infer<typeof closingItemSchema>;
