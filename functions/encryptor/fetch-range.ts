import { Readable } from 'node:stream';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { StorageUnreachable } from './outcomes.ts';

/** Which object is read, and that it has to be that very one. */
export interface PinnedObject {
  readonly Bucket: string;
  readonly Key: string;
  readonly IfMatch?: string;
  readonly VersionId?: string;
}

/** How often S3 may close a connection, before a range counts as not to be had. */
const CONNECTIONS = 4;

/**
 * Reads a range of an object into memory at hand. Where S3 closes the connection midway, the rest is asked for: that it is the
 * rest of the same object, the pin makes sure.
 *
 * @param range - bytes, `start` inclusive, `end` exclusive, not empty
 * @param into - receives them; as long as the range at the least
 * @returns the first bytes of `into`: exactly the range
 * @throws Error where S3 sends more bytes than were asked for, or fewer again and again
 */
export async function fetchRange(
  s3: S3Client,
  object: PinnedObject,
  { start, end }: { readonly start: number; readonly end: number },
  into: Uint8Array,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const wanted = into.subarray(0, end - start);
  let offset = 0;
  for (let connection = 1; ; connection += 1) {
    const command = new GetObjectCommand({ ...object, Range: `bytes=${start + offset}-${end - 1}` });
    // The client itself tries again what fails before the body begins.
    const { Body } = await s3.send(command, { abortSignal: signal });
    // The stream as Node has it: a web stream in between costs as much as the encryption.
    if (!(Body instanceof Readable)) throw new Error('S3 sent no body');
    const { received, cause } = await receive(Body, wanted.subarray(offset));
    offset += received;
    if (offset === wanted.length) return wanted;
    signal.throwIfAborted();
    if (connection === CONNECTIONS) throw new StorageUnreachable(cause);
  }
}

/**
 * @returns how many bytes came, and why no more did
 * @throws Error where there are more than there is room for
 */
async function receive(body: Readable, into: Uint8Array): Promise<{ received: number; cause?: unknown }> {
  let received = 0;
  try {
    for await (const chunk of body) {
      if (!(chunk instanceof Uint8Array) || received + chunk.length > into.length) throw new TooMuch();
      into.set(chunk, received);
      received += chunk.length;
    }
    return { received };
  } catch (cause) {
    if (cause instanceof TooMuch) throw cause;
    return { received, cause };
  }
}

class TooMuch extends Error {
  constructor() {
    super('S3 sent more than was asked for');
  }
}
