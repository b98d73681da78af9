import * as z from 'zod';

/** The settings that the page needs before sign-in. */
export const configSchema = z.strictObject({
  types: z.array(
    z.strictObject({ contentType: z.string(), label: z.string(), extensions: z.array(z.string()) }),
  ),
  /** Bytes. */
  maxFileSize: z.number().int(),
  /** Bytes. A larger file must be uploaded in parts. */
  singleUploadLimit: z.number().int(),
  registration: z.enum(['open', 'domains', 'invite']),
  languages: z.array(z.string()),
});
export type Config = z.infer<typeof configSchema>;
