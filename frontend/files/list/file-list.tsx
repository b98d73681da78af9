import type { Config, File as VaultFile } from '#contract';
import { Skeleton } from '../../design/feedback/skeleton.tsx';
import { UploadRow } from '../../uploads/upload-row.tsx';
import { useUploadSeen } from '../../uploads/use-upload-seen.ts';
import type { UploadView } from '../../uploads/view-upload.ts';
import { stageOf } from '../stage/stage.ts';
import { FileRow } from './file-row.tsx';

const FRAME = 'divide-y divide-line overflow-hidden rounded-2xl border border-line bg-surface';

/** What is on its way and what is in the vault, newest first. */
export function FileList({
  uploads,
  files,
  config,
}: {
  uploads: readonly UploadView[];
  files: readonly VaultFile[];
  config: Config | undefined;
}) {
  const seen = useUploadSeen(files.some((file) => file.status === 'uploading'));
  return (
    <ul className={FRAME} aria-label="Files">
      {uploads.map((upload) => (
        <UploadRow key={upload.id} upload={upload} />
      ))}
      {files.map((file) => (
        <FileRow key={file.id} file={file} stage={stageOf(file, seen(file.id))} config={config} />
      ))}
    </ul>
  );
}

/** Stands for the list until it is there. */
export function FileListSkeleton() {
  return (
    <div className={FRAME} aria-hidden="true">
      {['w-48', 'w-64', 'w-40', 'w-56'].map((width) => (
        <div key={width} className="flex items-center gap-3.5 px-4 py-3.5 sm:px-5">
          <Skeleton className="size-10" />
          <div className="grid gap-2">
            <Skeleton className={`h-4 max-w-full ${width}`} />
            <Skeleton className="h-3 w-28" />
          </div>
        </div>
      ))}
    </div>
  );
}
