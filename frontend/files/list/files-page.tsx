import { useMemo } from 'react';
import type { Config } from '#contract';
import { useSettled } from '../../design/browser/use-settled.ts';
import { useTitle } from '../../design/browser/use-title.ts';
import { Button } from '../../design/controls/button.tsx';
import { LoadMore } from '../../design/controls/load-more.tsx';
import { UploadIcon } from '../../design/display/icons.tsx';
import { ErrorNotice } from '../../design/feedback/error-notice.tsx';
import { formatSize, t } from '../../locales/index.ts';
import { useConfig } from '../../session/use-config.ts';
import { DropTarget } from '../../uploads/intake/drop-target.tsx';
import { useFileDialog } from '../../uploads/intake/file-picker.tsx';
import { acceptList, allowedLabels } from '../../uploads/intake/file-rules.ts';
import { RefusedFiles } from '../../uploads/intake/refused-files.tsx';
import { useIntake } from '../../uploads/intake/use-intake.ts';
import { useArrivedUploads, useUploads } from '../../uploads/uploads-context.tsx';
import { useFiles } from '../use-files.ts';
import { EmptyVault } from './empty-vault.tsx';
import { FileList, FileListSkeleton } from './file-list.tsx';
import { isFiltering, ListFilter } from './list-filter.tsx';
import { useAnnouncements } from './use-announcements.ts';
import { useFilter } from './use-filter.ts';

/** Milliseconds without a key press after which a search starts. */
const SETTLE_MS = 250;

/** The vault: its files, the running uploads, and the drop area. */
export function FilesPage() {
  useTitle(t.files.title);
  const config = useConfig();
  const arrived = useArrivedUploads();
  const uploads = useUploads();
  const list = useFiles();
  useAnnouncements(list.files);
  const [filter, setFilter] = useFilter();
  const settled = useSettled(filter, SETTLE_MS);
  const searching = isFiltering(settled);
  const found = useFiles(settled, searching);
  const shown = searching ? found : list;

  const running = new Set(uploads.map((upload) => upload.fileId));
  const files = shown.files.filter((file) => !running.has(file.id));
  const unfinished = useMemo(
    () => list.files.filter((file) => file.status === 'uploading' && !arrived.has(file.id)),
    [list.files, arrived],
  );
  const intake = useIntake(config.data, unfinished);
  const rules = config.data === undefined ? '' : rulesOf(config.data);
  const broken = [shown, config].find((query) => query.isError);
  const empty = list.isSuccess && list.files.length === 0 && uploads.length === 0;
  const visible = searching ? [] : uploads;
  const nothingFound = searching && found.isSuccess && !found.hasNextPage && files.length === 0;

  const dialog = useFileDialog({
    multiple: true,
    accept: config.data === undefined ? '' : acceptList(config.data),
    onFiles: intake.take,
  });
  const picker = config.data !== undefined && (
    <Button look="primary" onClick={dialog.open}>
      <UploadIcon className="size-4.5" />
      {t.files.add}
    </Button>
  );

  return (
    <>
      {dialog.input}
      <DropTarget onFiles={intake.take} hint={rules} />
      <div className="mb-6 flex items-end justify-between gap-4">
        <div>
          <h1 className="font-semibold text-headline">{t.files.title}</h1>
          {!empty && (
            <p className="mt-1 text-muted text-small">
              <span className="max-sm:hidden pointer-coarse:hidden">{t.files.dropAnywhere} </span>
              {rules}
            </p>
          )}
        </div>
        {!empty && picker}
      </div>
      <RefusedFiles refused={intake.refused} onDismiss={intake.dismiss} />
      {broken !== undefined && (
        <div className="mb-6">
          <ErrorNotice error={broken.error} onRetry={() => void broken.refetch()} />
        </div>
      )}
      {list.isSuccess && !empty && <ListFilter filter={filter} onChange={setFilter} />}
      {shown.isPending && <FileListSkeleton />}
      <p role="status" className="text-muted empty:hidden">
        {nothingFound && t.files.noMatches}
      </p>
      {empty && <EmptyVault rules={rules}>{picker}</EmptyVault>}
      {(files.length > 0 || visible.length > 0) && (
        <FileList uploads={visible} files={files} config={config.data} />
      )}
      <LoadMore list={shown} />
    </>
  );
}

function rulesOf(config: Config): string {
  return t.files.accepted(allowedLabels(config), formatSize(config.maxFileSize));
}
