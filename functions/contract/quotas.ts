import * as z from 'zod';

/** The storage that an account uses. Uploads count from their creation. */
export const usageSchema = z.strictObject({
  /** Bytes of plaintext, as declared. */
  bytes: z.number().int().min(0),
  files: z.number().int().min(0),
});
export type Usage = z.infer<typeof usageSchema>;

/** The storage that an account may use. */
export const quotaSchema = z.strictObject({
  bytes: z.number().int().min(0),
  files: z.number().int().min(0),
});
export type Quota = z.infer<typeof quotaSchema>;
