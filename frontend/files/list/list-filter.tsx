import { type FileStatus, fileStatuses } from '#contract';
import { t } from '../../locales/index.ts';

/** Which files to show. */
export interface FileFilter {
  /** The beginning of the name. */
  readonly q: string;
  readonly status: FileStatus | undefined;
}

/** The most characters that the API accepts. */
export const LONGEST_SEARCH = 255;

export const NO_FILTER: FileFilter = { q: '', status: undefined };

export function isFiltering({ q, status }: FileFilter): boolean {
  return q.trim() !== '' || status !== undefined;
}

const CONTROL =
  'h-10 rounded-lg border border-line bg-surface px-3.5 text-ink transition-colors placeholder:text-muted/70 hover:border-line-strong focus-visible:border-accent focus-visible:outline-offset-0';

/** Filters the list by the beginning of the name and by status. */
export function ListFilter({
  filter,
  onChange,
}: {
  filter: FileFilter;
  onChange: (filter: FileFilter) => void;
}) {
  return (
    <search className="mb-4 flex flex-wrap gap-3">
      <input
        type="search"
        aria-label={t.files.search}
        placeholder={t.files.searchPlaceholder}
        maxLength={LONGEST_SEARCH}
        value={filter.q}
        onChange={(event) => onChange({ ...filter, q: event.target.value })}
        className={`min-w-40 flex-1 ${CONTROL}`}
      />
      <select
        aria-label={t.files.status}
        value={filter.status ?? ''}
        onChange={(event) =>
          onChange({ ...filter, status: fileStatuses.find((status) => status === event.target.value) })
        }
        className={CONTROL}
      >
        <option value="">{t.files.allStatuses}</option>
        {fileStatuses.map((status) => (
          <option key={status} value={status}>
            {t.files.statuses[status]}
          </option>
        ))}
      </select>
    </search>
  );
}
