import { useQueryClient } from '@tanstack/react-query';
import { accountKeys } from '../../api/query-keys.ts';
import { useMutation } from '../../api/use-mutation.ts';
import { ProofDialog } from '../../credentials/proof-dialog.tsx';
import { useToast } from '../../design/feedback/toast.tsx';
import { t } from '../../locales/index.ts';
import { useCall } from '../../session/session-context.tsx';

/** Turns two-factor authentication off; requires the password and a code. */
export function TurnOffTwoFactor({ onClose }: { onClose: () => void }) {
  const call = useCall();
  const queries = useQueryClient();
  const toast = useToast();
  const turnOff = useMutation({
    mutationFn: (body: { password: string; code: string }) => call('removeSecondFactor', { body }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: accountKeys.me });
      onClose();
      toast.tell(t.account.twoFactor.turnedOff);
    },
  });
  return (
    <ProofDialog
      title={t.account.twoFactor.turnOffTitle}
      asksCode
      keep={t.account.twoFactor.keepOn}
      button={t.account.twoFactor.turnOff}
      isDangerous
      busy={turnOff.isPending}
      error={turnOff.error}
      onProof={turnOff.mutate}
      onClose={onClose}
    >
      {t.account.twoFactor.turnOffHint}
    </ProofDialog>
  );
}
