import * as z from 'zod';
import { type FileErrorCode, fileErrors } from './codes.ts';
import { fileNameSchema, idSchema, namePrefixSchema, sha256Schema, timeSchema } from './fields.ts';

/** The stages of a file's life that its owner sees (docs/architecture.md shows the transitions). */
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
  /** Plain SHA-256 of the content; on the file's own page only, never in lists. */
  sha256: sha256Schema.optional(),
  /** 0 to 1, while `encrypting`. */
  progress: z.number().min(0).max(1).optional(),
  error: fileErrorSchema.optional(),
});
export type File = z.infer<typeof fileSchema>;

/** 5 TiB: what S3 holds in one object. The stack's own limit is a setting below that. */
const LARGEST_OBJECT = 5 * 2 ** 40;
/** S3's limit on the parts of one upload. */
export const MOST_PARTS = 10_000;

/** Bytes: a larger file is uploaded in parts, so that a lost connection costs no more than a part. */
export const SINGLE_UPLOAD_LIMIT = 16 * 2 ** 20;

export const createFileBodySchema = z.strictObject({
  name: fileNameSchema,
  /** Bytes. An empty file has no content that could be checked against its type. */
  size: z.number().int().min(1).max(LARGEST_OBJECT),
  contentType: z.string().min(3).max(127),
  /** Plain SHA-256 of the content: the upload is then checked against it, and every part has to carry its own. */
  sha256: sha256Schema.optional(),
});

/** The new name has to end as files of the type do. */
export const renameFileBodySchema = z.strictObject({ name: fileNameSchema });

const headersSchema = z.record(z.string(), z.string());

/** How the bytes get in: one PUT, or parts whose addresses are asked for as they are needed. */
const uploadSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('single'), url: z.url(), headers: headersSchema, expiresAt: timeSchema }),
  z.strictObject({
    kind: z.literal('multipart'),
    /** Bytes of every part but the last. */
    partSize: z.number().int(),
    /** How many parts there are. */
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

/** Where a page of a list goes on; opaque to clients. */
const cursorSchema = z.string().regex(/^[A-Za-z0-9_-]{1,400}$/, 'not a cursor of ours');

/** Query parameters are text: `limit=20`; what JavaScript takes for a number besides digits is none. */
const limitSchema = z.preprocess(
  (text) => (typeof text === 'string' && /^[0-9]+$/.test(text) ? Number(text) : text),
  z.number().int().min(1).max(100),
);

export const pageQuerySchema = z.strictObject({
  limit: limitSchema.default(50),
  cursor: cursorSchema.optional(),
});

/** Which files, besides which page of them. */
export const fileListQuerySchema = pageQuerySchema.extend({
  status: fileStatusSchema.optional(),
  /** What the name begins with, in upper or lower case. */
  q: namePrefixSchema.optional(),
});

export const fileListSchema = z.strictObject({
  items: z.array(fileSchema),
  nextCursor: z.string().optional(),
});
export type FileList = z.infer<typeof fileListSchema>;
