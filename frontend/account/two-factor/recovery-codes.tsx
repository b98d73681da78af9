import { saveText } from '../../design/browser/downloads.ts';
import { useCopy } from '../../design/browser/use-copy.ts';
import { Button } from '../../design/controls/button.tsx';
import { Dialog } from '../../design/dialogs/dialog.tsx';
import { CopyIcon, DownloadIcon } from '../../design/display/icons.tsx';

/** Shows recovery codes the one time that they can be seen. */
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
    // Escape must not take away what is never shown again.
    <Dialog title="Keep your recovery codes" onClose={() => undefined}>
      <p className="mt-3 text-muted">
        {lead} Each of these signs you in once without the app. They are not shown again: keep them where you
        find them when the app is lost.
      </p>
      <ul
        aria-label="Recovery codes"
        className="mt-4 grid gap-x-6 gap-y-1 rounded-xl bg-sunken px-4 py-3 font-mono text-small leading-6 sm:grid-cols-2"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="mt-6 flex flex-wrap justify-end gap-3">
        <Button look="quiet" onClick={() => void copy(text, 'Recovery codes copied.')}>
          <CopyIcon className="size-4.5 text-muted" />
          Copy
        </Button>
        <Button look="quiet" onClick={() => saveText('encrypt5-recovery-codes.txt', `${text}\n`)}>
          <DownloadIcon className="size-4.5 text-muted" />
          Download
        </Button>
        <Button onClick={onClose}>I have kept them</Button>
      </div>
    </Dialog>
  );
}
