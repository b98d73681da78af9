import type { Config, File as VaultFile } from '#contract';
import { Skeleton } from '../../design/feedback/skeleton.tsx';
import { t } from '../../locales/index.ts';
import { UploadRow } from '../../uploads/upload-row.tsx';
import type { LocalUpload } from '../../uploads/upload-state.ts';
import { useUploadSource } from '../../uploads/uploads-context.tsx';
import { stageOf } from '../stage/stage.ts';
import { FileRow } from './file-row.tsx';

const FRAME = 'divide-y divide-line overflow-hidden rounded-2xl border border-line bg-surface';

/** Running uploads and the files of the vault, newest first. */
export function FileList({
  uploads,
  files,
  config,
}: {
  uploads: readonly LocalUpload[];
  files: readonly VaultFile[];
  config: Config | undefined;
}) {
  const sourceOf = useUploadSource(files.some((file) => file.status === 'uploading'));
  return (
    <ul className={FRAME} aria-label={t.files.list}>
      {uploads.map((upload) => (
        <UploadRow key={upload.id} upload={upload} />
      ))}
      {files.map((file) => (
        <FileRow key={file.id} file={file} stage={stageOf(file, sourceOf(file.id))} config={config} />
      ))}
    </ul>
  );
}

/** A placeholder while the list loads. */
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
