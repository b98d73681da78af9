import { useQueryClient } from '@tanstack/react-query';
import { accountKeys } from '../../api/query-keys.ts';
import { useMutation } from '../../api/use-mutation.ts';
import { ProofDialog } from '../../credentials/proof-dialog.tsx';
import { useToast } from '../../design/feedback/toast.tsx';
import { useCall } from '../../session/session-context.tsx';

/** Switches the second factor off, for whoever has both the password and a code. */
export function RemoveSecondFactor({ onClose }: { onClose: () => void }) {
  const call = useCall();
  const queries = useQueryClient();
  const toast = useToast();
  const remove = useMutation({
    mutationFn: (body: { password: string; code: string }) => call('removeSecondFactor', { body }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: accountKeys.me });
      onClose();
      toast.tell('The second factor is off.');
    },
  });
  return (
    <ProofDialog
      title="Switch the second factor off?"
      asksCode
      keep="Keep it on"
      button="Switch off"
      isDangerous
      busy={remove.isPending}
      error={remove.error}
      onProof={remove.mutate}
      onClose={onClose}
    >
      From then on your password alone signs in.
    </ProofDialog>
  );
}
