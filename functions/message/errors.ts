/** The reasons why a message cannot be opened. Stable, for logs and tests. Never reveal them to clients. */
export type MessageErrorCode =
  /** The message ends too early. */
  | 'truncated'
  /** Bytes follow the end of the message. */
  | 'trailing-bytes'
  /** The message is encoded in Base64 (decrypt.md, Encrypted Message Format). */
  | 'base64'
  | 'unsupported-version'
  | 'unsupported-suite'
  | 'header-too-long'
  /** Counts, lengths or text of the encryption context are not valid. */
  | 'context-malformed'
  /** The keys of the encryption context are not in ascending order of their UTF-8 bytes, or one is repeated. */
  | 'context-not-canonical'
  /** The context contains `aws-crypto-public-key`, but the message is not signed (default-cmm.md, Decrypt Materials). */
  | 'context-reserved-key'
  /** The context is authentic, but a pair that the reader expects is missing. */
  | 'context-mismatch'
  | 'no-data-keys'
  | 'too-many-data-keys'
  | 'unframed'
  | 'unknown-content-type'
  | 'frame-length-zero'
  | 'frame-length-too-large'
  /** No encrypted data key has the reader's namespace and exact key name. */
  | 'no-matching-data-key'
  /** The reader's key cannot unwrap any of the encrypted data keys with its name. */
  | 'data-key-not-authentic'
  | 'commitment-mismatch'
  | 'header-not-authentic'
  /** The sequence number of a frame does not match its position. */
  | 'frame-out-of-order'
  | 'frame-iv-mismatch'
  /** A final frame is at the position of a regular one. */
  | 'final-frame-early'
  /** A regular frame is at the position of the final one. */
  | 'final-frame-missing'
  | 'frame-not-authentic'
  | 'too-many-frames';

/**
 * The error of all functions that read messages. Its text is always the same, so that it reveals no reason if it
 * reaches a client. Wrong arguments cause a RangeError instead.
 */
export class MessageError extends Error {
  readonly code: MessageErrorCode;

  constructor(code: MessageErrorCode) {
    super('The message cannot be opened');
    this.name = 'MessageError';
    this.code = code;
  }
}
