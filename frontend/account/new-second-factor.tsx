import { useQueryClient } from '@tanstack/react-query';
import { accountKeys } from '../api/query-keys.ts';
import type { Answer } from '../api/request.ts';
import { useMutation } from '../api/use-mutation.ts';
import { Button } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { ErrorNotice } from '../design/error-notice.tsx';
import { IconButton } from '../design/icon-button.tsx';
import { CopyIcon, DownloadIcon } from '../design/icons.tsx';
import { saveText } from '../design/leaving.ts';
import { QrCode } from '../design/qr-code.tsx';
import { useCopy } from '../design/use-copy.ts';
import { CodeField } from '../session/code-field.tsx';
import { useCall } from '../session/session-context.tsx';
import { textOf } from '../session/text-of.ts';

/**
 * Sets an app up: the secret to scan or to type, a code to show that it worked, then the recovery codes.
 *
 * @param offered - the secret; nothing has changed yet
 */
export function NewSecondFactor({
  offered,
  onClose,
}: {
  offered: Answer<'beginSecondFactor'>;
  onClose: () => void;
}) {
  const call = useCall();
  const queries = useQueryClient();
  const copy = useCopy();
  const confirm = useMutation({
    mutationFn: (code: string) => call('confirmSecondFactor', { body: { code } }),
  });

  async function close(): Promise<void> {
    await queries.invalidateQueries({ queryKey: accountKeys.me });
    onClose();
  }

  if (confirm.isSuccess)
    return <RecoveryCodes codes={confirm.data.recoveryCodes} onClose={() => void close()} />;
  return (
    <Dialog title="Set up a second factor" onClose={onClose}>
      <form
        className="mt-3 grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          confirm.mutate(textOf(new FormData(event.currentTarget), 'code'));
        }}
      >
        <p className="text-muted">
          Scan this with an app that makes codes, such as the one for passwords on your phone, or type the
          secret into it.
        </p>
        <div className="flex flex-wrap items-center justify-center gap-4 rounded-xl bg-sunken p-4">
          <QrCode text={offered.uri} label="The secret as a QR code" />
          <div className="flex min-w-0 flex-1 basis-36 items-start justify-between gap-1">
            <code className="font-mono text-small leading-6">
              {offered.secret.match(/.{1,4}/g)?.join(' ')}
            </code>
            <IconButton
              label="Copy secret"
              className="-my-1.5"
              onClick={() => void copy(offered.secret, 'Secret copied.')}
            >
              <CopyIcon />
            </IconButton>
          </div>
        </div>
        <CodeField hint="The six digits that the app shows now." />
        {confirm.isError && <ErrorNotice error={confirm.error} />}
        <div className="flex justify-end gap-3">
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" busy={confirm.isPending}>
            Switch on
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function RecoveryCodes({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const copy = useCopy();
  const text = codes.join('\n');
  return (
    // Escape must not take away what is never shown again.
    <Dialog title="Keep your recovery codes" onClose={() => undefined}>
      <p className="mt-3 text-muted">
        The second factor is on. Each of these signs you in once without the app. They are not shown again:
        keep them where you find them when the app is lost.
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
