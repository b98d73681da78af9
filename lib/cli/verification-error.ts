/** An input is not what the vault signed. The message says why, for the user. */
export class VerificationError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'VerificationError';
  }
}
