import { useQueryClient } from '@tanstack/react-query';
import type { Answer } from '../../api/api-request.ts';
import { accountKeys } from '../../api/query-keys.ts';
import { useMutation } from '../../api/use-mutation.ts';
import { CodeField } from '../../credentials/code-field.tsx';
import { ProofDialog } from '../../credentials/proof-dialog.tsx';
import { useCopy } from '../../design/browser/use-copy.ts';
import { Button } from '../../design/controls/button.tsx';
import { IconButton } from '../../design/controls/icon-button.tsx';
import { Dialog } from '../../design/dialogs/dialog.tsx';
import { CopyIcon } from '../../design/display/icons.tsx';
import { QrCode } from '../../design/display/qr-code.tsx';
import { ErrorNotice } from '../../design/feedback/error-notice.tsx';
import { useCall } from '../../session/session-context.tsx';
import { textOf } from '../../session/text-of.ts';
import { RecoveryCodes } from './recovery-codes.tsx';

/** Sets an app up: the password, then the secret to scan or to type with a code to show that it worked, then the recovery codes. */
export function NewSecondFactor({ onClose }: { onClose: () => void }) {
  const call = useCall();
  const begin = useMutation({
    mutationFn: (password: string) => call('beginSecondFactor', { body: { password } }),
  });
  if (begin.isSuccess) return <SetUpApp offered={begin.data} onClose={onClose} />;
  return (
    <ProofDialog
      title="Set up a second factor"
      asksCode={false}
      keep="Cancel"
      button="Continue"
      busy={begin.isPending}
      error={begin.error}
      onProof={({ password }) => begin.mutate(password)}
      onClose={onClose}
    >
      It signs you out everywhere else. Have the app at hand that is to make the codes.
    </ProofDialog>
  );
}

/** @param offered - the secret; nothing has changed yet */
function SetUpApp({ offered, onClose }: { offered: Answer<'beginSecondFactor'>; onClose: () => void }) {
  const call = useCall();
  const queries = useQueryClient();
  const copy = useCopy();
  const confirm = useMutation({
    mutationFn: (code: string) => call('confirmSecondFactor', { body: { code } }),
  });

  async function close(): Promise<void> {
    await Promise.all(
      [accountKeys.me, accountKeys.sessions].map((queryKey) => queries.invalidateQueries({ queryKey })),
    );
    onClose();
  }

  if (confirm.isSuccess)
    return (
      <RecoveryCodes
        lead="The second factor is on."
        codes={confirm.data.recoveryCodes}
        onClose={() => void close()}
      />
    );
  return (
    <Dialog title="Set up your app" onClose={onClose}>
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
