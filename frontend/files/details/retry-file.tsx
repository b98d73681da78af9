import { useQueryClient } from '@tanstack/react-query';
import type { File as VaultFile } from '#contract';
import { fileKeys } from '../../api/query-keys.ts';
import { useMutation } from '../../api/use-mutation.ts';
import { Button } from '../../design/controls/button.tsx';
import { RetryIcon } from '../../design/display/icons.tsx';
import { useToast } from '../../design/feedback/toast.tsx';
import { t } from '../../locales/index.ts';
import { useCall } from '../../session/session-context.tsx';

/** Queues a failed file again. */
export function RetryFile({ file }: { file: VaultFile }) {
  const call = useCall();
  const queries = useQueryClient();
  const toast = useToast();
  const retry = useMutation({
    mutationFn: () => call('retryFile', { params: { id: file.id } }),
    onSuccess: async (queued) => {
      queries.setQueryData(fileKeys.one(file.id), queued);
      await queries.invalidateQueries({ queryKey: fileKeys.list });
    },
    onError: toast.fail,
  });
  return (
    <Button
      look="quiet"
      label={t.files.retry.submitName(file.name)}
      busy={retry.isPending}
      onClick={() => retry.mutate()}
    >
      <RetryIcon className="size-4.5 text-muted" />
      {t.files.retry.submit}
    </Button>
  );
}
