import { ByteReader } from './byte-reader.ts';
import { concatBytes, equalBytes, uint16, uint32 } from './bytes.ts';
import { type EncryptedDataKey, readDataKey, serializeDataKey } from './encrypted-data-key.ts';
import { type EncryptionContext, parseContext } from './encryption-context.ts';
import { MessageError } from './errors.ts';
import { COMMITMENT_LENGTH, MESSAGE_ID_LENGTH, SUITE_ID, TAG_LENGTH } from './suite.ts';

const VERSION = 2;
const UNFRAMED = 1;
const FRAMED = 2;
/** The first byte of every known version in Base64. */
const BASE64_FIRST_BYTE = 0x41;

/** Readers refuse a longer header without waiting for its bytes. */
export const MAX_HEADER_LENGTH = 64 * 1024;
/** Readers refuse more encrypted data keys as soon as they have read the count (decrypt.md, Parse the header). */
export const MAX_DATA_KEYS = 16;
/** Bytes. A frame is authenticated as a whole, so readers must hold it in memory. */
export const MAX_FRAME_LENGTH = 16 * 1024 * 1024;

/** The fields of the Header Body Version 2.0 (message-header.md) that are not constants of the suite. */
export interface HeaderBody {
  readonly messageId: Uint8Array;
  /** The serialized context without its length. Wrapped data keys authenticate these bytes. */
  readonly contextBytes: Uint8Array;
  readonly dataKeys: readonly EncryptedDataKey[];
  readonly frameLength: number;
  readonly commitment: Uint8Array;
}

/** A well-formed header. Nothing in it is authenticated yet. */
export interface ParsedHeader extends HeaderBody {
  readonly encryptionContext: EncryptionContext;
  /** All bytes before the tag. The tag authenticates them. */
  readonly body: Uint8Array;
  readonly tag: Uint8Array;
}

/**
 * `02 | 0478 | message id | u16 length | context | u16 count | data keys | 02 | u32 frame length | commitment`. The
 * header consists of this body and its tag (message-header.md, Header Body Version 2.0 and Header Authentication
 * Version 2.0).
 */
export function serializeHeaderBody({
  messageId,
  contextBytes,
  dataKeys,
  frameLength,
  commitment,
}: HeaderBody): Uint8Array {
  return concatBytes([
    Uint8Array.of(VERSION),
    SUITE_ID,
    messageId,
    uint16(contextBytes.length),
    contextBytes,
    uint16(dataKeys.length),
    ...dataKeys.map(serializeDataKey),
    Uint8Array.of(FRAMED),
    uint32(frameLength),
    commitment,
  ]);
}

/**
 * The number of bytes that are needed to read the header of a message, as far as the first bytes tell.
 *
 * @param start - the available first bytes of a message
 * @returns the exact length of the header if it is at most `start.length`. Otherwise call again with at least that
 *   many bytes
 * @throws MessageError if these bytes cannot be the start of an accepted header
 */
export function headerBytesNeeded(start: Uint8Array): number {
  try {
    return readHeader(start, (needed) => new Incomplete(needed)).length;
  } catch (error) {
    if (error instanceof Incomplete) return error.needed;
    throw error;
  }
}

/**
 * Parses a header without authenticating it.
 *
 * @param message - a message or its first bytes. The fields of the result are views of it
 * @throws MessageError if the header is not well-formed
 */
export function parseHeader(message: Uint8Array): ParsedHeader {
  return readHeader(message, () => new MessageError('truncated')).header;
}

class Incomplete extends Error {
  readonly needed: number;

  constructor(needed: number) {
    super(`The header has at least ${needed} bytes`);
    this.needed = needed;
  }
}

function readHeader(
  bytes: Uint8Array,
  incomplete: (needed: number) => Error,
): { header: ParsedHeader; length: number } {
  const reader = new ByteReader(bytes, (needed) =>
    needed > MAX_HEADER_LENGTH ? new MessageError('header-too-long') : incomplete(needed),
  );
  const version = reader.uint8();
  if (version === BASE64_FIRST_BYTE) throw new MessageError('base64');
  if (version !== VERSION) throw new MessageError('unsupported-version');
  if (!equalBytes(reader.bytes(SUITE_ID.length), SUITE_ID)) throw new MessageError('unsupported-suite');
  const messageId = reader.bytes(MESSAGE_ID_LENGTH);
  const contextBytes = reader.bytes(reader.uint16());
  const encryptionContext = parseContext(contextBytes);
  const dataKeys = readDataKeys(reader);
  const contentType = reader.uint8();
  if (contentType === UNFRAMED) throw new MessageError('unframed');
  if (contentType !== FRAMED) throw new MessageError('unknown-content-type');
  const frameLength = reader.uint32();
  if (frameLength === 0) throw new MessageError('frame-length-zero');
  if (frameLength > MAX_FRAME_LENGTH) throw new MessageError('frame-length-too-large');
  const commitment = reader.bytes(COMMITMENT_LENGTH);
  const body = bytes.subarray(0, reader.offset);
  const tag = reader.bytes(TAG_LENGTH);
  if (reader.offset > MAX_HEADER_LENGTH) throw new MessageError('header-too-long');
  return {
    header: { messageId, contextBytes, encryptionContext, dataKeys, frameLength, commitment, body, tag },
    length: reader.offset,
  };
}

function readDataKeys(reader: ByteReader): readonly EncryptedDataKey[] {
  const count = reader.uint16();
  if (count === 0) throw new MessageError('no-data-keys');
  if (count > MAX_DATA_KEYS) throw new MessageError('too-many-data-keys');
  return Array.from({ length: count }, () => readDataKey(reader));
}
