import * as z from 'zod';
import { idSchema } from './fields.ts';

/** What goes through the queue `closings`: an account whose owner has had it deleted, and which wish of his this is. */
export const closingItemSchema = z.strictObject({ user: idSchema, closing: idSchema });
export type ClosingItem = z.infer<typeof closingItemSchema>;
