import { useQueryClient } from '@tanstack/react-query';
import { Link, useLocation } from 'wouter';
import type { File as VaultFile } from '#contract';
import { hasCode } from '../../api/api-errors.ts';
import { fileKeys } from '../../api/query-keys.ts';
import { useTitle } from '../../design/browser/use-title.ts';
import { FileTypeIcon } from '../../design/display/file-type-icon.tsx';
import { BackIcon } from '../../design/display/icons.tsx';
import { ErrorNotice } from '../../design/feedback/error-notice.tsx';
import { ProgressBar } from '../../design/feedback/progress-bar.tsx';
import { Skeleton } from '../../design/feedback/skeleton.tsx';
import { t } from '../../locales/index.ts';
import { useConfig } from '../../session/use-config.ts';
import { useUploadSource } from '../../uploads/uploads-context.tsx';
import { DecryptionNote } from '../decryption/decrypt-action.tsx';
import { useDecryption } from '../decryption/use-decryption.ts';
import { FileHistory } from '../history/file-history.tsx';
import { ShareSection } from '../sharing/share-section.tsx';
import { useShares } from '../sharing/use-shares.ts';
import { FileAction } from '../stage/file-action.tsx';
import { ProblemNote } from '../stage/problem-note.tsx';
import { stageOf } from '../stage/stage.ts';
import { StageBadge } from '../stage/stage-badge.tsx';
import { useFile } from '../use-files.ts';
import { DeleteFile } from './delete-file.tsx';
import { DeletedFile } from './deleted-file.tsx';
import { ExportFile } from './export-file.tsx';
import { FileDetails } from './file-details.tsx';
import { RenameFile } from './rename-file.tsx';

/** One file: its properties, its actions, its share links and its history. */
export function FilePage({ id }: { id: string }) {
  const file = useFile(id);
  useTitle(file.data?.name ?? t.files.page.title);
  return (
    <>
      <Link
        href="/"
        className="-ml-1 mb-6 inline-flex items-center gap-1 rounded-sm text-muted text-small transition-colors hover:text-ink"
      >
        <BackIcon className="size-4.5" />
        {t.frame.allFiles}
      </Link>
      {file.isPending && <FilePageSkeleton />}
      {file.isError &&
        (hasCode(file.error, 'file_not_found') ? (
          <DeletedFile id={id} error={file.error} />
        ) : (
          <ErrorNotice error={file.error} onRetry={() => void file.refetch()} />
        ))}
      {file.isSuccess && <FileView file={file.data} />}
    </>
  );
}

function FileView({ file }: { file: VaultFile }) {
  const { data: config } = useConfig();
  const decryption = useDecryption(file.id);
  const sourceOf = useUploadSource(file.status === 'uploading');
  const stage = stageOf(file, sourceOf(file.id));
  const { shares = [] } = useShares(file.id, stage === 'encrypted');
  const shareState = shares.map(({ status, downloads }) => `${status}${downloads}`).join();
  const queries = useQueryClient();
  const [, go] = useLocation();

  function leave(): void {
    go('/');
    queries.removeQueries({ queryKey: fileKeys.one(file.id) });
  }

  return (
    <article>
      <div className="flex items-start gap-4">
        <FileTypeIcon contentType={file.contentType} large />
        <div className="min-w-0">
          <h1 className="wrap-anywhere font-semibold text-headline">{file.name}</h1>
          <div className="mt-1 flex flex-wrap gap-x-4 text-muted text-small">
            <StageBadge file={file} stage={stage} />
            <DecryptionNote decryption={decryption} />
          </div>
        </div>
      </div>
      {stage === 'encrypting' && (
        <ProgressBar label={t.files.encryptingName(file.name)} share={file.progress} className="mt-6" />
      )}
      <div className="mt-4 max-w-xl empty:hidden">
        <ProblemNote file={file} stage={stage} config={config} />
      </div>
      <div className="mt-6 flex flex-wrap gap-3">
        <FileAction file={file} stage={stage} decryption={decryption} config={config} prominent />
        <RenameFile file={file} />
        {stage === 'encrypted' && <ExportFile file={file} />}
        <DeleteFile file={file} withText onDeleted={leave} />
      </div>
      <FileDetails file={file} config={config} />
      {stage === 'encrypted' && <ShareSection file={file} />}
      <FileHistory
        id={file.id}
        state={`${file.status} ${decryption?.kind ?? ''} ${file.name} ${shareState}`}
      />
    </article>
  );
}

function FilePageSkeleton() {
  return (
    <div className="flex items-start gap-4" aria-hidden="true">
      <Skeleton className="size-13" />
      <div className="grid gap-3">
        <Skeleton className="h-7 w-64 max-w-full" />
        <Skeleton className="h-4 w-32" />
      </div>
    </div>
  );
}
