import { createCipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { WrappingKey } from '#message';

/** The fields of a header. Tests can override each of them. */
export interface HeaderFields {
  readonly version: Buffer;
  readonly suite: Buffer;
  readonly messageId: Buffer;
  /** With its length prefix. */
  readonly context: Buffer;
  readonly dataKeyCount: Buffer;
  readonly dataKeys: Buffer;
  readonly contentType: Buffer;
  readonly frameLength: Buffer;
  readonly commitment: Buffer;
  readonly tag: Buffer;
}

export const u16 = (value: number) => Buffer.from(value.toString(16).padStart(4, '0'), 'hex');
export const u32 = (value: number) => Buffer.from(value.toString(16).padStart(8, '0'), 'hex');
/** A field with its length prefix. */
export const field = (bytes: Uint8Array | string) => {
  const content = Buffer.from(bytes);
  return Buffer.concat([u16(content.length), content]);
};

/** Key Value Pairs with length and count, in the given order. */
export function contextField(pairs: readonly (readonly [string | Buffer, string | Buffer])[]): Buffer {
  if (pairs.length === 0) return u16(0);
  return field(Buffer.concat([u16(pairs.length), ...pairs.flat().map(field)]));
}

export function derive(dataKey: Uint8Array, messageId: Uint8Array, info: string): Buffer {
  return Buffer.from(hkdfSync('sha512', dataKey, messageId, Buffer.from(info, 'latin1'), 32));
}

/** AES-256-GCM: ciphertext and tag. */
function gcm(key: Uint8Array, iv: Uint8Array, aad: Uint8Array, plaintext: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(aad);
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** An encrypted data key as the raw AES keyring writes it. */
export function wrappedDataKey(
  { bytes, namespace, name }: WrappingKey,
  dataKey: Uint8Array,
  context: Buffer,
  iv: Uint8Array = randomBytes(12),
): Buffer {
  const info = Buffer.concat([Buffer.from(name), u32(128), u32(12), iv]);
  return Buffer.concat([namespace, info, gcm(bytes, iv, context.subarray(2), dataKey)].map(field));
}

/**
 * Writes messages from the specification alone, without using the code under test. Fields that a test does not
 * override have the correct values.
 */
export class ReferenceWriter {
  readonly wrappingKey: WrappingKey;
  readonly dataKey: Uint8Array;
  readonly messageId: Buffer;
  readonly frameLength: number;

  constructor(fields: {
    readonly wrappingKey: WrappingKey;
    readonly frameLength: number;
    readonly dataKey?: Uint8Array;
    readonly messageId?: Uint8Array;
  }) {
    this.wrappingKey = fields.wrappingKey;
    this.frameLength = fields.frameLength;
    this.dataKey = fields.dataKey ?? randomBytes(32);
    this.messageId = Buffer.from(fields.messageId ?? randomBytes(32));
  }

  get key(): Buffer {
    return derive(this.dataKey, this.messageId, '\x04\x78DERIVEKEY');
  }

  header(fields: Partial<HeaderFields> = {}, wrappingIv?: Uint8Array): Buffer {
    const context = fields.context ?? u16(0);
    const body = Buffer.concat([
      fields.version ?? Buffer.of(2),
      fields.suite ?? Buffer.of(4, 0x78),
      fields.messageId ?? this.messageId,
      context,
      fields.dataKeyCount ?? u16(1),
      fields.dataKeys ?? wrappedDataKey(this.wrappingKey, this.dataKey, context, wrappingIv),
      fields.contentType ?? Buffer.of(2),
      fields.frameLength ?? u32(this.frameLength),
      fields.commitment ?? derive(this.dataKey, this.messageId, 'COMMITKEY'),
    ]);
    return Buffer.concat([body, fields.tag ?? gcm(this.key, Buffer.alloc(12), body, Buffer.alloc(0))]);
  }

  frame(sequence: number, content: Uint8Array, isFinal: boolean): Buffer {
    const iv = Buffer.concat([Buffer.alloc(8), u32(sequence)]);
    const label = isFinal ? 'AWSKMSEncryptionClient Final Frame' : 'AWSKMSEncryptionClient Frame';
    const aad = Buffer.concat([
      this.messageId,
      Buffer.from(label),
      u32(sequence),
      u32(0),
      u32(content.length),
    ]);
    const sealed = gcm(this.key, iv, aad, content);
    return isFinal
      ? Buffer.concat([u32(0xffffffff), u32(sequence), iv, u32(content.length), sealed])
      : Buffer.concat([u32(sequence), iv, sealed]);
  }

  /** All frames. An exact multiple of the frame length ends with a full final frame. */
  body(plaintext: Uint8Array): Buffer {
    const count = Math.max(1, Math.ceil(plaintext.length / this.frameLength));
    return Buffer.concat(
      Array.from({ length: count }, (_, index) => {
        const content = plaintext.subarray(index * this.frameLength, (index + 1) * this.frameLength);
        return this.frame(index + 1, content, index === count - 1);
      }),
    );
  }
}
