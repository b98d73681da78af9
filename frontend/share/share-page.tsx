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
import { formatMoment, formatSize } from '../locales/index.ts';
import { type LinkSecrets, useLinkSecret } from '../session/link-secrets.ts';
import { useCall } from '../session/session-context.tsx';
import { downloadShare } from './follow-download.ts';
import { forgetClaim, keepClaim, keptClaim } from './kept-grant.ts';

/** Where a link to a file leads. Nothing is used up before the button is pressed: scanners of links cost nobody a download. */
export function SharePage({ link }: { link: LinkSecrets }) {
  useTitle('Shared file');
  const token = useLinkSecret('token', link);
  if (token === undefined)
    return (
      <WelcomeTitle title="Open the link again">
        This page shows a file that somebody shares by a link. The link was cut short, or the page was
        reloaded: open it from where you got it.
      </WelcomeTitle>
    );
  return <Shared key={token} token={token} />;
}

function Shared({ token }: { token: string }) {
  const call = useCall();
  const opened = useQuery({
    queryKey: ['share', token],
    queryFn: async ({ signal }) => {
      const claim = await keptClaim(token);
      try {
        return { claim, share: await call('openShare', { body: { token } }, { signal }) };
      } catch (error) {
        // It may be the download of this tab that used the link up; that one can still be taken up again.
        if (claim !== undefined && hasCode(error, 'share_exhausted')) return { claim, share: undefined };
        throw error;
      }
    },
    // A look is a look: what becomes of the link later shows when somebody presses the button.
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (opened.isSuccess)
    return <SharedFile token={token} {...opened.data} onClaimLost={() => void opened.refetch()} />;
  if (opened.isError) return <Refusal error={opened.error} onRetry={() => void opened.refetch()} />;
  return (
    <div className="grid gap-3" aria-hidden="true">
      <Skeleton className="size-13" />
      <Skeleton className="h-7 w-64 max-w-full" />
      <Skeleton className="h-4 w-32" />
    </div>
  );
}

/** @param claim - of a download that this tab began before a reload */
function SharedFile({
  token,
  share,
  claim: kept,
  onClaimLost,
}: {
  token: string;
  /** Missing where the link is used up and only `claim` is left of it. */
  share: OpenedShare | undefined;
  claim: string | undefined;
  onClaimLost: () => void;
}) {
  const call = useCall();
  const [password, setPassword] = useState('');
  const [progress, setProgress] = useState<ShareDownload>();
  const claim = progress === undefined ? kept : claimOf(progress);
  const name = share?.name ?? 'the file';

  function follow(answer: ShareDownload): void {
    setProgress(answer);
    void (answer.status === 'failed' ? forgetClaim(token) : keepClaim(token, answer.claim));
  }
  const download = useMutation({
    mutationFn: () => downloadShare(call, { token, password, claim }, follow),
    onSuccess: (answer) => {
      if (answer.status === 'ready') openDownload(answer.url);
    },
    onError: async (error) => {
      if (!hasCode(error, 'claim_not_found')) return;
      await forgetClaim(token);
      setProgress(undefined);
      onClaimLost();
    },
  });
  if (download.isError && isOver(download.error)) return <Refusal error={download.error} />;

  const done = download.data?.status === 'ready';
  const asksPassword = share?.needsPassword === true && claim === undefined;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        download.mutate();
      }}
    >
      {share === undefined ? (
        <WelcomeTitle title="Your download">
          The link is used up. A download that was begun in this tab can be taken up again for some minutes.
        </WelcomeTitle>
      ) : (
        <SharedFileTitle share={share} />
      )}
      <div className="mt-7 grid gap-5">
        {asksPassword && (
          <PasswordField
            required
            autoComplete="off"
            hint="Whoever shared the file knows it."
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
            The file could not be decrypted. Tell whoever shared it with you.
          </p>
        )}
        {download.isPending && (
          <div role="status">
            <ProgressBar
              label={`Decrypting ${name}`}
              share={
                progress?.status === 'preparing' && progress.progress > 0 ? progress.progress : undefined
              }
            />
            <p className="mt-2 text-muted text-small">Decrypting. The download begins by itself.</p>
          </div>
        )}
        <Button type="submit" size="large" busy={download.isPending}>
          <DownloadIcon className="size-4.5" />
          {done || share === undefined ? 'Download again' : 'Download'}
        </Button>
        <p role="status" className="text-muted text-small empty:hidden">
          {done && 'The download has begun. For some minutes you can take it up again here; it counts once.'}
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
          {`until ${formatMoment(new Date(share.expiresAt))}`}
        </Facts>
      </div>
    </>
  );
}

/** A link that opens nothing, in words. */
function Refusal({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  if (!isOver(error)) return <ErrorNotice error={error} {...(onRetry && { onRetry })} />;
  const { text, code } = explain(error);
  return (
    <div role="alert">
      <WarnIcon className="mb-5 size-9 text-muted" />
      <h1 className="font-semibold text-headline">This link opens nothing</h1>
      <p className="mt-2 text-muted">
        {text} Ask whoever sent you the link for another one. <span className="text-code">{code}</span>
      </p>
    </div>
  );
}

const OVER = ['share_not_found', 'share_revoked', 'share_expired', 'share_exhausted'] as const;

function isOver(error: unknown): boolean {
  return OVER.some((code) => hasCode(error, code));
}

function wrongPassword(error: unknown): string | undefined {
  return hasCode(error, 'share_password_wrong') ? 'This is not the password. Try again.' : undefined;
}

/** What a further try goes on with; one that has failed begins anew. */
function claimOf(answer: ShareDownload | undefined): string | undefined {
  return answer === undefined || answer.status === 'failed' ? undefined : answer.claim;
}
