import { HeadObjectCommand, NotFound } from '@aws-sdk/client-s3';
import { fileTypeFromBuffer } from 'file-type';
import { type FileRecord, objectKeys } from '#vault';
import type { EncryptorDependencies } from './dependencies.ts';
import { fetchRange, type PinnedObject } from './fetch-range.ts';
import { Hopeless, Rejected } from './outcomes.ts';

/** How many bytes at the beginning are enough to tell every type (`file-type`'s own sample size). */
const SAMPLE = 4100;

/** The plaintext of a file, pinned: this very object, whatever arrives later. */
export type Source = PinnedObject & { readonly IfMatch: string };

/**
 * Finds the plaintext of a file.
 *
 * @throws Rejected `size_mismatch`
 * @throws Hopeless `source_missing`
 */
export async function findSource(dependencies: EncryptorDependencies, record: FileRecord): Promise<Source> {
  const head = await headOfSource(dependencies, record);
  if (head === undefined) throw new Hopeless('source_missing');
  if (head.ContentLength !== record.size) throw new Rejected('size_mismatch');
  return { ...sourceOf(dependencies, record), IfMatch: head.ETag };
}

/** Whether the plaintext of a file is there. */
export async function sourceExists(
  dependencies: EncryptorDependencies,
  record: FileRecord,
): Promise<boolean> {
  return (await headOfSource(dependencies, record)) !== undefined;
}

function sourceOf({ buckets }: EncryptorDependencies, record: FileRecord) {
  return { Bucket: buckets.staging, Key: objectKeys.staging(record.owner, record.id) };
}

async function headOfSource(dependencies: EncryptorDependencies, record: FileRecord) {
  try {
    const { ETag, ContentLength } = await dependencies.s3.send(
      new HeadObjectCommand(sourceOf(dependencies, record)),
    );
    if (ETag === undefined) throw new Error('S3 has an object without an ETag');
    return { ETag, ContentLength };
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

/**
 * Holds the content against the declared type: whatever name and header say, the first bytes have to agree.
 *
 * @throws Rejected `content_mismatch`
 */
export async function inspectContent(
  { s3 }: EncryptorDependencies,
  record: FileRecord,
  source: Source,
  signal: AbortSignal,
): Promise<void> {
  const end = Math.min(SAMPLE, record.size);
  const sample = await fetchRange(s3, source, { start: 0, end }, new Uint8Array(end), signal);
  if (!(await looksLike(record.contentType, sample))) throw new Rejected('content_mismatch');
}

async function looksLike(contentType: string, sample: Uint8Array): Promise<boolean> {
  // Office documents and many others are ZIP archives with a name of their own; as a ZIP they are welcome.
  if (contentType === 'application/zip') return isZip(sample);
  const detected = await fileTypeFromBuffer(sample);
  return detected?.mime === contentType;
}

/** A local file header, or the end of an empty archive (APPNOTE.TXT, sections 4.3.7 and 4.3.16). */
function isZip(sample: Uint8Array): boolean {
  const [p, k, third, fourth] = sample;
  return p === 0x50 && k === 0x4b && ((third === 3 && fourth === 4) || (third === 5 && fourth === 6));
}
