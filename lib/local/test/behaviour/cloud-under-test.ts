import { z } from 'zod';

/** A cloud that runs the tests' template, or the part of it that it knows. */
export const cloudUnderTestSchema = z.object({
  endpoint: z.url(),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
  /** As for `mailsTo`. */
  mailUrl: z.url().optional(),
  /** The outputs of the stack. */
  outputs: z.record(z.string(), z.string()),
});
export type CloudUnderTest = z.infer<typeof cloudUnderTestSchema>;
