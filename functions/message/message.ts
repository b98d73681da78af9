import type { AesGcm } from './cipher.ts';
import type { EncryptionContext } from './encryption-context.ts';
import type { MessageKey } from './suite.ts';

/** The two lengths that determine the positions of frames in a message. */
export interface FrameLayout {
  /** Bytes of the serialized header, including the tag. */
  readonly headerLength: number;
  /** Bytes of plaintext in every frame but the last. */
  readonly frameLength: number;
}

/** The fields of a verified header. */
interface MessageFields {
  /** The serialized header, including the tag: the first bytes of the message. */
  readonly header: Uint8Array;
  readonly messageId: Uint8Array;
  readonly encryptionContext: EncryptionContext;
  readonly frameLength: number;
}

/**
 * A message with a created or verified header and the key of its frames. When sealing, never use two different
 * plaintexts for the same frame. Sealing the same plaintext again is safe.
 */
export class Message implements MessageFields, FrameLayout {
  readonly header: Uint8Array;
  readonly messageId: Uint8Array;
  readonly encryptionContext: EncryptionContext;
  readonly frameLength: number;
  #key: MessageKey | undefined;

  /** @param key - the message zeroes it in `dispose` */
  constructor(fields: MessageFields, key: MessageKey) {
    this.header = fields.header;
    this.messageId = fields.messageId;
    this.encryptionContext = fields.encryptionContext;
    this.frameLength = fields.frameLength;
    this.#key = key;
  }

  get headerLength(): number {
    return this.header.length;
  }

  /** The cipher of the header tag and the frames. @throws Error after `dispose` */
  get gcm(): AesGcm {
    if (!this.#key) throw new Error('The message has been disposed');
    return this.#key.gcm;
  }

  /** Zeroes the key as far as the platform allows. After that, no frame can be sealed or opened. Idempotent. */
  dispose(): void {
    this.#key?.bytes.fill(0);
    this.#key = undefined;
  }
}
