import { openFrames } from '#message';
import type { EncryptorDependencies } from './dependencies.ts';
import { fetchRange } from './fetch-range.ts';
import { inLanes } from './lanes.ts';
import { completeObject, type MultipartObject, type WrittenPart, writePart } from './multipart-object.ts';
import type { OpenedCiphertext } from './open-stored.ts';
import { framesPerPart, laneCount, type Part, planParts } from './plan-parts.ts';
import { createProgressReporter } from './report-progress.ts';

/** Room for the frames around the plaintext of a part. */
const FRAMING_ROOM = 128 * 1024;

/** Decrypts a stored ciphertext part by part; the object comes into being when its last frame was authenticated. */
export async function decryptParts(
  dependencies: EncryptorDependencies,
  { object, message, shape }: OpenedCiphertext,
  upload: MultipartObject,
  subject: { readonly owner: string; readonly operation: string },
  signal: AbortSignal,
): Promise<void> {
  const { s3 } = dependencies;
  const framesInPart = framesPerPart(shape.plaintextLength);
  const parts = planParts(shape, framesInPart);
  const report = createProgressReporter(
    dependencies,
    subject.owner,
    subject.operation,
    shape.plaintextLength,
  );
  const room = Math.min(framesInPart * shape.frameLength, shape.plaintextLength);
  const createMemory = () => ({
    ciphertext: Buffer.allocUnsafe(room + FRAMING_ROOM),
    plaintext: Buffer.allocUnsafe(room),
  });
  const written = new Map<number, WrittenPart>();

  const decryptPart = async (part: Part, memory: ReturnType<typeof createMemory>) => {
    const ciphertext = await fetchRange(s3, object, part.ciphertext, memory.ciphertext, signal);
    const plaintext = await openFrames(message, part.run, ciphertext, memory.plaintext);
    written.set(part.number, await writePart(s3, upload, part.number, plaintext, signal));
    await report(plaintext.length);
  };
  await inLanes(parts, laneCount(parts.length, framesInPart), createMemory, signal, decryptPart);
  const inOrder = parts.map(({ number }) => written.get(number)).filter((part) => part !== undefined);
  await completeObject(s3, upload, inOrder);
}
