import { useQueryClient } from '@tanstack/react-query';
import type { Answer } from '../../api/api-request.ts';
import { accountKeys } from '../../api/query-keys.ts';
import { useMutation } from '../../api/use-mutation.ts';
import { CodeField } from '../../credentials/code-field.tsx';
import { ProofDialog } from '../../credentials/proof-dialog.tsx';
import { useCopy } from '../../design/browser/use-copy.ts';
import { Button } from '../../design/controls/button.tsx';
import { textOf } from '../../design/controls/field.tsx';
import { IconButton } from '../../design/controls/icon-button.tsx';
import { Dialog } from '../../design/dialogs/dialog.tsx';
import { CopyIcon } from '../../design/display/icons.tsx';
import { QrCode } from '../../design/display/qr-code.tsx';
import { ErrorNotice } from '../../design/feedback/error-notice.tsx';
import { t } from '../../locales/index.ts';
import { useCall } from '../../session/session-context.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';

/** Sets up an authenticator app in three steps: password, secret with a first code, recovery codes. */
export function SetUpTwoFactor({ onClose }: { onClose: () => void }) {
  const call = useCall();
  const begin = useMutation({
    mutationFn: (password: string) => call('beginSecondFactor', { body: { password } }),
  });
  if (begin.isSuccess) return <SetUpApp offered={begin.data} onClose={onClose} />;
  return (
    <ProofDialog
      title={t.account.twoFactor.setUpTitle}
      asksCode={false}
      keep={t.actions.cancel}
      button={t.actions.continue}
      busy={begin.isPending}
      error={begin.error}
      onProof={({ password }) => begin.mutate(password)}
      onClose={onClose}
    >
      {t.account.twoFactor.setUpHint}
    </ProofDialog>
  );
}

/** @param offered - the secret; the account has not changed yet */
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
        lead={t.account.twoFactor.turnedOn}
        codes={confirm.data.recoveryCodes}
        onClose={() => void close()}
      />
    );
  return (
    <Dialog title={t.account.twoFactor.appTitle} onClose={onClose}>
      <form
        className="mt-3 grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          confirm.mutate(textOf(new FormData(event.currentTarget), 'code'));
        }}
      >
        <p className="text-muted">{t.account.twoFactor.appHint}</p>
        <div className="flex flex-wrap items-center justify-center gap-4 rounded-xl bg-sunken p-4">
          <QrCode text={offered.uri} label={t.account.twoFactor.qrCode} />
          <div className="flex min-w-0 flex-1 basis-36 items-start justify-between gap-1">
            <code className="font-mono text-small leading-6">
              {offered.secret.match(/.{1,4}/g)?.join(' ')}
            </code>
            <IconButton
              label={t.account.twoFactor.copySecret}
              className="-my-1.5"
              onClick={() => void copy(offered.secret, t.account.twoFactor.secretCopied)}
            >
              <CopyIcon />
            </IconButton>
          </div>
        </div>
        <CodeField hint={t.credentials.appCode} />
        {confirm.isError && <ErrorNotice error={confirm.error} />}
        <div className="flex justify-end gap-3">
          <Button look="quiet" onClick={onClose}>
            {t.actions.cancel}
          </Button>
          <Button type="submit" busy={confirm.isPending}>
            {t.account.twoFactor.turnOn}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
