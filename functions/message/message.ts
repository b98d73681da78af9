import type { AesGcm } from './cipher.ts';
import type { EncryptionContext } from './encryption-context.ts';
import type { MessageKey } from './suite.ts';

/** Where frames lie in a message depends on these two alone. */
export interface FrameLayout {
  /** Bytes of the serialized header, tag included. */
  readonly headerLength: number;
  /** Bytes of plaintext in every frame but the last. */
  readonly frameLength: number;
}

/** What a verified header says, in terms of this room. */
interface MessageFields {
  /** The serialized header, tag included: the first bytes of the message. */
  readonly header: Uint8Array;
  readonly messageId: Uint8Array;
  readonly encryptionContext: EncryptionContext;
  readonly frameLength: number;
}

/**
 * One message: its header, made here or verified, and the key of its frames, until `dispose`. A message that
 * is being made must never see two plaintexts for one frame; to seal the same plaintext again is harmless.
 */
export class Message implements MessageFields, FrameLayout {
  readonly header: Uint8Array;
  readonly messageId: Uint8Array;
  readonly encryptionContext: EncryptionContext;
  readonly frameLength: number;
  #key: MessageKey | undefined;

  /** @param key - from now on the message's to zero */
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

  /** The cipher of header tag and frames. */
  get gcm(): AesGcm {
    if (!this.#key) throw new Error('The key of this message was disposed of');
    return this.#key.gcm;
  }

  /**
   * Zeroes the key as far as the platform can; afterwards no frame is sealed or opened. May be called twice.
   */
  dispose(): void {
    this.#key?.bytes.fill(0);
    this.#key = undefined;
  }
}
