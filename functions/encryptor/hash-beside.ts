import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import * as z from 'zod';

/** SHA-256 (FIPS 180-4), one call at a time: each waits for the answer to the one before. */
export interface Hash {
  /**
   * @param bytes - not to be changed before it is done; where another thread hashes, a view of a `SharedArrayBuffer` is read
   * where it lies, any other is copied
   */
  update(bytes: Uint8Array): Promise<void>;
  /** The digest in lower-case hex; the hash is of no use after that. */
  digest(): Promise<string>;
  /** Has to be called in the end, whatever happened: a thread outlives whoever forgets it. */
  end(): Promise<void>;
}

/** The code is a string, since a bundle is one file, and the whole of it would be loaded again otherwise. */
const THREAD = `
const { createHash } = require('node:crypto');
const { parentPort } = require('node:worker_threads');
const hash = createHash('sha256');
parentPort.on('message', (bytes) => parentPort.postMessage(bytes ? void hash.update(bytes) : hash.digest('hex')));
`;
/** Mebibytes: it makes next to no objects, and memory is what the encryptor is short of. */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 16 };

const digestSchema = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * Hashes in a thread of its own. Hashing takes longer than encrypting, and both need a processor: where there are two, the
 * fingerprint costs no time.
 */
export function hashBeside(): Hash {
  const thread = new Worker(THREAD, { eval: true, env: {}, resourceLimits: RESOURCE_LIMITS });
  const ask = async (bytes?: Uint8Array): Promise<unknown> => {
    const answered = once(thread, 'message');
    thread.postMessage(bytes);
    return (await answered)[0];
  };
  return {
    update: async (bytes) => void (await ask(bytes)),
    digest: async () => digestSchema.parse(await ask()),
    end: async () => void (await thread.terminate()),
  };
}

/** Hashes in this thread, for what is done sooner than another has started. */
export function hashHere(): Hash {
  const hash = createHash('sha256');
  return {
    update: async (bytes) => void hash.update(bytes),
    digest: async () => hash.digest('hex'),
    end: async () => undefined,
  };
}
