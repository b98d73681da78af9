import { HeadObjectCommand, type HeadObjectCommandOutput, NotFound, type S3Client } from '@aws-sdk/client-s3';
import { sha256 } from '#aws';
import {
  ciphertextRange,
  frameRun,
  headerBytesNeeded,
  type Message,
  type MessageShape,
  openFrames,
  openMessage,
  shapeOfMessage,
} from '#message';
import type { FileRecord, StoredCiphertext } from '#vault';
import type { EncryptorDependencies } from './dependencies.ts';
import { fetchRange, type PinnedObject } from './fetch-range.ts';
import { encryptionContextOf, openFileKey } from './file-key.ts';
import { nodeCipher } from './node-cipher.ts';
import { Hopeless } from './outcomes.ts';

/** The beginning of a message that surely holds a header of ours. */
const HEADER_SAMPLE = 4096;

/** A stored ciphertext, opened: header verified, length authenticated. */
export interface OpenedCiphertext {
  readonly object: PinnedObject & { readonly VersionId: string };
  /** To be disposed of by the caller. */
  readonly message: Message;
  readonly shape: MessageShape;
}

/**
 * Opens the stored ciphertext of a file as a reader would: key unwrapped by KMS, the very version that was pinned, its header
 * and its final frame, which authenticates the length. Everything has to be what the record says, so that no other message,
 * not even another of the same file, can take its place.
 *
 * @throws Hopeless `integrity_failure`, or MessageError, where it is not
 */
export async function openStored(
  dependencies: EncryptorDependencies,
  record: FileRecord,
  stored: StoredCiphertext,
  signal: AbortSignal,
): Promise<OpenedCiphertext> {
  const { s3, buckets } = dependencies;
  const object = { Bucket: buckets.vault, Key: stored.key, VersionId: stored.versionId };
  const head = await headOf(s3, object, signal);
  requireEqual(head.ContentLength, stored.size);
  requireEqual(head.ChecksumCRC32, stored.checksum);

  const message = await openHeader(dependencies, record, stored, object, signal);
  try {
    const shape = shapeOfMessage(message, stored.size);
    requireEqual(shape.plaintextLength, record.size);
    await openOneFrame(dependencies, message, shape, shape.frames, object, signal);
    return { object, message, shape };
  } catch (error) {
    message.dispose();
    throw error;
  }
}

/** @throws Hopeless `integrity_failure` where the version that was stored is gone */
async function headOf(
  s3: S3Client,
  object: PinnedObject,
  abortSignal: AbortSignal,
): Promise<HeadObjectCommandOutput> {
  try {
    return await s3.send(new HeadObjectCommand({ ...object, ChecksumMode: 'ENABLED' }), { abortSignal });
  } catch (error) {
    throw error instanceof NotFound ? new Hopeless('integrity_failure', error) : error;
  }
}

/** Opens one frame of a stored ciphertext, to see that it can be opened. */
export async function openOneFrame(
  { s3 }: EncryptorDependencies,
  message: Message,
  shape: MessageShape,
  frame: number,
  object: PinnedObject,
  signal: AbortSignal,
): Promise<void> {
  const run = frameRun(shape, frame, 1);
  const range = ciphertextRange(shape, run);
  const ciphertext = await fetchRange(s3, object, range, new Uint8Array(range.end - range.start), signal);
  const plaintext = await openFrames(message, run, ciphertext, new Uint8Array(message.frameLength));
  plaintext.fill(0);
}

async function openHeader(
  dependencies: EncryptorDependencies,
  record: FileRecord,
  stored: StoredCiphertext,
  object: PinnedObject,
  signal: AbortSignal,
): Promise<Message> {
  const end = Math.min(HEADER_SAMPLE, stored.size);
  const start = await fetchRange(dependencies.s3, object, { start: 0, end }, new Uint8Array(end), signal);
  requireEqual(sha256(start.subarray(0, headerBytesNeeded(start))), stored.headerDigest);
  const wrappingKey = await openFileKey(dependencies, record.owner, record.id);
  try {
    const encryptionContext = encryptionContextOf(record.owner, record.id);
    const message = await openMessage(nodeCipher, start, { wrappingKey, encryptionContext });
    requireEqual(message.frameLength, stored.frameLength);
    return message;
  } finally {
    wrappingKey.bytes.fill(0);
  }
}

function requireEqual(actual: number | string | undefined, expected: number | string): void {
  if (actual !== expected) throw new Hopeless('integrity_failure');
}
