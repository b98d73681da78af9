import * as z from 'zod';

/** How much of a vault an account takes up: whatever may become a file, or is one. */
export const usageSchema = z.strictObject({
  /** Bytes of plaintext, as declared. */
  bytes: z.number().int().min(0),
  files: z.number().int().min(0),
});
export type Usage = z.infer<typeof usageSchema>;

/** How much of it an account may take up. */
export const quotaSchema = z.strictObject({
  bytes: z.number().int().min(0),
  files: z.number().int().min(0),
});
export type Quota = z.infer<typeof quotaSchema>;
