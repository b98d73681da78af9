import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { OpenedShare, ShareDownload } from '#contract';
import { hasCode } from '../api/api-errors.ts';
import { explain } from '../api/explain.ts';
import { useMutation } from '../api/use-mutation.ts';
import { PasswordField } from '../credentials/password-field.tsx';
import { openDownload } from '../design/browser/downloads.ts';
import { useTitle } from '../design/browser/use-title.ts';
import { Button } from '../design/controls/button.tsx';
import { Facts } from '../design/display/facts.tsx';
import { FileTypeIcon } from '../design/display/file-type-icon.tsx';
import { DownloadIcon, WarnIcon } from '../design/display/icons.tsx';
import { WelcomeTitle } from '../design/display/welcome-frame.tsx';
import { ErrorNotice } from '../design/feedback/error-notice.tsx';
import { ProgressBar } from '../design/feedback/progress-bar.tsx';
import { Skeleton } from '../design/feedback/skeleton.tsx';
import { formatMoment, formatSize, t } from '../locales/index.ts';
import { type LinkSecrets, useLinkSecret } from '../session/link-secrets.ts';
import { useCall } from '../session/session-context.tsx';
import { followDownload } from './follow-download.ts';
import { forgetGrant, keepGrant, keptGrant } from './kept-grant.ts';

/** Where a share link leads. Only the button uses a download, so that link scanners do not. */
export function SharePage({ link }: { link: LinkSecrets }) {
  useTitle(t.sharedFile.title);
  const token = useLinkSecret('token', link);
  if (token === undefined)
    return <WelcomeTitle title={t.sharedFile.openAgainTitle}>{t.sharedFile.openAgain}</WelcomeTitle>;
  return <Shared key={token} token={token} />;
}

function Shared({ token }: { token: string }) {
  const call = useCall();
  const opened = useQuery({
    queryKey: ['share', token],
    queryFn: async ({ signal }) => {
      const grant = await keptGrant(token);
      try {
        return { grant, share: await call('openShare', { body: { token } }, { signal }) };
      } catch (error) {
        // A download of this tab may have reached the limit; that download can still be continued.
        if (grant !== undefined && hasCode(error, 'share_exhausted')) return { grant, share: undefined };
        throw error;
      }
    },
    // Looked up once: the button reports what has changed since.
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (opened.isSuccess)
    return <SharedFile token={token} {...opened.data} onGrantLost={() => void opened.refetch()} />;
  if (opened.isError) return <Refusal error={opened.error} onRetry={() => void opened.refetch()} />;
  return (
    <div className="grid gap-3" aria-hidden="true">
      <Skeleton className="size-13" />
      <Skeleton className="h-7 w-64 max-w-full" />
      <Skeleton className="h-4 w-32" />
    </div>
  );
}

/** @param grant - of a download that this tab started before a reload */
function SharedFile({
  token,
  share,
  grant: kept,
  onGrantLost,
}: {
  token: string;
  /** Undefined when the limit is reached and only the grant is left. */
  share: OpenedShare | undefined;
  grant: string | undefined;
  onGrantLost: () => void;
}) {
  const call = useCall();
  const [password, setPassword] = useState('');
  const [progress, setProgress] = useState<ShareDownload>();
  const grant = progress === undefined ? kept : grantOf(progress);
  const name = share?.name ?? t.sharedFile.theFile;

  function follow(answer: ShareDownload): void {
    setProgress(answer);
    void (answer.status === 'failed' ? forgetGrant(token) : keepGrant(token, answer.claim));
  }
  const download = useMutation({
    mutationFn: () => followDownload(call, { token, password, grant }, follow),
    onSuccess: (answer) => {
      if (answer.status === 'ready') openDownload(answer.url);
    },
    onError: async (error) => {
      if (!hasCode(error, 'claim_not_found')) return;
      await forgetGrant(token);
      setProgress(undefined);
      onGrantLost();
    },
  });
  if (download.isError && isGone(download.error)) return <Refusal error={download.error} />;

  const done = download.data?.status === 'ready';
  const asksPassword = share?.needsPassword === true && grant === undefined;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        download.mutate();
      }}
    >
      {share === undefined ? (
        <WelcomeTitle title={t.sharedFile.resumeTitle}>{t.sharedFile.resume}</WelcomeTitle>
      ) : (
        <SharedFileTitle share={share} />
      )}
      <div className="mt-7 grid gap-5">
        {asksPassword && (
          <PasswordField
            required
            autoComplete="off"
            hint={t.sharedFile.passwordHint}
            value={password}
            error={wrongPassword(download.error)}
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
        {download.isError && wrongPassword(download.error) === undefined && (
          <ErrorNotice error={download.error} />
        )}
        {download.data?.status === 'failed' && (
          <p role="alert" className="text-danger">
            {t.sharedFile.failed}
          </p>
        )}
        {download.isPending && (
          <div role="status">
            <ProgressBar
              label={t.sharedFile.decryptingName(name)}
              share={
                progress?.status === 'preparing' && progress.progress > 0 ? progress.progress : undefined
              }
            />
            <p className="mt-2 text-muted text-small">{t.sharedFile.decrypting}</p>
          </div>
        )}
        <Button type="submit" size="large" busy={download.isPending}>
          <DownloadIcon className="size-4.5" />
          {done || share === undefined ? t.sharedFile.downloadAgain : t.sharedFile.download}
        </Button>
        <p role="status" className="text-muted text-small empty:hidden">
          {done && t.sharedFile.started}
        </p>
      </div>
    </form>
  );
}

function SharedFileTitle({ share }: { share: OpenedShare }) {
  return (
    <>
      <FileTypeIcon contentType={share.contentType} large />
      <h1 className="wrap-anywhere mt-5 font-semibold text-headline">{share.name}</h1>
      <div className="mt-1.5">
        <Facts>
          {formatSize(share.size)}
          {t.sharedFile.expires(formatMoment(new Date(share.expiresAt)))}
        </Facts>
      </div>
    </>
  );
}

/** Says why a link does not work. */
function Refusal({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  if (!isGone(error)) return <ErrorNotice error={error} {...(onRetry && { onRetry })} />;
  const { text, code } = explain(error);
  return (
    <div role="alert">
      <WarnIcon className="mb-5 size-9 text-muted" />
      <h1 className="font-semibold text-headline">{t.sharedFile.goneTitle}</h1>
      <p className="mt-2 text-muted">
        {t.sharedFile.gone(text)} <span className="text-code">{code}</span>
      </p>
    </div>
  );
}

const GONE = ['share_not_found', 'share_revoked', 'share_expired', 'share_exhausted'] as const;

function isGone(error: unknown): boolean {
  return GONE.some((code) => hasCode(error, code));
}

function wrongPassword(error: unknown): string | undefined {
  return hasCode(error, 'share_password_wrong') ? t.sharedFile.wrongPassword : undefined;
}

/** The grant that the next attempt continues with; after a failure it starts again. */
function grantOf(answer: ShareDownload | undefined): string | undefined {
  return answer === undefined || answer.status === 'failed' ? undefined : answer.claim;
}
