import type { File as VaultFile } from '#contract';
import type { UploadSeen } from '../../uploads/upload-state.ts';

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

const stageOfUpload: Readonly<Record<UploadSeen, Stage>> = {
  here: 'sending',
  arrived: 'arriving',
  elsewhere: 'elsewhere',
  interrupted: 'interrupted',
};

export function stageOf(file: Pick<VaultFile, 'status'>, seen: UploadSeen): Stage {
  return file.status === 'uploading' ? stageOfUpload[seen] : file.status;
}

/** Whether the server is at work on a file, so that asking again soon is worthwhile. */
export function isMoving(stage: Stage): boolean {
  return stage === 'arriving' || stage === 'queued' || stage === 'encrypting';
}

const SOONEST_MS = 1000;
const LATEST_MS = 8000;

/**
 * When to look again: often while things change, less and less often while they stand still.
 *
 * @param still - milliseconds since something last changed
 */
export function pollDelay(still: number): number {
  return Math.min(LATEST_MS, Math.max(SOONEST_MS, still / 4));
}
