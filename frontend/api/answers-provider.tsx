import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { ApiError, ConnectionError } from './api-errors.ts';

/**
 * Keeps the API's answers, those of each account apart: nobody sees for a moment what belongs to whoever was signed in
 * before.
 */
export function AnswersProvider({ account, children }: { account: string | undefined; children: ReactNode }) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: another account is what a new client is made for
  const client = useMemo(createClient, [account]);
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}

function createClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 2000, retry: (count, error) => count < 2 && mayPass(error) },
    },
  });
}

/** Whether asking again by itself makes sense: a refusal stays one. */
function mayPass(error: unknown): boolean {
  return error instanceof ConnectionError || (error instanceof ApiError && error.status >= 500);
}
