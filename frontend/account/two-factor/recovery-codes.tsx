import { saveText } from '../../design/browser/downloads.ts';
import { useCopy } from '../../design/browser/use-copy.ts';
import { Button } from '../../design/controls/button.tsx';
import { Dialog } from '../../design/dialogs/dialog.tsx';
import { CopyIcon, DownloadIcon } from '../../design/display/icons.tsx';
import { t } from '../../locales/index.ts';

/** Shows recovery codes once; they cannot be shown again. */
export function RecoveryCodes({
  lead,
  codes,
  onClose,
}: {
  lead: string;
  codes: readonly string[];
  onClose: () => void;
}) {
  const copy = useCopy();
  const text = codes.join('\n');
  return (
    // Escape must not close what is never shown again.
    <Dialog title={t.account.recovery.title} onClose={() => undefined}>
      <p className="mt-3 text-muted">{t.account.recovery.hint(lead)}</p>
      <ul
        aria-label={t.account.recovery.list}
        className="mt-4 grid gap-x-6 gap-y-1 rounded-xl bg-sunken px-4 py-3 font-mono text-small leading-6 sm:grid-cols-2"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="mt-6 flex flex-wrap justify-end gap-3">
        <Button look="quiet" onClick={() => void copy(text, t.account.recovery.copied)}>
          <CopyIcon className="size-4.5 text-muted" />
          {t.actions.copy}
        </Button>
        <Button look="quiet" onClick={() => saveText('encrypt5-recovery-codes.txt', `${text}\n`)}>
          <DownloadIcon className="size-4.5 text-muted" />
          {t.actions.download}
        </Button>
        <Button onClick={onClose}>{t.account.recovery.saved}</Button>
      </div>
    </Dialog>
  );
}
