import { MOST_PARTS } from '#contract';

const MIB = 2 ** 20;
/** Small enough to repeat after an error, large enough that 2 GiB need few URLs. */
const USUAL_PART = 16 * MIB;

/** How a multipart upload divides a file. */
export interface UploadLayout {
  /** Bytes of each part except the last; a multiple of 1 MiB. */
  readonly partSize: number;
  readonly parts: number;
}

/**
 * Divides a file into parts of the usual size, or larger ones if there would be too many
 * (Amazon S3 User Guide, "Multipart upload limits": 10,000 parts of 5 MiB to 5 GiB).
 *
 * @param size - bytes of the file
 */
export function layoutOf(size: number): UploadLayout {
  const needed = Math.ceil(size / MOST_PARTS / MIB) * MIB;
  const partSize = Math.max(USUAL_PART, needed);
  return { partSize, parts: Math.ceil(size / partSize) };
}

/** Bytes of one part. Only the last can be shorter than the others. */
export function partLength(size: number, { partSize, parts }: UploadLayout, partNumber: number): number {
  return partNumber < parts ? partSize : size - (parts - 1) * partSize;
}
