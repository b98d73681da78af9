import * as z from 'zod';
import { idSchema, timeSchema } from './fields.ts';
import { fileErrorSchema } from './files.ts';

const operationStatuses = ['queued', 'decrypting', 'ready', 'expired', 'failed'] as const;

/** A task that runs in the background: the decryption of a file. */
export const operationSchema = z.strictObject({
  id: idSchema,
  fileId: idSchema,
  /** `decrypt`: for the owner. `share`: for a download through a share link. */
  kind: z.enum(['decrypt', 'share']),
  status: z.enum(operationStatuses),
  /** 0 to 1. */
  progress: z.number().min(0).max(1),
  createdAt: timeSchema,
  /** When a `ready` operation becomes `expired` and its decrypted copy is deleted. */
  expiresAt: timeSchema.optional(),
  /** While `ready`: a presigned URL that downloads the file under its name. */
  download: z.strictObject({ url: z.url(), expiresAt: timeSchema }).optional(),
  error: fileErrorSchema.optional(),
});
export type Operation = z.infer<typeof operationSchema>;

export const operationAnswerSchema = z.strictObject({ operation: operationSchema });
export const operationListSchema = z.strictObject({
  items: z.array(operationSchema),
  nextCursor: z.string().optional(),
});
