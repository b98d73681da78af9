import { ApiError } from '../api/api-errors.ts';
import { type Explanation, explain } from '../api/explain.ts';
import { refusedName } from './refused-name.ts';
import { StorageError } from './sending/send-bytes.ts';

/** Another tab of this browser is sending the same file. */
export class UploadElsewhere extends Error {
  constructor() {
    super('This file is being uploaded in another tab');
    this.name = 'UploadElsewhere';
  }
}

/** Why an upload stopped, in words, and whether trying again can help. */
export interface UploadFailure extends Explanation {
  readonly retryable: boolean;
}

export function explainUpload(error: unknown): UploadFailure {
  if (error instanceof UploadElsewhere) {
    return { text: 'Another tab is uploading this file.', code: 'upload_elsewhere', retryable: true };
  }
  if (error instanceof StorageError && error.status === 0) {
    return { text: 'The connection broke.', code: 'no_connection', retryable: true };
  }
  if (error instanceof StorageError) {
    return { text: 'The storage refused the upload.', code: `storage_${error.status}`, retryable: true };
  }
  const name = refusedName(error);
  if (name !== undefined) return { text: name, code: 'invalid_request', retryable: false };
  const refused = error instanceof ApiError && [400, 404, 422].includes(error.status);
  return { ...explain(error), retryable: !refused };
}
