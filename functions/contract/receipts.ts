import * as z from 'zod';
import { idSchema, timeSchema } from './fields.ts';

/** The `typ` header of a receipt: a signature over anything else is no receipt (RFC 8725, section 3.11). */
export const RECEIPT_TYPE = 'encrypt5-receipt+jwt';

const hexDigest = z.string().regex(/^[0-9a-f]{64}$/);

/** One version of an object in the bucket of the ciphertext. */
const versionSchema = z.strictObject({
  key: z.string(),
  versionId: z.string(),
  /** Bytes. */
  size: z.number().int(),
});

/**
 * What a deletion leaves behind, and its receipt states: nothing in it says anything about the content, the fingerprint of
 * the plaintext least of all.
 */
export const shreddingSchema = z.strictObject({
  /** The user, and the address that the request came from. */
  shreddedBy: z.strictObject({ user: idSchema, address: z.string() }),
  /** The ciphertext as readers were held to it: S3's checksum of the object, SHA-256 of the message's header. */
  ciphertext: versionSchema.extend({ bucket: z.string(), checksum: z.string(), headerDigest: hexDigest }),
  /** Everything that the bucket had of the file, the above included; all of it was deleted. */
  versions: z.array(versionSchema),
  /** The file key: by which KMS key it was wrapped, and the SHA-256 of its wrapped form, of which no copy was left. */
  fileKey: z.strictObject({ keyArn: z.string(), wrappedKeyDigest: hexDigest }),
  /** How often the owner was given everything to decrypt the file elsewhere; those copies are his. */
  exports: z.number().int(),
});
export type Shredding = z.infer<typeof shreddingSchema>;

/** The claims of a receipt (RFC 7519, section 4). */
export const receiptClaimsSchema = shreddingSchema.extend({
  iss: z.literal('encrypt5'),
  /** The file. */
  sub: idSchema,
  /** Seconds since the epoch at which the file was shredded. */
  iat: z.number().int(),
  shreddedAt: timeSchema,
  unrecoverable: z.strictObject({
    /** For everybody who has no backup of the vault's tables. */
    withoutBackups: timeSchema,
    /** For those too: from then on no backup has the wrapped key any more. */
    withBackups: timeSchema,
  }),
});
export type ReceiptClaims = z.infer<typeof receiptClaimsSchema>;

export const receiptAnswerSchema = z.strictObject({
  /** The receipt itself: a JWS in compact form (RFC 7515, section 7.1), ES256. */
  receipt: z.string(),
  /** What it states, decoded. */
  claims: receiptClaimsSchema,
});
