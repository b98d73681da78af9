import type { History, HistoryItem } from '#contract';
import { saveText } from '../../design/browser/downloads.ts';
import { Button } from '../../design/controls/button.tsx';
import { ErrorNotice } from '../../design/feedback/error-notice.tsx';
import { formatMoment, t } from '../../locales/index.ts';
import { describeEvent } from './describe-event.ts';
import { useHistory } from './use-history.ts';

/**
 * The history of a file, to read and to download.
 *
 * @param state - of the file: the history is loaded again when it changes
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
          {t.files.history.title}
        </h2>
        <Button
          look="quiet"
          label={t.files.history.downloadHistory}
          onClick={() => download(id, history.data)}
        >
          {t.files.history.download}
        </Button>
      </div>
      <ol className="mt-3 divide-y divide-line overflow-hidden rounded-2xl border border-line bg-surface">
        {history.data.items.map((item) => (
          <Event key={item.hash} item={item} />
        ))}
      </ol>
      <p className="mt-3 text-muted text-small">
        {history.data.head === undefined ? t.files.history.broken : t.files.history.signed}
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
        {describeEvent(item)}
        {item.address !== undefined && (
          <span className="text-muted"> {t.files.history.from(item.address)}</span>
        )}
      </span>
    </li>
  );
}

/** Saves the history in the form that `encrypt5 verify-history` reads. */
function download(id: string, history: History): void {
  saveText(`history-${id}.json`, `${JSON.stringify(history, undefined, 2)}\n`);
}
