import { z } from 'zod';
import { CHECKSUM_ALGORITHMS } from '../body/checksum.ts';

/** The encryption that S3 reports for an object. */
const encryptionSchema = z.object({
  algorithm: z.enum(['AES256', 'aws:kms']),
  keyId: z.string().optional(),
  bucketKey: z.boolean().optional(),
});
export type Encryption = z.infer<typeof encryptionSchema>;

/** The properties of an object or an upload. */
const propertiesSchema = z.object({
  /** Lower-case names: `content-type`, `cache-control` … */
  headers: z.record(z.string(), z.string()),
  /** User metadata without the prefix `x-amz-meta-`. */
  metadata: z.record(z.string(), z.string()),
  encryption: encryptionSchema,
});
export type ObjectProperties = z.infer<typeof propertiesSchema>;

export const checksumSchema = z.object({
  algorithm: z.enum(CHECKSUM_ALGORITHMS),
  type: z.enum(['FULL_OBJECT', 'COMPOSITE']),
  value: z.string(),
});

const segmentsSchema = z.array(z.object({ blob: z.string(), offset: z.number(), length: z.number() }));

/** The parts that a multipart upload was completed with; empty for any other object. */
const objectPartsSchema = z.array(
  z.object({ number: z.number(), size: z.number(), checksum: z.string().optional() }),
);

/** A column of JSON text. */
export function json<T>(schema: z.ZodType<T>) {
  return z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema);
}

const flag = z.number().transform((value) => value !== 0);

/** A column of a key's bytes. */
export const keySchema = z.instanceof(Uint8Array).transform((bytes) => Buffer.from(bytes).toString('utf8'));

/** A row of `versions`: one version of an object, or a delete marker. */
export const versionSchema = z.object({
  sequence: z.number(),
  bucket: z.string(),
  key: keySchema,
  version_id: z.string(),
  latest: flag,
  marker: flag,
  size: z.number(),
  etag: z.string(),
  modified: z.number(),
  properties: json(propertiesSchema),
  checksum: json(checksumSchema.nullable()),
  parts: json(objectPartsSchema),
  segments: json(segmentsSchema),
});
export type Version = z.infer<typeof versionSchema>;

/** A row of `uploads`. */
export const uploadSchema = z.object({
  id: z.string(),
  bucket: z.string(),
  key: keySchema,
  initiated: z.number(),
  properties: json(propertiesSchema),
  /** Null if the caller chose none: S3 then computes the default full-object checksum. */
  algorithm: z.enum(CHECKSUM_ALGORITHMS).nullable(),
  type: z.enum(['FULL_OBJECT', 'COMPOSITE']).nullable(),
});
export type Upload = z.infer<typeof uploadSchema>;

/** A row of `parts`. */
export const partSchema = z.object({
  number: z.number(),
  size: z.number(),
  etag: z.string(),
  modified: z.number(),
  /** Base64, of the upload's algorithm. */
  checksum: z.string(),
  /** The checksum from the request. The completing request must repeat it. */
  declared: json(checksumSchema.pick({ algorithm: true, value: true }).nullable()),
  segments: json(segmentsSchema),
});
export type Part = z.infer<typeof partSchema>;
