import { IconButton } from '../design/controls/icon-button.tsx';
import { Facts } from '../design/display/facts.tsx';
import { FileName } from '../design/display/file-name.tsx';
import { FileTypeIcon } from '../design/display/file-type-icon.tsx';
import { CloseIcon, PauseIcon, PlayIcon, RetryIcon } from '../design/display/icons.tsx';
import { ProgressBar } from '../design/feedback/progress-bar.tsx';
import { useToast } from '../design/feedback/toast.tsx';
import { formatShare, formatSize } from '../locales/index.ts';
import { useUploadEngine } from './uploads-context.tsx';
import { useTimeLeft } from './use-time-left.ts';
import type { UploadView } from './view-upload.ts';

/** A file on its way into the vault. */
export function UploadRow({ upload }: { upload: UploadView }) {
  const { name, size, sent, phase } = upload;
  const share = size === 0 ? 0 : sent / size;
  return (
    <li className="grid grid-cols-[auto_1fr_auto] items-center gap-x-3.5 gap-y-2 px-4 py-3.5 sm:px-5">
      <FileTypeIcon contentType={upload.contentType} />
      <div className="min-w-0">
        <FileName name={name} className="font-medium" />
        <UploadStatus upload={upload} />
      </div>
      <UploadControls upload={upload} />
      {phase !== 'failed' && (
        <ProgressBar
          label={`Uploading ${name}`}
          share={phase === 'finishing' ? 1 : share}
          still={phase !== 'sending'}
          className="col-span-full sm:col-start-2"
        />
      )}
    </li>
  );
}

function UploadStatus({ upload }: { upload: UploadView }) {
  const timeLeft = useTimeLeft(upload);
  const { phase, size, sent, failure } = upload;
  if (phase === 'failed' && failure !== undefined) {
    return (
      <p role="alert" className="text-danger text-small">
        {failure.text} <span className="text-code">{failure.code}</span>
      </p>
    );
  }
  const amount = `${formatSize(sent)} of ${formatSize(size)}`;
  switch (phase) {
    case 'waiting':
      return <Facts>{['Waiting', formatSize(size)]}</Facts>;
    case 'sending':
      return <Facts>{[`Uploading ${formatShare(sent / size)}`, amount, timeLeft]}</Facts>;
    case 'offline':
      return <Facts>{['Waiting for the connection', amount]}</Facts>;
    case 'paused':
      return <Facts>{['Paused', amount]}</Facts>;
    default:
      return <Facts>{['Uploaded', formatSize(size)]}</Facts>;
  }
}

function UploadControls({ upload }: { upload: UploadView }) {
  const engine = useUploadEngine();
  const toast = useToast();
  const { id, name, phase, failure } = upload;
  if (phase === 'finishing') return <span />;
  const pausable = phase === 'sending' || phase === 'waiting' || phase === 'offline';
  return (
    <div className="-mr-1.5 flex">
      {pausable && (
        <IconButton label={`Pause ${name}`} onClick={() => engine.uppy.pauseResume(id)}>
          <PauseIcon />
        </IconButton>
      )}
      {phase === 'paused' && (
        <IconButton label={`Resume ${name}`} onClick={() => engine.uppy.pauseResume(id)}>
          <PlayIcon />
        </IconButton>
      )}
      {phase === 'failed' && failure?.retryable && (
        <IconButton label={`Try again ${name}`} onClick={() => engine.retry(id)}>
          <RetryIcon />
        </IconButton>
      )}
      <IconButton
        label={`Cancel ${name}`}
        onClick={() => engine.cancel(id).catch((error: unknown) => toast.fail(error))}
      >
        <CloseIcon />
      </IconButton>
    </div>
  );
}
