import * as z from 'zod';
import { idSchema, timeSchema } from './fields.ts';

/** The `typ` header of a receipt. Verifiers must refuse every other type (RFC 8725, section 3.11). */
export const RECEIPT_TYPE = 'encrypt5-receipt+jwt';

const hexDigest = z.string().regex(/^[0-9a-f]{64}$/);

/** A version of an object in the bucket that stores ciphertext. */
const versionSchema = z.strictObject({
  key: z.string(),
  versionId: z.string(),
  /** Bytes. */
  size: z.number().int(),
});

/**
 * The facts of a deletion that are kept and that the receipt states. They reveal nothing about the content, so the SHA-256
 * of the plaintext is not among them.
 */
export const shreddingSchema = z.strictObject({
  /** The user and the IP address of the request. */
  shreddedBy: z.strictObject({ user: idSchema, address: z.string() }),
  /** The ciphertext as it was verified before each decryption: the S3 checksum of the object and the SHA-256 of the header. */
  ciphertext: versionSchema.extend({ bucket: z.string(), checksum: z.string(), headerDigest: hexDigest }),
  /** All versions that the bucket held for the file, including the one above. All of them were deleted. */
  versions: z.array(versionSchema),
  /** The file key: the ARN of its KMS wrapping key, and the SHA-256 of the wrapped file key, which was deleted. */
  fileKey: z.strictObject({ keyArn: z.string(), wrappedKeyDigest: hexDigest }),
  /** How often the owner exported the file. The deletion does not affect exported copies. */
  exports: z.number().int(),
});
export type Shredding = z.infer<typeof shreddingSchema>;

/** The claims of a receipt (RFC 7519, section 4). */
export const receiptClaimsSchema = shreddingSchema.extend({
  iss: z.literal('encrypt5'),
  /** The id of the file. */
  sub: idSchema,
  /** The time of the deletion in seconds since the epoch. */
  iat: z.number().int(),
  shreddedAt: timeSchema,
  unrecoverable: z.strictObject({
    /** From this time the file cannot be recovered without a backup of the tables. */
    withoutBackups: timeSchema,
    /** From this time no backup contains the wrapped file key. */
    withBackups: timeSchema,
  }),
});
export type ReceiptClaims = z.infer<typeof receiptClaimsSchema>;

export const receiptAnswerSchema = z.strictObject({
  /** The receipt: a JWS in compact serialization (RFC 7515, section 7.1), ES256. */
  receipt: z.string(),
  /** The decoded claims of the receipt. */
  claims: receiptClaimsSchema,
});
