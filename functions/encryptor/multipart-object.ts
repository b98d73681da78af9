import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  NoSuchUpload,
  NotFound,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { abortUpload, partsOf } from '#vault';

/** An object that is being written in parts. */
export interface MultipartObject {
  readonly Bucket: string;
  readonly Key: string;
  readonly UploadId: string;
}

/** A part that S3 has. */
export interface WrittenPart {
  readonly number: number;
  readonly etag: string;
  /** CRC-32 in base64, big-endian. */
  readonly checksum: string;
  /** Bytes. */
  readonly size: number;
}

/** An object that S3 has put together. */
export interface WrittenObject {
  /** In a bucket with versions. */
  readonly versionId: string | undefined;
  readonly checksum: string;
  readonly size: number;
}

/** Begins to write an object in parts that S3 checks one by one (CRC-32). */
export async function beginObject(
  s3: S3Client,
  object: { Bucket: string; Key: string; ContentType: string },
): Promise<MultipartObject> {
  const command = new CreateMultipartUploadCommand({
    ...object,
    ChecksumAlgorithm: 'CRC32',
    ChecksumType: 'COMPOSITE',
  });
  const { UploadId } = await s3.send(command);
  if (UploadId === undefined) throw new Error('S3 began an upload without an id');
  return { Bucket: object.Bucket, Key: object.Key, UploadId };
}

/**
 * Aborts every upload of objects whose keys begin with `Prefix`: a worker that died between beginning an upload and recording
 * it has left one that nobody knows of.
 */
export async function abortStrayUploads(s3: S3Client, Bucket: string, Prefix: string): Promise<void> {
  const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix }));
  for (const { Key, UploadId } of Uploads) {
    if (Key !== undefined && UploadId !== undefined) await abortUpload(s3, Bucket, Key, UploadId);
  }
}

/** Writes one part. */
export async function writePart(
  s3: S3Client,
  object: MultipartObject,
  number: number,
  body: Uint8Array,
  signal: AbortSignal,
): Promise<WrittenPart> {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  const checksum = sum.toString('base64');
  const command = new UploadPartCommand({
    ...object,
    PartNumber: number,
    Body: body,
    ContentLength: body.length,
    ChecksumCRC32: checksum,
  });
  const { ETag } = await s3.send(command, { abortSignal: signal });
  if (ETag === undefined) throw new Error('S3 took a part without an ETag');
  return { number, etag: ETag, checksum, size: body.length };
}

/**
 * Writes one part from pieces as they come, for parts that are too large for memory; S3 checks the sum that follows them.
 *
 * @param size - bytes of all pieces
 */
export async function writePieces(
  s3: S3Client,
  object: MultipartObject,
  number: number,
  size: number,
  pieces: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<WrittenPart> {
  const command = new UploadPartCommand({
    ...object,
    PartNumber: number,
    Body: Readable.from(pieces, { objectMode: false }),
    ContentLength: size,
    ChecksumAlgorithm: 'CRC32',
  });
  const { ETag, ChecksumCRC32 } = await s3.send(command, { abortSignal: signal });
  if (ETag === undefined || ChecksumCRC32 === undefined)
    throw new Error('S3 took a part without an ETag or a checksum');
  return { number, etag: ETag, checksum: ChecksumCRC32, size };
}

/**
 * The parts that S3 has, by number, or undefined where the upload has ended: completed by an earlier attempt, or aborted.
 *
 * @param range - which numbers are asked for
 */
export async function writtenParts(
  s3: S3Client,
  object: MultipartObject,
  range: { readonly first: number; readonly last: number },
): Promise<Map<number, WrittenPart> | undefined> {
  const parts = new Map<number, WrittenPart>();
  try {
    for await (const part of partsOf(s3, object, range)) {
      const { PartNumber: number, ETag: etag, ChecksumCRC32: checksum, Size: size } = part;
      if (number !== undefined && etag !== undefined && checksum !== undefined && size !== undefined)
        parts.set(number, { number, etag, checksum, size });
    }
    return parts;
  } catch (error) {
    if (error instanceof NoSuchUpload) return undefined;
    throw error;
  }
}

/** An object in parts as it stands, or undefined where there is none. */
export async function findObject(
  s3: S3Client,
  { Bucket, Key }: { Bucket: string; Key: string },
): Promise<WrittenObject | undefined> {
  try {
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
    if (head.ChecksumCRC32 === undefined || head.ContentLength === undefined) return undefined;
    return { versionId: head.VersionId, checksum: head.ChecksumCRC32, size: head.ContentLength };
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

/**
 * Has S3 put the parts together. If the upload has ended because the answer to an earlier call was lost, the object that it
 * made is looked at: it is accepted only if it is the one that these parts make.
 *
 * @param parts - all of them, in order
 */
export async function completeObject(
  s3: S3Client,
  object: MultipartObject,
  parts: readonly WrittenPart[],
): Promise<WrittenObject> {
  const Parts = parts.map(({ number, etag, checksum }) => ({
    PartNumber: number,
    ETag: etag,
    ChecksumCRC32: checksum,
  }));
  const checksum = compositeChecksum(parts);
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  try {
    const { VersionId } = await s3.send(
      new CompleteMultipartUploadCommand({ ...object, MultipartUpload: { Parts } }),
    );
    return { versionId: VersionId, checksum, size };
  } catch (error) {
    if (!(error instanceof NoSuchUpload)) throw error;
    const existing = await findObject(s3, object);
    if (existing?.checksum !== checksum || existing.size !== size) throw error;
    return existing;
  }
}

/** The checksum of an object in parts: the CRC-32 of their CRC-32s (Amazon S3 User Guide, "Checking object integrity"). */
function compositeChecksum(parts: readonly WrittenPart[]): string {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(Buffer.concat(parts.map(({ checksum }) => Buffer.from(checksum, 'base64')))));
  return `${sum.toString('base64')}-${parts.length}`;
}
