import { Link } from 'wouter';
import type { Config, File as VaultFile } from '#contract';
import { useNow } from '../../design/browser/use-now.ts';
import { Facts } from '../../design/display/facts.tsx';
import { FileName } from '../../design/display/file-name.tsx';
import { FileTypeIcon } from '../../design/display/file-type-icon.tsx';
import { ProgressBar } from '../../design/feedback/progress-bar.tsx';
import { formatAge, formatMoment, formatSize, t } from '../../locales/index.ts';
import { DecryptionNote } from '../decryption/decrypt-action.tsx';
import { useDecryption } from '../decryption/use-decryption.ts';
import { DeleteFile } from '../details/delete-file.tsx';
import { FileAction } from '../stage/file-action.tsx';
import { ProblemNote } from '../stage/problem-note.tsx';
import type { Stage } from '../stage/stage.ts';
import { StageBadge } from '../stage/stage-badge.tsx';

/** A file in the list. */
export function FileRow({
  file,
  stage,
  config,
}: {
  file: VaultFile;
  stage: Stage;
  config: Config | undefined;
}) {
  const now = useNow(30_000);
  const decryption = useDecryption(file.id);
  const created = new Date(file.createdAt);
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3.5 gap-y-2.5 px-4 py-3.5 transition-colors hover:bg-sunken/40 sm:px-5 md:grid-cols-[auto_minmax(0,1fr)_9.5rem_9rem_auto]">
      <FileTypeIcon contentType={file.contentType} />
      <div className="min-w-0 md:pr-4">
        <Link
          href={`/files/${file.id}`}
          aria-label={file.name}
          className="block w-fit max-w-full rounded-sm font-medium decoration-line-strong underline-offset-3 hover:underline"
        >
          <FileName name={file.name} />
        </Link>
        <Facts>
          {formatSize(file.size)}
          <time dateTime={file.createdAt} title={formatMoment(created)}>
            {formatAge(created, now)}
          </time>
        </Facts>
      </div>
      <div className="col-start-3 row-start-1 md:col-start-5">
        <DeleteFile file={file} />
      </div>
      <div className="col-span-full flex items-center justify-between gap-4 md:contents">
        <div className="min-w-0 text-small md:col-start-3">
          <StageBadge file={file} stage={stage} />
          <p className="text-muted empty:hidden">
            <DecryptionNote decryption={decryption} />
          </p>
        </div>
        <div className="md:col-start-4 md:justify-self-end">
          <FileAction file={file} stage={stage} decryption={decryption} config={config} />
        </div>
      </div>
      {stage === 'encrypting' && (
        <ProgressBar
          label={t.files.encryptingName(file.name)}
          share={file.progress}
          className="col-span-full md:col-start-2"
        />
      )}
      <div className="col-span-full empty:hidden md:col-start-2">
        <ProblemNote file={file} stage={stage} config={config} />
      </div>
    </li>
  );
}
