import { type FileStatus, fileStatuses } from '#contract';

/** Which files are looked for. */
export interface FileFilter {
  /** What the name begins with. */
  readonly q: string;
  readonly status: FileStatus | undefined;
}

/** As many characters as the API takes. */
export const LONGEST_SEARCH = 255;

export const NO_FILTER: FileFilter = { q: '', status: undefined };

export function isFiltering({ q, status }: FileFilter): boolean {
  return q.trim() !== '' || status !== undefined;
}

const LABELS: Readonly<Record<FileStatus, string>> = {
  uploading: 'Uploading',
  queued: 'Waiting',
  encrypting: 'Encrypting',
  encrypted: 'Encrypted',
  rejected: 'Rejected',
  failed: 'Failed',
};

const CONTROL =
  'h-10 rounded-lg border border-line bg-surface px-3.5 text-ink transition-colors placeholder:text-muted/70 hover:border-line-strong focus-visible:border-accent focus-visible:outline-offset-0';

/** Narrows the list down by the beginning of names, and by what has become of the files. */
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
        aria-label="Search by the beginning of the name"
        placeholder="Name begins with …"
        maxLength={LONGEST_SEARCH}
        value={filter.q}
        onChange={(event) => onChange({ ...filter, q: event.target.value })}
        className={`min-w-40 flex-1 ${CONTROL}`}
      />
      <select
        aria-label="Show files that are"
        value={filter.status ?? ''}
        onChange={(event) =>
          onChange({ ...filter, status: fileStatuses.find((status) => status === event.target.value) })
        }
        className={CONTROL}
      >
        <option value="">All states</option>
        {fileStatuses.map((status) => (
          <option key={status} value={status}>
            {LABELS[status]}
          </option>
        ))}
      </select>
    </search>
  );
}
