import { useMutation } from '../../api/use-mutation.ts';
import { ProofDialog } from '../../credentials/proof-dialog.tsx';
import { t } from '../../locales/index.ts';
import { useCall } from '../../session/session-context.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';

/** Replaces the recovery codes, when they are used or lost. */
export function RenewRecoveryCodes({ onClose }: { onClose: () => void }) {
  const call = useCall();
  const renew = useMutation({
    mutationFn: (body: { password: string; code: string }) => call('renewRecoveryCodes', { body }),
  });
  if (renew.isSuccess)
    return (
      <RecoveryCodes lead={t.account.recovery.replaced} codes={renew.data.recoveryCodes} onClose={onClose} />
    );
  return (
    <ProofDialog
      title={t.account.recovery.newTitle}
      asksCode
      keep={t.actions.cancel}
      button={t.account.recovery.create}
      busy={renew.isPending}
      error={renew.error}
      onProof={renew.mutate}
      onClose={onClose}
    >
      {t.account.recovery.newHint}
    </ProofDialog>
  );
}
