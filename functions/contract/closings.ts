import * as z from 'zod';
import { idSchema } from './fields.ts';

/** An account to delete. `closing` is the id of the owner's request. */
const accountClosingSchema = z.strictObject({ user: idSchema, closing: idSchema });
export type AccountClosing = z.infer<typeof accountClosingSchema>;

/** A file whose record and key are deleted but whose ciphertext still exists. */
const fileClosingSchema = z.strictObject({ owner: idSchema, file: idSchema });
export type FileClosing = z.infer<typeof fileClosingSchema>;

/** A work item of the queue `closings`: a deletion to complete. */
export const closingItemSchema = z.union([accountClosingSchema, fileClosingSchema]);
export type ClosingItem = z.infer<typeof closingItemSchema>;
