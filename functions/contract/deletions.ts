import * as z from 'zod';
import { idSchema } from './fields.ts';

/** An account whose owner has had it deleted, and which wish of his this is. */
const accountDeletionSchema = z.strictObject({ user: idSchema, closing: idSchema });
export type AccountDeletion = z.infer<typeof accountDeletionSchema>;

/** A file whose record and key are gone, and whose ciphertext is still there. */
const fileDeletionSchema = z.strictObject({ owner: idSchema, file: idSchema });
export type FileDeletion = z.infer<typeof fileDeletionSchema>;

/** What goes through the queue `deletions`: what somebody has had deleted, and of which something is still there. */
export const deletionItemSchema = z.union([accountDeletionSchema, fileDeletionSchema]);
export type DeletionItem = z.infer<typeof deletionItemSchema>;
