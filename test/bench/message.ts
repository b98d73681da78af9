import { randomBytes } from 'node:crypto';
import {
  type Cipher,
  ciphertextRange,
  createMessage,
  frameRun,
  openFrames,
  sealFrames,
  shapeOfPlaintext,
  webCipher,
} from '#message';
import { nodeCipher } from '../../functions/encryptor/node-cipher.ts';
import { officialDecrypt, officialEncrypt } from '../conformance/official.ts';
import { type Contestant, interleave, type Measurement, speedRatio, throughput } from './measure.ts';
import { rawOpen, rawSeal } from './raw-aes-gcm.ts';

const MIB = 1024 * 1024;
const FRAME_LENGTH = MIB;
/** Frames that are in memory at the same time, as in one part of an upload. */
const FRAMES_PER_RANGE = 8;
const RANGES = 16;
const BYTES = FRAMES_PER_RANGE * RANGES * FRAME_LENGTH;
/** The approximate length of a frame's AAD. */
const AAD_LENGTH = 71;
const ROUNDS = { rounds: 16, warmUp: 2 };

/**
 * Sealing and opening frames of 1 MiB, compared with raw AES-256-GCM and with the official SDK on the same plaintext.
 */
export async function measureMessage(): Promise<Measurement[]> {
  const plaintext = randomBytes(FRAMES_PER_RANGE * FRAME_LENGTH);
  const wrappingKey = { bytes: randomBytes(32), namespace: 'encrypt5', name: 'bench' };
  const raw = rawContestants(plaintext);
  const ours = await ourContestants('Encrypt5, node:crypto', nodeCipher, plaintext);
  const web = await ourContestants('Encrypt5, Web Crypto', webCipher, plaintext);

  const whole = Buffer.concat(Array.from({ length: RANGES }, () => plaintext));
  const options = { frameLength: FRAME_LENGTH, encryptionContext: {} };
  const sealedOfficially = await officialEncrypt([wrappingKey], whole, options);
  const official = {
    seal: { name: 'seal: official SDK', run: () => officialEncrypt([wrappingKey], whole, options) },
    open: { name: 'open: official SDK', run: () => officialDecrypt(wrappingKey, sealedOfficially) },
  };

  const measurements: Measurement[] = [];
  for (const direction of ['seal', 'open'] as const) {
    const [rawOne, oursOne, webOne, officialOne] = [
      raw[direction],
      ours[direction],
      web[direction],
      official[direction],
    ];
    const againstRaw = await interleave([rawOne, oursOne], ROUNDS);
    // These two run separately, because they leave so much garbage that raw node:crypto drops to half its speed beside
    // them.
    const againstOfficial = await interleave([oursOne, webOne, officialOne], ROUNDS);
    measurements.push(
      ...[rawOne, oursOne].map((contestant) => throughput(againstRaw, contestant, BYTES)),
      ...[webOne, officialOne].map((contestant) => throughput(againstOfficial, contestant, BYTES)),
      speedRatio(againstRaw, oursOne, rawOne),
      speedRatio(againstOfficial, oursOne, officialOne),
    );
  }
  return measurements;
}

interface Pair {
  readonly seal: Contestant;
  readonly open: Contestant;
}

function rawContestants(plaintext: Uint8Array): Pair {
  const key = randomBytes(32);
  const aad = randomBytes(AAD_LENGTH);
  const sealed = rawSeal(key, aad, plaintext, FRAME_LENGTH);
  return {
    seal: {
      name: 'seal: raw node:crypto',
      run: () => repeat(() => rawSeal(key, aad, plaintext, FRAME_LENGTH)),
    },
    open: { name: 'open: raw node:crypto', run: () => repeat(() => rawOpen(key, aad, sealed)) },
  };
}

async function ourContestants(name: string, cipher: Cipher, plaintext: Uint8Array): Promise<Pair> {
  const wrappingKey = { bytes: randomBytes(32), namespace: 'encrypt5', name: 'bench' };
  const message = await createMessage(cipher, {
    wrappingKey,
    encryptionContext: {},
    frameLength: FRAME_LENGTH,
  });
  const shape = shapeOfPlaintext(message, BYTES);
  const run = frameRun(shape, 1, FRAMES_PER_RANGE);
  const { start, end } = ciphertextRange(shape, run);
  const sealed = await sealFrames(message, run, plaintext, new Uint8Array(end - start));
  // All part ranges use the same memory, as in an upload of many parts.
  const ciphertext = new Uint8Array(sealed.length);
  const opened = new Uint8Array(plaintext.length);
  return {
    seal: { name: `seal: ${name}`, run: () => repeat(() => sealFrames(message, run, plaintext, ciphertext)) },
    open: { name: `open: ${name}`, run: () => repeat(() => openFrames(message, run, sealed, opened)) },
  };
}

async function repeat(work: () => unknown): Promise<void> {
  for (let i = 0; i < RANGES; i++) await work();
}
