import { lazy, Suspense, useEffect } from 'react';
import { Route, Switch } from 'wouter';
import { AnswersProvider } from './api/answers-provider.tsx';
import { Mark } from './design/display/mark.tsx';
import { WelcomeFrame } from './design/display/welcome-frame.tsx';
import { ErrorNotice } from './design/feedback/error-notice.tsx';
import { t } from './locales/index.ts';
import type { LinkSecrets } from './session/link-secrets.ts';
import { useSession, useSessionState } from './session/session-context.tsx';
import { SharePage } from './share/share-page.tsx';
import { ConfirmPage } from './sign-in/confirm-page.tsx';
import { ForgotPage } from './sign-in/forgot-page.tsx';
import { RegisterPage } from './sign-in/register-page.tsx';
import { ResetPage } from './sign-in/reset-page.tsx';
import { SignInPage } from './sign-in/sign-in-page.tsx';

const Vault = lazy(async () => ({ default: (await import('./vault.tsx')).Vault }));

/** @param link - the secrets of the emailed link with which the page was opened */
export function App({ link }: { link: LinkSecrets }) {
  const session = useSession();
  const state = useSessionState();
  useEffect(() => void session.restore(), [session]);

  return (
    <AnswersProvider account={state.kind === 'signed-in' ? state.user.id : undefined}>
      <Switch>
        <Route path="/confirm">
          <WelcomeFrame>
            <ConfirmPage link={link} />
          </WelcomeFrame>
        </Route>
        <Route path="/forgot">
          <WelcomeFrame>
            <ForgotPage />
          </WelcomeFrame>
        </Route>
        <Route path="/reset">
          <WelcomeFrame>
            <ResetPage link={link} />
          </WelcomeFrame>
        </Route>
        <Route path="/s">
          <WelcomeFrame>
            <SharePage link={link} />
          </WelcomeFrame>
        </Route>
        <Route>
          <Gate link={link} />
        </Route>
      </Switch>
    </AnswersProvider>
  );
}

/** Shows the vault when signed in, and the sign-in page otherwise, at the same address. */
function Gate({ link }: { link: LinkSecrets }) {
  const session = useSession();
  const state = useSessionState();
  switch (state.kind) {
    case 'restoring':
      return <Opening />;
    case 'unreachable':
      return (
        <WelcomeFrame>
          <ErrorNotice error={state.error} onRetry={() => void session.restore()} />
        </WelcomeFrame>
      );
    case 'signed-in':
      return (
        <Suspense fallback={<Opening />}>
          <Vault key={state.user.id} user={state.user} />
        </Suspense>
      );
    case 'signed-out':
      return (
        <WelcomeFrame>
          <Switch>
            <Route path="/register">
              <RegisterPage link={link} />
            </Route>
            <Route component={SignInPage} />
          </Switch>
        </WelcomeFrame>
      );
  }
}

function Opening() {
  return (
    <div role="status" className="grid min-h-dvh place-items-center">
      <Mark className="size-12 animate-breathe text-accent" />
      <span className="sr-only">{t.frame.opening}</span>
    </div>
  );
}
