import { Readable } from 'node:stream';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** Which object is read, and that it has to be that very one. */
export interface PinnedObject {
  readonly Bucket: string;
  readonly Key: string;
  readonly IfMatch?: string;
  readonly VersionId?: string;
}

/**
 * Reads a range of an object into memory at hand.
 *
 * @param range - bytes, `start` inclusive, `end` exclusive, not empty
 * @param into - receives them; as long as the range at the least
 * @returns the first bytes of `into`: exactly the range
 * @throws Error where S3 sends more or fewer bytes than were asked for
 */
export async function fetchRange(
  s3: S3Client,
  object: PinnedObject,
  { start, end }: { readonly start: number; readonly end: number },
  into: Uint8Array,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const command = new GetObjectCommand({ ...object, Range: `bytes=${start}-${end - 1}` });
  const { Body } = await s3.send(command, { abortSignal: signal });
  // The stream as Node has it: a web stream in between costs as much as the encryption.
  if (!(Body instanceof Readable)) throw new Error('S3 sent no body');
  const length = end - start;
  let offset = 0;
  for await (const chunk of Body) {
    if (!(chunk instanceof Uint8Array) || offset + chunk.length > length)
      throw new Error('S3 sent more than was asked for');
    into.set(chunk, offset);
    offset += chunk.length;
  }
  if (offset !== length) throw new Error('S3 sent less than was asked for');
  return into.subarray(0, length);
}
