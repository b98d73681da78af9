import { useState } from 'react';
import type { Share, File as VaultFile } from '#contract';
import { useNow } from '../../design/browser/use-now.ts';
import { Button } from '../../design/controls/button.tsx';
import { LoadMore } from '../../design/controls/load-more.tsx';
import { Facts } from '../../design/display/facts.tsx';
import { Badge, type Tone } from '../../design/feedback/badge.tsx';
import { ErrorNotice } from '../../design/feedback/error-notice.tsx';
import { formatAge, formatMoment, plural } from '../../locales/index.ts';
import { RevokeShare } from './revoke-share.tsx';
import { ShareDialog } from './share-dialog.tsx';
import { useShares } from './use-shares.ts';

/** The links by which others can download a file: what became of them, and the way to make and to take back one. */
export function ShareSection({ file }: { file: VaultFile }) {
  const list = useShares(file.id, true);
  const { shares } = list;
  const [making, setMaking] = useState(false);
  return (
    <section aria-labelledby="shares" className="mt-8">
      <div className="flex items-center justify-between gap-4">
        <h2 id="shares" className="font-semibold text-title">
          Links
        </h2>
        <Button look="quiet" label={`Share ${file.name}`} onClick={() => setMaking(true)}>
          Share
        </Button>
      </div>
      {list.isError && <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />}
      {shares?.length === 0 && (
        <p className="mt-2 text-muted text-small">
          Nobody else has this file. A link lets people download it who have no account here.
        </p>
      )}
      {shares !== undefined && shares.length > 0 && (
        <ul
          aria-label="Links"
          className="mt-3 divide-y divide-line overflow-hidden rounded-2xl border border-line bg-surface"
        >
          {shares.map((share) => (
            <ShareRow key={share.id} share={share} />
          ))}
        </ul>
      )}
      <LoadMore list={list} />
      {making && <ShareDialog file={file} onClose={() => setMaking(false)} />}
    </section>
  );
}

const STATES: Readonly<Record<Share['status'], { readonly tone: Tone; readonly label: string }>> = {
  open: { tone: 'good', label: 'Open' },
  exhausted: { tone: 'calm', label: 'Used up' },
  expired: { tone: 'calm', label: 'Ended' },
  revoked: { tone: 'danger', label: 'Revoked' },
};

function ShareRow({ share }: { share: Share }) {
  const now = useNow(30_000);
  const made = formatMoment(new Date(share.createdAt));
  const status = share.status === 'open' && new Date(share.expiresAt) <= now ? 'expired' : share.status;
  const { tone, label } = STATES[status];
  return (
    <li className="flex items-center justify-between gap-4 px-4 py-3.5 sm:px-5">
      <div className="min-w-0">
        <Badge tone={tone}>{label}</Badge>
        <Facts>
          {share.maxDownloads === undefined
            ? plural(share.downloads, 'download')
            : `${share.downloads} of ${plural(share.maxDownloads, 'download')}`}
          {(status === 'open' || status === 'expired') &&
            `${status === 'open' ? 'ends' : 'ended'} ${formatAge(new Date(share.expiresAt), now)}`}
          {share.hasPassword && 'with a password'}
          {`made on ${made}`}
        </Facts>
      </div>
      {status === 'open' && <RevokeShare share={share} made={made} />}
    </li>
  );
}
