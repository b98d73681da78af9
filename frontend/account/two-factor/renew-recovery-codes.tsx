import { useMutation } from '../../api/use-mutation.ts';
import { ProofDialog } from '../../credentials/proof-dialog.tsx';
import { useCall } from '../../session/session-context.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';

/** Makes new recovery codes, for whoever has used them up or does not find them. */
export function RenewRecoveryCodes({ onClose }: { onClose: () => void }) {
  const call = useCall();
  const renew = useMutation({
    mutationFn: (body: { password: string; code: string }) => call('renewRecoveryCodes', { body }),
  });
  if (renew.isSuccess)
    return (
      <RecoveryCodes
        lead="Those from before are good for nothing any more."
        codes={renew.data.recoveryCodes}
        onClose={onClose}
      />
    );
  return (
    <ProofDialog
      title="Make new recovery codes?"
      asksCode
      keep="Cancel"
      button="Make new codes"
      busy={renew.isPending}
      error={renew.error}
      onProof={renew.mutate}
      onClose={onClose}
    >
      The new ones take the place of all that you have.
    </ProofDialog>
  );
}
