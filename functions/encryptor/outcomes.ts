import { KMSServiceException } from '@aws-sdk/client-kms';
import { S3ServiceException } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { Postponed } from '#aws';
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

/** The invocation's time runs short: another one is to go on from here. */
export class HandOver extends Error {
  constructor() {
    super('The work is handed over to another invocation');
    this.name = 'HandOver';
  }
}

/** Somebody else is at it; the message is to come back when his lease ends. */
export class Busy extends Postponed {
  readonly until: Date;

  constructor(until: Date) {
    super('Another worker is at it');
    this.name = 'Busy';
    this.until = until;
  }
}

/** S3 closes connections again and again. */
export class StorageUnreachable extends Error {
  constructor(cause: unknown) {
    super('S3 sent less than was asked for, again and again', { cause });
    this.name = 'StorageUnreachable';
  }
}

/** KMS gave no answer at all. */
export class KeyServiceUnreachable extends Error {
  constructor(cause: unknown) {
    super('KMS did not answer', { cause });
    this.name = 'KeyServiceUnreachable';
  }
}

/** Whether another try would end as this one did: a stored message that is not authentic will not become so. */
export function isHopeless(error: unknown): boolean {
  return error instanceof Hopeless || error instanceof MessageError;
}

/** What the owner is told about work that failed for good, by what it failed with last. */
export function failureCode(error: unknown): FileErrorCode {
  if (error instanceof Hopeless) return error.code;
  if (error instanceof MessageError) return 'integrity_failure';
  if (error instanceof KMSServiceException || error instanceof KeyServiceUnreachable)
    return 'key_unavailable';
  if (error instanceof S3ServiceException)
    return error.name === 'PreconditionFailed' ? 'source_changed' : 'storage_unavailable';
  if (error instanceof StorageUnreachable || isWithoutAnswer(error)) return 'storage_unavailable';
  return 'processing_failed';
}

/** The SDK puts its `$metadata` on what it gives up on, too; with a status, where a service has answered. */
function isWithoutAnswer(error: unknown): boolean {
  const { success, data } = givenUpSchema.safeParse(error);
  return success && data.$metadata.httpStatusCode === undefined;
}

const givenUpSchema = z.object({ $metadata: z.object({ httpStatusCode: z.number().optional() }) });
