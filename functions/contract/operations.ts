import * as z from 'zod';
import { idSchema, timeSchema } from './fields.ts';
import { fileErrorSchema } from './files.ts';

const operationStatuses = ['queued', 'decrypting', 'ready', 'expired', 'failed'] as const;

/** Something that was asked for and takes a while: a file being decrypted for its owner. */
export const operationSchema = z.strictObject({
  id: idSchema,
  fileId: idSchema,
  /** `share`: for those to whom its owner gave a link. */
  kind: z.enum(['decrypt', 'share']),
  status: z.enum(operationStatuses),
  /** 0 to 1. */
  progress: z.number().min(0).max(1),
  createdAt: timeSchema,
  /** From when a `ready` operation is `expired` and its copy deleted. */
  expiresAt: timeSchema.optional(),
  /** While `ready`: a presigned address that downloads the file under its name. */
  download: z.strictObject({ url: z.url(), expiresAt: timeSchema }).optional(),
  error: fileErrorSchema.optional(),
});
export type Operation = z.infer<typeof operationSchema>;

export const operationAnswerSchema = z.strictObject({ operation: operationSchema });
export const operationListSchema = z.strictObject({
  items: z.array(operationSchema),
  nextCursor: z.string().optional(),
});
