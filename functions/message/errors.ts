/** Every way in which a message can be wrong; stable, for logs and for tests, never for a stranger. */
export type MessageErrorCode =
  /** It ends before it is complete. */
  | 'truncated'
  /** Bytes follow where the message ought to end. */
  | 'trailing-bytes'
  /** It begins like the Base64 text of a message (decrypt.md, Encrypted Message Format). */
  | 'base64'
  | 'unsupported-version'
  | 'unsupported-suite'
  | 'header-too-long'
  /** Counts, lengths or text of the encryption context contradict each other. */
  | 'context-malformed'
  /**
   * Keys of the encryption context are not in ascending order of their UTF-8 bytes, or one stands there
   * twice.
   */
  | 'context-not-canonical'
  /** `aws-crypto-public-key` in a message without signature (default-cmm.md, Decrypt Materials). */
  | 'context-reserved-key'
  /** The context is authentic and not the one that the reader demanded. */
  | 'context-mismatch'
  | 'no-data-keys'
  | 'too-many-data-keys'
  | 'unframed'
  | 'unknown-content-type'
  | 'frame-length-zero'
  | 'frame-length-too-large'
  /** No encrypted data key bears the reader's namespace and exact key name. */
  | 'no-matching-data-key'
  /** The reader's key opens none of the encrypted data keys that bear its name. */
  | 'data-key-not-authentic'
  | 'commitment-mismatch'
  | 'header-not-authentic'
  /** A frame bears another sequence number than its place demands. */
  | 'frame-out-of-order'
  | 'frame-iv-mismatch'
  /** A final frame where a regular one belongs. */
  | 'final-frame-early'
  /** A regular frame where the final one belongs. */
  | 'final-frame-missing'
  | 'frame-not-authentic'
  | 'too-many-frames';

/**
 * What every reading function throws for a message that is wrong. The text is the same for all of them,
 * because texts travel: whoever sees it from outside learns nothing about the reason. Mistakes of the calling
 * code are RangeErrors.
 */
export class MessageError extends Error {
  readonly code: MessageErrorCode;

  constructor(code: MessageErrorCode) {
    super('The message cannot be opened');
    this.name = 'MessageError';
    this.code = code;
  }
}
