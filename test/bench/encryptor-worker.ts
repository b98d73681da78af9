import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { createMessage, shapeOfPlaintext } from '#message';
import { createControl } from '../../functions/encryptor/control.ts';
import { sealing } from '../../functions/encryptor/conversions.ts';
import { createFingerprint } from '../../functions/encryptor/fingerprint.ts';
import { nodeCipher } from '../../functions/encryptor/node-cipher.ts';
import { FRAME_LENGTH, framesPerPart, planParts } from '../../functions/encryptor/plan-parts.ts';
import { type Conversion, transferParts } from '../../functions/encryptor/transfer-parts.ts';

/** Runs the encryptor, or the same plan without a cipher, once in a process of its own. */
const { endpoint, size, mode } = z
  .object({ endpoint: z.url(), size: z.coerce.number(), mode: z.enum(['encrypt', 'copy']) })
  .parse({ endpoint: process.argv[2], size: process.argv[3], mode: process.argv[4] });

const s3 = new S3Client({
  endpoint,
  region: 'eu-west-1',
  forcePathStyle: true,
  credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
});
const message = await createMessage(nodeCipher, {
  wrappingKey: { bytes: new Uint8Array(32), namespace: 'encrypt5', name: 'bench' },
  encryptionContext: { 'encrypt5:file': 'bench', 'encrypt5:owner': 'bench' },
  frameLength: FRAME_LENGTH,
});
const shape = shapeOfPlaintext(message, size);
const parts = planParts(shape, framesPerPart(size, 10_000));
const fingerprint = mode === 'encrypt' ? createFingerprint(parts.length) : undefined;

/** Copies the bytes without changing them. */
const copying: Conversion = {
  sourceRange: ({ plaintext }) => plaintext,
  targetRange: ({ plaintext }) => plaintext,
  headOf: () => new Uint8Array(),
  convert: async (_, bytes, into) => {
    into.set(bytes);
    return into.subarray(0, bytes.length);
  },
};

const startedAt = performance.now();
const cpu = process.cpuUsage();
await transferParts(
  {
    s3,
    source: { Bucket: 'staging', Key: 'bench' },
    target: { Bucket: 'vault', Key: 'bench', UploadId: 'bench' },
    shape,
    conversion: mode === 'encrypt' ? sealing(message) : copying,
    control: createControl(new AbortController().signal, () => Number.POSITIVE_INFINITY),
    written: new Map(),
    ...(fingerprint !== undefined && { onSource: fingerprint.add }),
    onDone: async () => undefined,
  },
  parts,
);
await fingerprint?.digest();
await fingerprint?.end();
const seconds = (performance.now() - startedAt) / 1000;
const { user, system } = process.cpuUsage(cpu);
process.send?.({
  seconds,
  cpuSeconds: (user + system) / 1e6,
  peakBytes: process.resourceUsage().maxRSS * 1024,
  messageLength: shape.messageLength,
});
process.disconnect?.();
