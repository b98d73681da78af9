import type { History, HistoryItem } from '#contract';
import { saveText } from '../../design/browser/downloads.ts';
import { Button } from '../../design/controls/button.tsx';
import { ErrorNotice } from '../../design/feedback/error-notice.tsx';
import { formatMoment } from '../../locales/index.ts';
import { eventWords } from './describe-event.ts';
import { useHistory } from './use-history.ts';

/**
 * What happened to a file, for its owner to read and to keep.
 *
 * @param state - of the file: whenever it changes, something has happened
 */
export function FileHistory({ id, state }: { id: string; state: string }) {
  const history = useHistory(id, state);
  if (history.isError) {
    return <ErrorNotice error={history.error} onRetry={() => void history.refetch()} />;
  }
  if (!history.isSuccess) return null;
  return (
    <section aria-labelledby="history" className="mt-8">
      <div className="flex items-center justify-between gap-4">
        <h2 id="history" className="font-semibold text-title">
          History
        </h2>
        <Button look="quiet" label="Download history" onClick={() => download(id, history.data)}>
          Download
        </Button>
      </div>
      <ol className="mt-3 divide-y divide-line overflow-hidden rounded-2xl border border-line bg-surface">
        {history.data.items.map((item) => (
          <Event key={item.hash} item={item} />
        ))}
      </ol>
      <p className="mt-3 text-muted text-small">
        {history.data.head === undefined
          ? 'This history does not hold together, so the vault did not sign it. Tell whoever runs the vault.'
          : 'Every entry seals the ones before it, and the vault has signed the last. With the download, and the mails about this file, anybody can verify that.'}
      </p>
    </section>
  );
}

function Event({ item }: { item: HistoryItem }) {
  return (
    <li className="grid gap-x-6 gap-y-0.5 px-5 py-3 sm:grid-cols-[14rem_1fr]">
      <time dateTime={item.at} className="text-muted tabular-nums">
        {formatMoment(new Date(item.at))}
      </time>
      <span className="min-w-0">
        {eventWords(item)}
        {item.address !== undefined && <span className="text-muted"> from {item.address}</span>}
      </span>
    </li>
  );
}

/** In the form that `encrypt5 verify-history` takes. */
function download(id: string, history: History): void {
  saveText(`history-${id}.json`, `${JSON.stringify(history, undefined, 2)}\n`);
}
