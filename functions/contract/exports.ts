import * as z from 'zod';
import { timeSchema } from './fields.ts';

/**
 * Everything to decrypt a file without this service (docs/recovery.md): the ciphertext, in the message format of the AWS
 * Encryption SDK, and the wrapped key for its raw AES keyring.
 */
export const exportSchema = z.strictObject({
  /** Presigned, for minutes. */
  ciphertext: z.strictObject({ url: z.url(), expiresAt: timeSchema }),
  /** The file key as KMS wrapped it, base64. */
  wrappedKey: z.base64(),
  /** The KMS key that unwraps it. */
  keyArn: z.string(),
  /** What KMS has to be given along with it, and what the message's header carries. */
  encryptionContext: z.record(z.string(), z.string()),
  keyNamespace: z.string(),
  keyName: z.string(),
});
