import * as z from 'zod';
import { idSchema, timeSchema } from './fields.ts';

export const rewrapBodySchema = z.strictObject({
  /** One of the keys that the stack's settings name. */
  keyArn: z.string().min(1).max(2048),
});

/** Every file key being wrapped under another KMS key. */
export const rewrapSchema = z.strictObject({
  id: idSchema,
  keyArn: z.string(),
  status: z.enum(['queued', 'running', 'done', 'failed']),
  /** File keys that are under the target now. */
  done: z.number().int(),
  /** File keys that there were at the beginning; 0 as long as nobody has counted. */
  total: z.number().int(),
  /** File keys that could not be re-wrapped. They are as they were: asking again tries them again. */
  failed: z.number().int(),
  /** The first of them, and the code of KMS for each. */
  failures: z.array(z.strictObject({ fileId: idSchema, code: z.string() })),
  createdAt: timeSchema,
  endedAt: timeSchema.optional(),
});
export type Rewrap = z.infer<typeof rewrapSchema>;

/** What goes through the queue `rewraps`. */
export const rewrapItemSchema = z.strictObject({ rewrap: idSchema });
export type RewrapItem = z.infer<typeof rewrapItemSchema>;
