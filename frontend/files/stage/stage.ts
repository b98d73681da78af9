import type { File as VaultFile } from '#contract';
import type { UploadSource } from '../../uploads/upload-state.ts';

/** A stage as the page shows it. */
export type Stage =
  | 'sending'
  | 'arriving'
  | 'elsewhere'
  | 'interrupted'
  | 'queued'
  | 'encrypting'
  | 'encrypted'
  | 'rejected'
  | 'failed';

const stageOfUpload: Readonly<Record<UploadSource, Stage>> = {
  here: 'sending',
  arrived: 'arriving',
  elsewhere: 'elsewhere',
  interrupted: 'interrupted',
};

export function stageOf(file: Pick<VaultFile, 'status'>, source: UploadSource): Stage {
  return file.status === 'uploading' ? stageOfUpload[source] : file.status;
}

/** Whether the server is working on a file, so that the page polls. */
export function isMoving(stage: Stage): boolean {
  return stage === 'arriving' || stage === 'queued' || stage === 'encrypting';
}

const SOONEST_MS = 1000;
const LATEST_MS = 8000;

/**
 * When to poll again: often while files change, less and less often while they do not.
 *
 * @param still - milliseconds since the last change
 */
export function pollDelay(still: number): number {
  return Math.min(LATEST_MS, Math.max(SOONEST_MS, still / 4));
}
