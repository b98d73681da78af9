import { type Message, openFrames, sealFrames } from '#message';
import type { Conversion } from './transfer-parts.ts';

/** Plaintext becomes frames; the header stands in front of the first part. */
export function sealing(message: Message): Conversion {
  return {
    sourceRange: ({ plaintext }) => plaintext,
    targetRange: ({ ciphertext }) => ciphertext,
    headOf: ({ number }) => (number === 1 ? message.header : new Uint8Array()),
    convert: (run, bytes, into) => sealFrames(message, run, bytes, into),
  };
}

/** Frames become plaintext, each of them authenticated. */
export function opening(message: Message): Conversion {
  return {
    sourceRange: ({ ciphertext }) => ciphertext,
    targetRange: ({ plaintext }) => plaintext,
    headOf: () => new Uint8Array(),
    convert: (run, bytes, into) => openFrames(message, run, bytes, into),
  };
}
