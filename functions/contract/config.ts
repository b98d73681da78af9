import * as z from 'zod';

/** What the page has to know before anybody signs in. */
export const configSchema = z.strictObject({
  types: z.array(
    z.strictObject({ contentType: z.string(), label: z.string(), extensions: z.array(z.string()) }),
  ),
  /** Bytes. */
  maxFileSize: z.number().int(),
  /** Bytes: a larger file is uploaded in parts. */
  singleUploadLimit: z.number().int(),
  registration: z.enum(['open', 'domains', 'invite']),
  languages: z.array(z.string()),
});
export type Config = z.infer<typeof configSchema>;
