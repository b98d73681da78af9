import { ApiError } from '../api/api-errors.ts';
import { type Explanation, explain } from '../api/explain.ts';
import { t } from '../locales/index.ts';
import { StorageError, UploadElsewhere } from './sending/upload-errors.ts';

/** Why an upload stopped, in words, and whether trying again can help. */
export interface UploadFailure extends Explanation {
  readonly retryable: boolean;
}

export function explainUpload(error: unknown): UploadFailure {
  if (error instanceof UploadElsewhere) {
    return { text: t.uploads.failures.elsewhere, code: 'upload_elsewhere', retryable: true };
  }
  if (error instanceof StorageError && error.status === 0) {
    return { text: t.uploads.failures.connectionLost, code: 'no_connection', retryable: true };
  }
  if (error instanceof StorageError) {
    return { text: t.uploads.failures.storage, code: `storage_${error.status}`, retryable: true };
  }
  if (error instanceof ApiError && error.fields.has('/name')) {
    return { text: t.uploads.failures.name, code: error.code, retryable: false };
  }
  const refused = error instanceof ApiError && [400, 404, 422].includes(error.status);
  return { ...explain(error), retryable: !refused };
}
