import * as z from 'zod';
import { timeSchema } from './fields.ts';

/**
 * Everything that is needed to decrypt a file without this service (docs/recovery.md): the ciphertext in the message
 * format of the AWS Encryption SDK, and the wrapped file key for its raw AES keyring.
 */
export const exportSchema = z.strictObject({
  /** A presigned URL that expires after some minutes. */
  ciphertext: z.strictObject({ url: z.url(), expiresAt: timeSchema }),
  /** The file key, wrapped by KMS, in base64. */
  wrappedKey: z.base64(),
  /** The KMS wrapping key that unwraps the file key. */
  keyArn: z.string(),
  /** KMS needs it to unwrap the file key. The header of the message contains the same pairs. */
  encryptionContext: z.record(z.string(), z.string()),
  keyNamespace: z.string(),
  keyName: z.string(),
});
