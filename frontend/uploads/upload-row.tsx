import { IconButton } from '../design/controls/icon-button.tsx';
import { Facts } from '../design/display/facts.tsx';
import { FileName } from '../design/display/file-name.tsx';
import { FileTypeIcon } from '../design/display/file-type-icon.tsx';
import { CloseIcon, PauseIcon, PlayIcon, RetryIcon } from '../design/display/icons.tsx';
import { ProgressBar } from '../design/feedback/progress-bar.tsx';
import { useToast } from '../design/feedback/toast.tsx';
import { formatPercent, formatSize, t } from '../locales/index.ts';
import { explainUpload } from './explain-upload.ts';
import type { LocalUpload } from './upload-state.ts';
import { useUploadEngine } from './uploads-context.tsx';
import { useTimeLeft } from './use-time-left.ts';

/** An upload of this tab in the list of files. */
export function UploadRow({ upload }: { upload: LocalUpload }) {
  const { file, phase } = upload;
  return (
    <li className="grid grid-cols-[auto_1fr_auto] items-center gap-x-3.5 gap-y-2 px-4 py-3.5 sm:px-5">
      <FileTypeIcon contentType={upload.contentType} />
      <div className="min-w-0">
        <FileName name={file.name} className="font-medium" />
        <UploadStatus upload={upload} />
      </div>
      <UploadControls upload={upload} />
      {phase !== 'failed' && (
        <ProgressBar
          label={t.uploads.uploadingName(file.name)}
          share={phase === 'finishing' ? 1 : shareOf(upload)}
          still={phase !== 'sending'}
          className="col-span-full sm:col-start-2"
        />
      )}
    </li>
  );
}

function UploadStatus({ upload }: { upload: LocalUpload }) {
  const timeLeft = useTimeLeft(upload);
  const size = formatSize(upload.file.size);
  const amount = t.uploads.amount(formatSize(upload.sent), size);
  switch (upload.phase) {
    case 'waiting':
      return <Facts>{[t.uploads.waiting, size]}</Facts>;
    case 'sending':
      return <Facts>{[t.uploads.uploading(formatPercent(shareOf(upload))), amount, timeLeft]}</Facts>;
    case 'offline':
      return <Facts>{[t.uploads.offline, amount]}</Facts>;
    case 'paused':
      return <Facts>{[t.uploads.paused, amount]}</Facts>;
    case 'finishing':
      return <Facts>{[t.uploads.uploaded, size]}</Facts>;
    case 'failed': {
      const { text, code } = explainUpload(upload.error);
      return (
        <p role="alert" className="text-danger text-small">
          {text} <span className="text-code">{code}</span>
        </p>
      );
    }
  }
}

function UploadControls({ upload }: { upload: LocalUpload }) {
  const engine = useUploadEngine();
  const toast = useToast();
  const { id, phase, file } = upload;
  if (phase === 'finishing') return <span />;
  return (
    <div className="-mr-1.5 flex">
      {(phase === 'sending' || phase === 'waiting' || phase === 'offline') && (
        <IconButton label={t.uploads.pauseName(file.name)} onClick={() => engine.pause(id)}>
          <PauseIcon />
        </IconButton>
      )}
      {phase === 'paused' && (
        <IconButton label={t.uploads.resumeName(file.name)} onClick={() => engine.resume(id)}>
          <PlayIcon />
        </IconButton>
      )}
      {upload.phase === 'failed' && explainUpload(upload.error).retryable && (
        <IconButton label={t.uploads.retryName(file.name)} onClick={() => engine.retry(id)}>
          <RetryIcon />
        </IconButton>
      )}
      <IconButton
        label={t.uploads.cancelName(file.name)}
        onClick={() => engine.cancel(id).catch((error: unknown) => toast.fail(error))}
      >
        <CloseIcon />
      </IconButton>
    </div>
  );
}

function shareOf({ file, sent }: LocalUpload): number {
  return file.size === 0 ? 0 : sent / file.size;
}
