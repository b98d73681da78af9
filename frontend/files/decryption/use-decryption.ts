import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Operation } from '#contract';
import { operationsKey } from '../../api/query-keys.ts';
import { useMutation } from '../../api/use-mutation.ts';
import { openDownload } from '../../design/browser/downloads.ts';
import { useNow } from '../../design/browser/use-now.ts';
import { useToast } from '../../design/feedback/toast.tsx';
import { t } from '../../locales/index.ts';
import { useCall } from '../../session/session-context.tsx';
import { type Decryption, isWorking, latestDecryption } from './decryption.ts';

const NONE: readonly Operation[] = [];
const POLL_MS = 1000;

/** The newest decryption of a file, polled until it is ready. */
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

/** Requests a decrypted copy of a file. */
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

/** Downloads a decrypted copy. Its address is requested at this moment, because it expires within minutes. */
export function useDownload() {
  const call = useCall();
  const queries = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: async (operationId: string) => {
      const { download } = await call('getOperation', { params: { id: operationId } });
      if (download === undefined) {
        await queries.invalidateQueries({ queryKey: operationsKey });
        toast.warn(t.files.decrypt.expired);
      } else {
        openDownload(download.url);
      }
    },
    onError: toast.fail,
  });
}
