import { useMutation } from '../../api/use-mutation.ts';
import { saveText } from '../../design/browser/downloads.ts';
import { useToast } from '../../design/feedback/toast.tsx';
import { useCall } from '../../session/session-context.tsx';

/** Saves the signed receipt of a deleted file. */
export function useReceipt(id: string) {
  const call = useCall();
  const toast = useToast();
  return useMutation({
    mutationFn: () => call('getReceipt', { params: { id } }),
    onSuccess: (answer) => saveText(`receipt-${id}.jws`, answer.receipt),
    onError: toast.fail,
  });
}
