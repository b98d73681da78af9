import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { ApiError, ConnectionError } from './api-errors.ts';

/** Keeps the API's answers, separately for each account: the next account never sees those of the one before. */
export function AnswersProvider({ account, children }: { account: string | undefined; children: ReactNode }) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new account gets a new client
  const client = useMemo(createClient, [account]);
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}

function createClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 2000, retry: (count, error) => count < 2 && isTemporary(error) },
    },
  });
}

/** Whether an automatic retry makes sense: a refusal does not change. */
function isTemporary(error: unknown): boolean {
  return error instanceof ConnectionError || (error instanceof ApiError && error.status >= 500);
}
