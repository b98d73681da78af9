import { useState } from 'react';
import type { Share, File as VaultFile } from '#contract';
import { useNow } from '../../design/browser/use-now.ts';
import { Button } from '../../design/controls/button.tsx';
import { LoadMore } from '../../design/controls/load-more.tsx';
import { Facts } from '../../design/display/facts.tsx';
import { Badge, type Tone } from '../../design/feedback/badge.tsx';
import { ErrorNotice } from '../../design/feedback/error-notice.tsx';
import { formatAge, formatMoment, t } from '../../locales/index.ts';
import { RevokeShare } from './revoke-share.tsx';
import { ShareDialog } from './share-dialog.tsx';
import { useShares } from './use-shares.ts';

/** The share links of a file, with buttons to create and revoke them. */
export function ShareSection({ file }: { file: VaultFile }) {
  const list = useShares(file.id, true);
  const { shares } = list;
  const [creating, setCreating] = useState(false);
  return (
    <section aria-labelledby="shares" className="mt-8">
      <div className="flex items-center justify-between gap-4">
        <h2 id="shares" className="font-semibold text-title">
          {t.shares.title}
        </h2>
        <Button look="quiet" label={t.shares.shareName(file.name)} onClick={() => setCreating(true)}>
          {t.shares.share}
        </Button>
      </div>
      {list.isError && <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />}
      {shares?.length === 0 && <p className="mt-2 text-muted text-small">{t.shares.none}</p>}
      {shares !== undefined && shares.length > 0 && (
        <ul
          aria-label={t.shares.list}
          className="mt-3 divide-y divide-line overflow-hidden rounded-2xl border border-line bg-surface"
        >
          {shares.map((share) => (
            <ShareRow key={share.id} share={share} />
          ))}
        </ul>
      )}
      <LoadMore list={list} />
      {creating && <ShareDialog file={file} onClose={() => setCreating(false)} />}
    </section>
  );
}

const TONES: Readonly<Record<Share['status'], Tone>> = {
  open: 'good',
  exhausted: 'calm',
  expired: 'calm',
  revoked: 'danger',
};

function ShareRow({ share }: { share: Share }) {
  const now = useNow(30_000);
  const created = formatMoment(new Date(share.createdAt));
  const status = share.status === 'open' && new Date(share.expiresAt) <= now ? 'expired' : share.status;
  const age = formatAge(new Date(share.expiresAt), now);
  return (
    <li className="flex items-center justify-between gap-4 px-4 py-3.5 sm:px-5">
      <div className="min-w-0">
        <Badge tone={TONES[status]}>{t.shares.statuses[status]}</Badge>
        <Facts>
          {share.maxDownloads === undefined
            ? t.shares.downloads(share.downloads)
            : t.shares.downloadsOf(share.downloads, share.maxDownloads)}
          {status === 'open' && t.shares.expires(age)}
          {status === 'expired' && t.shares.expired(age)}
          {share.hasPassword && t.shares.withPassword}
          {t.shares.created(created)}
        </Facts>
      </div>
      {status === 'open' && <RevokeShare share={share} created={created} />}
    </li>
  );
}
