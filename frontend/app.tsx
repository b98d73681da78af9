import { lazy, Suspense, useEffect } from 'react';
import { Route, Switch } from 'wouter';
import { AnswersProvider } from './api/answers-provider.tsx';
import { ErrorNotice } from './design/error-notice.tsx';
import { Mark } from './design/mark.tsx';
import { ConfirmPage } from './session/confirm-page.tsx';
import { ForgotPage } from './session/forgot-page.tsx';
import type { LinkSecrets } from './session/link-token.ts';
import { RegisterPage } from './session/register-page.tsx';
import { ResetPage } from './session/reset-page.tsx';
import { useSession, useSessionState } from './session/session-context.tsx';
import { SignInPage } from './session/sign-in-page.tsx';
import { WelcomeFrame } from './session/welcome-frame.tsx';
import { SharePage } from './share/share-page.tsx';

const Vault = lazy(async () => ({ default: (await import('./vault.tsx')).Vault }));

/** @param link - of the mail, that the page was opened with */
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

/** Shows the vault to whoever is signed in, and the way in to everybody else, at the same address. */
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
      <span className="sr-only">Opening the vault</span>
    </div>
  );
}
