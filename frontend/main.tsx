import './api/no-eval.ts';
import './design/theme.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiError, ConnectionError } from './api/errors.ts';
import { App } from './app.tsx';
import { CrashScreen } from './crash-screen.tsx';
import { ToastProvider } from './design/toast.tsx';
import { openBrowserSession } from './session/browser-session.ts';
import { takeLinkToken } from './session/link-token.ts';
import { SessionProvider } from './session/session-context.tsx';

const linkToken = takeLinkToken();
const session = openBrowserSession();
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2000,
      retry: (count, error) => count < 2 && mayPass(error),
    },
  },
});

/** Whether asking again by itself makes sense: a refusal stays one. */
function mayPass(error: unknown): boolean {
  return error instanceof ConnectionError || (error instanceof ApiError && error.status >= 500);
}

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <CrashScreen>
      <QueryClientProvider client={queries}>
        <SessionProvider session={session}>
          <ToastProvider>
            <App linkToken={linkToken} />
          </ToastProvider>
        </SessionProvider>
      </QueryClientProvider>
    </CrashScreen>
  </StrictMode>,
);
