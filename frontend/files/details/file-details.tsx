import type { ReactNode } from 'react';
import type { Config, File as VaultFile } from '#contract';
import { useCopy } from '../../design/browser/use-copy.ts';
import { IconButton } from '../../design/controls/icon-button.tsx';
import { CopyIcon } from '../../design/display/icons.tsx';
import { formatExactSize, formatMoment, formatSize, t } from '../../locales/index.ts';

/** The properties of a file, and how it is protected. */
export function FileDetails({ file, config }: { file: VaultFile; config: Config | undefined }) {
  const type = config?.types.find(({ contentType }) => contentType === file.contentType);
  const exactly = formatExactSize(file.size);
  return (
    <dl className="mt-8 divide-y divide-line overflow-hidden rounded-2xl border border-line bg-surface">
      <Detail term={t.files.page.size}>
        {formatSize(file.size)}
        {exactly !== undefined && <span className="text-muted"> {t.files.page.exactSize(exactly)}</span>}
      </Detail>
      <Detail term={t.files.page.type}>
        {type === undefined ? file.contentType : `${type.label} `}
        {type !== undefined && <span className="text-muted">{t.files.page.mediaType(file.contentType)}</span>}
      </Detail>
      <Detail term={t.files.page.added}>
        <time dateTime={file.createdAt}>{formatMoment(new Date(file.createdAt))}</time>
      </Detail>
      {file.encryptedAt !== undefined && (
        <Detail term={t.files.page.encrypted}>
          <time dateTime={file.encryptedAt}>{formatMoment(new Date(file.encryptedAt))}</time>
        </Detail>
      )}
      {file.status === 'encrypted' && (
        <Detail term={t.files.page.protection}>{t.files.page.protectionText}</Detail>
      )}
      {file.sha256 !== undefined && <Fingerprint sha256={file.sha256} />}
      <Detail term={t.files.page.id}>
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
  const copy = useCopy();
  return (
    <Detail term={t.files.page.sha256}>
      <div className="flex items-start justify-between gap-3">
        <code className="wrap-anywhere font-mono text-small leading-6">{sha256}</code>
        <IconButton
          label={t.files.page.copySha256}
          className="-my-1.5"
          onClick={() => void copy(sha256, t.files.page.sha256Copied)}
        >
          <CopyIcon />
        </IconButton>
      </div>
    </Detail>
  );
}
