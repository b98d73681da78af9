import { sealFrames, shapeOfPlaintext } from '#message';
import { type FileRecord, updateFile } from '#platform';
import type { EncryptorDependencies } from './dependencies.ts';
import { fetchRange } from './fetch-range.ts';
import { createFingerprint } from './fingerprint.ts';
import type { Source } from './inspect-source.ts';
import { inLanes } from './lanes.ts';
import {
  completeObject,
  findObject,
  type MultipartObject,
  type WrittenObject,
  type WrittenPart,
  writePart,
  writtenParts,
} from './multipart-object.ts';
import { Rejected } from './outcomes.ts';
import { laneCount, type Part, planParts } from './plan-parts.ts';
import { createProgressReporter } from './report-progress.ts';
import type { Settled } from './settle-plan.ts';

/** Room for frames around the plaintext of a part, and for the header in front of the first. */
const FRAMING_ROOM = 128 * 1024;

/**
 * Encrypts a file part by part. What an earlier attempt has written is not encrypted again; it is read for the fingerprint
 * alone.
 *
 * @returns the stored ciphertext, and the plain SHA-256 of the file
 * @throws Rejected `checksum_mismatch`, before anything is put together
 */
export async function encryptParts(
  dependencies: EncryptorDependencies,
  { record, plan, message }: Settled,
  source: Source,
  signal: AbortSignal,
): Promise<{ object: WrittenObject; sha256: string }> {
  const { s3, buckets } = dependencies;
  const upload = { Bucket: buckets.vault, Key: plan.key, UploadId: plan.uploadId };
  const shape = shapeOfPlaintext(message, record.size);
  const parts = planParts(shape, plan.framesPerPart);
  const { written, object } = await earlierWork(dependencies, record, upload, shape.messageLength);
  const fingerprint = createFingerprint(parts.length);
  const report = createProgressReporter(dependencies, record.owner, record.id, record.size);
  const roomOf = Math.min(plan.framesPerPart * message.frameLength, record.size);
  const createMemory = () => ({
    plaintext: Buffer.allocUnsafe(roomOf),
    ciphertext: Buffer.allocUnsafe(roomOf + FRAMING_ROOM),
  });

  const encryptPart = async (part: Part, memory: ReturnType<typeof createMemory>) => {
    try {
      const plaintext = await fetchRange(s3, source, part.plaintext, memory.plaintext, signal);
      if (object === undefined && !written.has(part.number))
        written.set(part.number, await sealAndWrite(part, plaintext, memory.ciphertext));
      await fingerprint.add(part.number, plaintext);
      await report(plaintext.length);
    } catch (error) {
      fingerprint.giveUp(error);
      throw error;
    }
  };
  const sealAndWrite = async (part: Part, plaintext: Uint8Array, room: Uint8Array): Promise<WrittenPart> => {
    const headerLength = part.number === 1 ? message.headerLength : 0;
    if (part.number === 1) room.set(message.header);
    const frames = await sealFrames(message, part.run, plaintext, room.subarray(headerLength));
    return writePart(s3, upload, part.number, room.subarray(0, headerLength + frames.length), signal);
  };

  await inLanes(parts, laneCount(parts.length, plan.framesPerPart), createMemory, signal, encryptPart);
  const sha256 = fingerprint.digest();
  if (object !== undefined) return { object, sha256 };
  if (record.declaredSha256 !== undefined && record.declaredSha256 !== sha256)
    throw new Rejected('checksum_mismatch');
  const inOrder = parts.map(({ number }) => written.get(number)).filter((part) => part !== undefined);
  return { object: await completeObject(s3, upload, inOrder), sha256 };
}

/**
 * What an earlier attempt has left: parts, or even the whole object.
 *
 * @throws Error where its upload was aborted: the plan is dropped, so that the next attempt makes another
 */
async function earlierWork(
  { s3, table }: EncryptorDependencies,
  record: FileRecord,
  upload: MultipartObject,
  messageLength: number,
): Promise<{ written: Map<number, WrittenPart>; object: WrittenObject | undefined }> {
  const written = await writtenParts(s3, upload);
  if (written !== undefined) return { written, object: undefined };
  const object = await findObject(s3, upload);
  if (object?.size === messageLength) return { written: new Map(), object };
  await updateFile(table, record, { remove: ['plan'] });
  throw new Error('The upload of the ciphertext was aborted');
}
