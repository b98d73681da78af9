import type { UploadFailure } from './explain-upload.ts';
import type { UploadFile } from './upload-engine.ts';

/** An upload as its row shows it. */
export interface UploadView {
  readonly id: string;
  readonly fileId: string | undefined;
  readonly name: string;
  readonly contentType: string;
  readonly size: number;
  /** Bytes. */
  readonly sent: number;
  readonly phase: 'waiting' | 'sending' | 'paused' | 'offline' | 'finishing' | 'failed';
  readonly failure: UploadFailure | undefined;
}

export function viewUpload(file: UploadFile): UploadView {
  return {
    id: file.id,
    fileId: file.meta.fileId,
    name: file.name,
    contentType: file.meta.contentType,
    size: file.size ?? 0,
    sent: file.progress.bytesUploaded || 0,
    phase: phaseOf(file),
    failure: file.meta.failure,
  };
}

function phaseOf(file: UploadFile): UploadView['phase'] {
  if (file.progress.uploadComplete) return 'finishing';
  if (file.meta.failure !== undefined) return 'failed';
  if (file.isPaused) return 'paused';
  if (file.meta.offline) return 'offline';
  return file.progress.uploadStarted === null ? 'waiting' : 'sending';
}
