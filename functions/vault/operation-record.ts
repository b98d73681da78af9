import * as z from 'zod';
import { type FileErrorCode, fileErrors, idSchema } from '#contract';
import { leaseSchema, spreadSchema } from './file-record.ts';

const fileErrorCode = z.enum(Object.keys(fileErrors) as [FileErrorCode, ...FileErrorCode[]]);

/** A file being decrypted, as stored: `pk` `OWNER#owner`, `sk` `OPERATION#id`. */
export const operationRecordSchema = z.object({
  id: idSchema,
  owner: idSchema,
  file: idSchema,
  /** For whom it is: the owner himself, or those whom he gave a link. */
  kind: z.enum(['decrypt', 'share']).default('decrypt'),
  status: z.enum(['queued', 'decrypting', 'ready', 'expired', 'failed']),
  createdAt: z.string(),
  fence: z.number().int(),
  lease: leaseSchema.optional(),
  attempts: z.number().int().default(0),
  spread: spreadSchema.optional(),
  /** S3's upload id in the bucket `outbox`, while the copy is being written. */
  uploadId: z.string().optional(),
  /** From when a `ready` operation has expired, whether or not anybody has said so in the table yet. */
  expiresAt: z.string().optional(),
  error: fileErrorCode.optional(),
  told: z.boolean().optional(),
  dueAt: z.string().optional(),
  /** DynamoDB's time to live, seconds: when the trace of an ended operation goes. */
  expires: z.number().int().optional(),
});
export type OperationRecord = z.infer<typeof operationRecordSchema>;
