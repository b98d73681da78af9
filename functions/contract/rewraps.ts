import * as z from 'zod';
import { idSchema, timeSchema } from './fields.ts';

export const rewrapBodySchema = z.strictObject({
  /** One of the KMS wrapping keys in the settings of the stack. */
  keyArn: z.string().min(1).max(2048),
});

/** A re-wrap: a job that wraps every file key under another KMS key. */
export const rewrapSchema = z.strictObject({
  id: idSchema,
  keyArn: z.string(),
  status: z.enum(['queued', 'running', 'done', 'failed']),
  /** Number of file keys that are wrapped under `keyArn`. */
  done: z.number().int(),
  /** Number of file keys when the job started. 0 until they are counted. */
  total: z.number().int(),
  /** Number of file keys that could not be re-wrapped. They are unchanged. A new re-wrap tries them again. */
  failed: z.number().int(),
  /** The first failures, with the error code of KMS. */
  failures: z.array(z.strictObject({ fileId: idSchema, code: z.string() })),
  createdAt: timeSchema,
  endedAt: timeSchema.optional(),
});
export type Rewrap = z.infer<typeof rewrapSchema>;

/** A work item of the queue `rewraps`. */
export const rewrapItemSchema = z.strictObject({ rewrap: idSchema });
export type RewrapItem = z.infer<typeof rewrapItemSchema>;
