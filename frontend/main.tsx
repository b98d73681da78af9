import './api/no-eval.ts';
import '@fontsource-variable/instrument-sans/wdth.css';
import './design/theme.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { CrashScreen } from './crash-screen.tsx';
import { ToastProvider } from './design/feedback/toast.tsx';
import { t } from './locales/index.ts';
import { openBrowserSession } from './session/browser-session.ts';
import { takeLinkSecrets } from './session/link-secrets.ts';
import { SessionProvider } from './session/session-context.tsx';

const link = takeLinkSecrets();
const session = openBrowserSession();
const root = document.getElementById('root');
document.documentElement.lang = t.language;
if (root === null) throw new Error('index.html has no #root');

createRoot(root).render(
  <StrictMode>
    <CrashScreen>
      <SessionProvider session={session}>
        <ToastProvider>
          <App link={link} />
        </ToastProvider>
      </SessionProvider>
    </CrashScreen>
  </StrictMode>,
);
