import * as z from 'zod';
import { idSchema } from './fields.ts';

/** An account whose owner has had it deleted, and which wish of his this is. */
const accountClosingSchema = z.strictObject({ user: idSchema, closing: idSchema });
export type AccountClosing = z.infer<typeof accountClosingSchema>;

/** A file whose record and key are gone, and whose ciphertext is still there. */
const fileClosingSchema = z.strictObject({ owner: idSchema, file: idSchema });
export type FileClosing = z.infer<typeof fileClosingSchema>;

/** What goes through the queue `closings`: what somebody has had deleted, and of which something is still there. */
export const closingItemSchema = z.union([accountClosingSchema, fileClosingSchema]);
export type ClosingItem = z.infer<typeof closingItemSchema>;
