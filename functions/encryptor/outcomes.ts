import type { FileErrorCode } from '#contract';
import { MessageError } from '#message';

/** The upload is not what was declared: the file is rejected, and trying again would change nothing. */
export class Rejected extends Error {
  readonly code: FileErrorCode;

  constructor(code: FileErrorCode) {
    super(`The upload is rejected: ${code}`);
    this.name = 'Rejected';
    this.code = code;
  }
}

/** The work cannot succeed however often it is tried. */
export class Hopeless extends Error {
  readonly code: FileErrorCode;

  constructor(code: FileErrorCode, cause?: unknown) {
    super(`The work cannot succeed: ${code}`, { cause });
    this.name = 'Hopeless';
    this.code = code;
  }
}

/** Somebody else is at it; the message is to come back when his lease ends. */
export class Busy extends Error {
  readonly until: Date;

  constructor(until: Date) {
    super('Another worker is at it');
    this.name = 'Busy';
    this.until = until;
  }
}

/** Errors of KMS that somebody has to do something about. */
const keyErrors = new Set([
  'AccessDeniedException',
  'DisabledException',
  'InvalidCiphertextException',
  'IncorrectKeyException',
  'KMSInvalidStateException',
  'KeyUnavailableException',
  'NotFoundException',
]);
/** Errors of S3 and the way to it. */
const storageErrors = new Set([
  'InternalError',
  'ServiceUnavailable',
  'SlowDown',
  'TimeoutError',
  'NoSuchBucket',
  'AccessDenied',
]);

/** What the owner is told about work that failed for good, by what it failed with last. */
export function failureCode(error: unknown): FileErrorCode {
  if (error instanceof Hopeless) return error.code;
  if (error instanceof MessageError) return 'integrity_failure';
  const name = error instanceof Error ? error.name : '';
  if (name === 'PreconditionFailed') return 'source_changed';
  if (keyErrors.has(name)) return 'key_unavailable';
  if (storageErrors.has(name)) return 'storage_unavailable';
  return 'processing_failed';
}
