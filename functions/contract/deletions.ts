import * as z from 'zod';
import { idSchema } from './fields.ts';

/** An account to delete. `closing` is the id of the owner's request. */
const accountDeletionSchema = z.strictObject({ user: idSchema, closing: idSchema });
export type AccountDeletion = z.infer<typeof accountDeletionSchema>;

/** A file whose record and key are deleted but whose ciphertext still exists. */
const fileDeletionSchema = z.strictObject({ owner: idSchema, file: idSchema });
export type FileDeletion = z.infer<typeof fileDeletionSchema>;

/** A work item of the queue `deletions`: a deletion to complete. */
export const deletionItemSchema = z.union([accountDeletionSchema, fileDeletionSchema]);
export type DeletionItem = z.infer<typeof deletionItemSchema>;
