import * as z from 'zod';
import { type FileErrorCode, fileErrors } from './codes.ts';
import { fileNameSchema, idSchema, namePrefixSchema, sha256Schema, timeSchema } from './fields.ts';

/** The statuses of a file that its owner sees (docs/architecture.md shows the transitions). */
export const fileStatuses = ['uploading', 'queued', 'encrypting', 'encrypted', 'rejected', 'failed'] as const;
const fileStatusSchema = z.enum(fileStatuses);
export type FileStatus = z.infer<typeof fileStatusSchema>;

const fileErrorNames = Object.keys(fileErrors) as [FileErrorCode, ...FileErrorCode[]];
export const fileErrorSchema = z.strictObject({ code: z.enum(fileErrorNames), title: z.string() });

/** A file as its owner sees it. */
export const fileSchema = z.strictObject({
  id: idSchema,
  name: z.string(),
  /** Bytes of plaintext. */
  size: z.number().int(),
  contentType: z.string(),
  status: fileStatusSchema,
  createdAt: timeSchema,
  encryptedAt: timeSchema.optional(),
  /** SHA-256 of the plaintext. Only in the response for one file, never in lists. */
  sha256: sha256Schema.optional(),
  /** 0 to 1, while `encrypting`. */
  progress: z.number().min(0).max(1).optional(),
  error: fileErrorSchema.optional(),
});
export type File = z.infer<typeof fileSchema>;

/** 5 TiB, the S3 limit for an object. The stack has a lower limit in its settings. */
const LARGEST_OBJECT = 5 * 2 ** 40;
/** The S3 limit for the parts of one upload. */
export const MOST_PARTS = 10_000;

/** Bytes. A larger file is uploaded in parts, so that a lost connection costs at most one part. */
export const SINGLE_UPLOAD_LIMIT = 16 * 2 ** 20;

export const createFileBodySchema = z.strictObject({
  name: fileNameSchema,
  /** Bytes. An empty file is refused because its content cannot be checked against its type. */
  size: z.number().int().min(1).max(LARGEST_OBJECT),
  contentType: z.string().min(3).max(127),
  /** SHA-256 of the content. The upload is checked against it, and every part must have its own SHA-256. */
  sha256: sha256Schema.optional(),
});

/** The extension of the new name must belong to the type of the file. */
export const renameFileBodySchema = z.strictObject({ name: fileNameSchema });

const headersSchema = z.record(z.string(), z.string());

/** How to upload the content: one PUT, or parts. The client requests the URLs of parts as it needs them. */
const uploadSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('single'), url: z.url(), headers: headersSchema, expiresAt: timeSchema }),
  z.strictObject({
    kind: z.literal('multipart'),
    /** Bytes of every part but the last. */
    partSize: z.number().int(),
    /** Number of parts. */
    parts: z.number().int(),
  }),
]);
export type Upload = z.infer<typeof uploadSchema>;

export const createFileAnswerSchema = z.strictObject({ file: fileSchema, upload: uploadSchema });
export const uploadAnswerSchema = z.strictObject({ upload: uploadSchema });

const partNumberSchema = z.number().int().min(1).max(MOST_PARTS);

export const signPartsBodySchema = z.strictObject({
  partNumbers: z.array(partNumberSchema).min(1).max(100),
  /** Part number → SHA-256 of the part in base64; for uploads that were created with `sha256`. */
  sha256: z.record(z.string().regex(/^[1-9]\d{0,4}$/), z.base64().length(44)).optional(),
});

export const signPartsAnswerSchema = z.strictObject({
  parts: z.array(
    z.strictObject({ partNumber: partNumberSchema, url: z.url(), headers: headersSchema.optional() }),
  ),
});

export const arrivedPartsSchema = z.strictObject({
  items: z.array(z.strictObject({ partNumber: partNumberSchema, etag: z.string(), size: z.number().int() })),
});

export const completeBodySchema = z.strictObject({
  parts: z
    .array(z.strictObject({ partNumber: partNumberSchema, etag: z.string().min(1).max(200) }))
    .min(1)
    .max(MOST_PARTS),
});

/** Where the next page of a list begins. Opaque to clients. */
const cursorSchema = z.string().regex(/^[A-Za-z0-9_-]{1,400}$/, 'a cursor of this API');

/** Query parameters are text, such as `limit=20`. Only digits are accepted, not `1e1` or `0x10`. */
const limitSchema = z.preprocess(
  (text) => (typeof text === 'string' && /^[0-9]+$/.test(text) ? Number(text) : text),
  z.number().int().min(1).max(100),
);

export const pageQuerySchema = z.strictObject({
  limit: limitSchema.default(50),
  cursor: cursorSchema.optional(),
});

/** The filters and the page of a list of files. */
export const fileListQuerySchema = pageQuerySchema.extend({
  status: fileStatusSchema.optional(),
  /** The beginning of the name. Case is ignored. */
  q: namePrefixSchema.optional(),
});

export const fileListSchema = z.strictObject({
  items: z.array(fileSchema),
  nextCursor: z.string().optional(),
});
export type FileList = z.infer<typeof fileListSchema>;
