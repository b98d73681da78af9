import { MOST_PARTS } from '#contract';

const MIB = 2 ** 20;
/** Small enough to send again without regret, large enough that a file of 2 GiB asks for few addresses. */
const USUAL_PART = 16 * MIB;

/** How a file is cut for an upload in parts. */
export interface UploadLayout {
  /** Bytes of every part but the last; whole MiB. */
  readonly partSize: number;
  readonly parts: number;
}

/**
 * Cuts a file for an upload in parts: parts of the usual size, or larger ones where there would be more than S3 takes
 * (Amazon S3 User Guide, "Multipart upload limits": 10,000 parts of 5 MiB to 5 GiB).
 *
 * @param size - bytes of the file
 */
export function layoutOf(size: number): UploadLayout {
  const needed = Math.ceil(size / MOST_PARTS / MIB) * MIB;
  const partSize = Math.max(USUAL_PART, needed);
  return { partSize, parts: Math.ceil(size / partSize) };
}

/** Bytes of one part; only the last is shorter than the others. */
export function sizeOfPart(size: number, { partSize, parts }: UploadLayout, partNumber: number): number {
  return partNumber < parts ? partSize : size - (parts - 1) * partSize;
}
