import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Operation } from '#contract';
import { operationsKey } from '../../api/query-keys.ts';
import { useMutation } from '../../api/use-mutation.ts';
import { openDownload } from '../../design/browser/downloads.ts';
import { useNow } from '../../design/browser/use-now.ts';
import { useToast } from '../../design/feedback/toast.tsx';
import { useCall } from '../../session/session-context.tsx';
import { type Decryption, isWorking, latestDecryption } from './decryption.ts';

const NONE: readonly Operation[] = [];
const POLL_MS = 1000;

/** The newest decryption of a file, followed until it can be downloaded and for as long as it can. */
export function useDecryption(fileId: string): Decryption | undefined {
  const call = useCall();
  const now = useNow(10_000);
  const { data = NONE } = useQuery({
    queryKey: operationsKey,
    queryFn: async ({ signal }) =>
      (await call('listOperations', { query: { limit: 100 } }, { signal })).items,
    refetchInterval: ({ state: { data = NONE } }) => (data.some(isWorking) ? POLL_MS : false),
  });
  return latestDecryption(data, fileId, now);
}

/** Asks for a file to be decrypted. */
export function useDecrypt(fileId: string) {
  const call = useCall();
  const queries = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: () =>
      call('decryptFile', { params: { id: fileId } }, { idempotencyKey: crypto.randomUUID() }),
    onSuccess: ({ operation }) => {
      queries.setQueryData<readonly Operation[]>(operationsKey, (all = []) => [
        operation,
        ...all.filter(({ id }) => id !== operation.id),
      ]);
    },
    onError: toast.fail,
  });
}

/** Downloads what a decryption has laid ready. Its address is asked for at this moment: it is good for minutes only. */
export function useDownload() {
  const call = useCall();
  const queries = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: async (operationId: string) => {
      const { download } = await call('getOperation', { params: { id: operationId } });
      if (download === undefined) {
        await queries.invalidateQueries({ queryKey: operationsKey });
        toast.warn('The time to download is over. Decrypt the file again.');
      } else {
        openDownload(download.url);
      }
    },
    onError: toast.fail,
  });
}
