import type { ReactNode } from 'react';
import type { Config, File as VaultFile } from '#contract';
import { IconButton } from '../../design/controls/icon-button.tsx';
import { CopyIcon } from '../../design/display/icons.tsx';
import { useToast } from '../../design/feedback/toast.tsx';
import { formatExactSize, formatMoment, formatSize } from '../../locales/index.ts';

/** What is known of a file, and how it is protected. */
export function FileDetails({ file, config }: { file: VaultFile; config: Config | undefined }) {
  const type = config?.types.find(({ contentType }) => contentType === file.contentType);
  const exactly = formatExactSize(file.size);
  return (
    <dl className="mt-8 divide-y divide-line overflow-hidden rounded-2xl border border-line bg-surface">
      <Detail term="Size">
        {formatSize(file.size)}
        {exactly !== undefined && <span className="text-muted"> ({exactly})</span>}
      </Detail>
      <Detail term="Type">
        {type === undefined ? file.contentType : `${type.label} `}
        {type !== undefined && <span className="text-muted">({file.contentType})</span>}
      </Detail>
      <Detail term="Added">
        <time dateTime={file.createdAt}>{formatMoment(new Date(file.createdAt))}</time>
      </Detail>
      {file.encryptedAt !== undefined && (
        <Detail term="Encrypted">
          <time dateTime={file.encryptedAt}>{formatMoment(new Date(file.encryptedAt))}</time>
        </Detail>
      )}
      {file.status === 'encrypted' && (
        <Detail term="Protection">
          AES-256-GCM with key commitment, under a key of its own that AWS KMS wraps
        </Detail>
      )}
      {file.sha256 !== undefined && <Fingerprint sha256={file.sha256} />}
      <Detail term="ID">
        <code className="wrap-anywhere font-mono text-small">{file.id}</code>
      </Detail>
    </dl>
  );
}

function Detail({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="grid gap-x-6 gap-y-0.5 px-5 py-3.5 sm:grid-cols-[8rem_1fr]">
      <dt className="text-muted">{term}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}

/** The SHA-256 of the content, to compare with `sha256sum`. */
function Fingerprint({ sha256 }: { sha256: string }) {
  const toast = useToast();
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(sha256);
      toast.tell('SHA-256 copied.');
    } catch {
      toast.warn('The browser did not allow copying. Select the digits instead.');
    }
  }
  return (
    <Detail term="SHA-256">
      <div className="flex items-start justify-between gap-3">
        <code className="wrap-anywhere font-mono text-small leading-6">{sha256}</code>
        <IconButton label="Copy SHA-256" className="-my-1.5" onClick={() => void copy()}>
          <CopyIcon />
        </IconButton>
      </div>
    </Detail>
  );
}
