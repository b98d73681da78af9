import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Operation } from '#contract';
import { operationsKey } from '../api/query-keys.ts';
import { useToast } from '../design/toast.tsx';
import { useNow } from '../design/use-now.ts';
import { useCall } from '../session/session-context.tsx';
import { type Decryption, latestDecryption, operationsDelay } from './latest-operation.ts';

const NONE: readonly Operation[] = [];

/** The newest decryption of a file, followed until it can be downloaded and for as long as it can. */
export function useDecryption(fileId: string): Decryption | undefined {
  const call = useCall();
  const now = useNow(10_000);
  const { data = NONE } = useQuery({
    queryKey: operationsKey,
    queryFn: async ({ signal }) =>
      (await call('listOperations', { query: { limit: 100 } }, { signal })).items,
    refetchInterval: ({ state }) => operationsDelay(state.data ?? NONE, new Date()) ?? false,
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
