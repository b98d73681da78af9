import * as z from 'zod';
import { bytesSchema } from '#aws';
import { type FileErrorCode, fileErrors, fileStatuses, idSchema } from '#contract';

const fileErrorCode = z.enum(Object.keys(fileErrors) as [FileErrorCode, ...FileErrorCode[]]);

/** How the plaintext comes in. */
const uploadSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('single') }),
  z.object({
    kind: z.literal('multipart'),
    /** S3's upload id in the bucket `staging`. */
    uploadId: z.string(),
    /** Bytes of every part but the last. */
    partSize: z.number().int(),
    parts: z.number().int(),
    /** The ETag of every part in order, from the moment at which the client said that it is done. */
    etags: z.array(z.string()).optional(),
  }),
]);

/**
 * What has to be settled before the first frame is sealed, in one conditional write: every worker and every retry uses just
 * this, so that no two different messages are ever made under one data key.
 */
const planSchema = z.object({
  /** The serialized header of the message. */
  header: bytesSchema,
  /** The object in the bucket `vault`; the message id is part of its key. */
  key: z.string(),
  /** S3's upload id in the bucket `vault`. */
  uploadId: z.string(),
  /** The plaintext that is encrypted: this very object, whatever arrives later. */
  source: z.object({ etag: z.string() }),
  /** Bytes of plaintext in a frame. */
  frameLength: z.number().int(),
  /** Frames of every part but the last. */
  framesPerPart: z.number().int(),
  /** Parts of a run, where the work is spread. */
  partsPerRun: z.number().int(),
});
export type EncryptionPlan = z.infer<typeof planSchema>;

/** The ciphertext as it was stored; readers hold the object to it. */
const storedSchema = z.object({
  key: z.string(),
  versionId: z.string(),
  /** Bytes. */
  size: z.number().int(),
  /** S3's own checksum of the whole object: base64, and the number of parts. */
  checksum: z.string(),
  /** SHA-256 of the serialized header. */
  headerDigest: z.string(),
  /** Bytes of plaintext in a frame. */
  frameLength: z.number().int(),
});
export type StoredCiphertext = z.infer<typeof storedSchema>;

/** Work that several workers do at once, in runs that they take from the queue. */
export const spreadSchema = z.object({
  id: idSchema,
  /** Runs of parts, numbered from 1. */
  runs: z.number().int(),
  /** Items that are not done: runs, and for a file its fingerprint (number 0). */
  remaining: z.number().int(),
});
export type Spread = z.infer<typeof spreadSchema>;

/** The right to work on something, for a while; whoever is not renewing it has lost it. */
export const leaseSchema = z.object({ until: z.string() });

/** A file, as stored: `pk` `OWNER#owner`, `sk` `FILE#id`. */
export const fileRecordSchema = z.object({
  id: idSchema,
  owner: idSchema,
  name: z.string(),
  /** Bytes of plaintext, as declared. */
  size: z.number().int(),
  contentType: z.string(),
  status: z.enum(fileStatuses),
  createdAt: z.string(),
  upload: uploadSchema,
  declaredSha256: z.string().optional(),
  /** Until when the last address that was signed for this upload can still be used. */
  signedUntil: z.string(),
  /** Counts who has taken up the work; a writer whose number is not the newest has been replaced. */
  fence: z.number().int(),
  lease: leaseSchema.optional(),
  /** How often the work was taken up without coming to an end or to a hand-over. */
  attempts: z.number().int().default(0),
  plan: planSchema.optional(),
  /** Where the file is large: how its encryption is spread. */
  spread: spreadSchema.optional(),
  stored: storedSchema.optional(),
  sha256: z.string().optional(),
  encryptedAt: z.string().optional(),
  error: fileErrorCode.optional(),
  /** Whether the owner was told about the end. */
  told: z.boolean().optional(),
  /** The newest event of the file's history. */
  history: z.object({ sequence: z.number().int(), hash: z.string() }),
  /** When the janitor has to look at this file; absent where it never has to. */
  dueAt: z.string().optional(),
});
export type FileRecord = z.infer<typeof fileRecordSchema>;
