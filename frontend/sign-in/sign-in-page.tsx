import { useState } from 'react';
import { hasCode } from '../api/api-errors.ts';
import { useMutation } from '../api/use-mutation.ts';
import { CodeField } from '../credentials/code-field.tsx';
import { PasswordField } from '../credentials/password-field.tsx';
import { useTitle } from '../design/browser/use-title.ts';
import { Button } from '../design/controls/button.tsx';
import { Field } from '../design/controls/field.tsx';
import { TextLink } from '../design/controls/text-link.tsx';
import { WelcomeTitle } from '../design/display/welcome-frame.tsx';
import { ErrorNotice } from '../design/feedback/error-notice.tsx';
import type { Credentials } from '../session/session.ts';
import { useSession, useSessionState } from '../session/session-context.tsx';
import { textOf } from '../session/text-of.ts';

/** The way in: address and password, then a code where the account has a second factor. */
export function SignInPage() {
  useTitle('Sign in');
  const [proved, setProved] = useState<Credentials>();
  return proved === undefined ? (
    <PasswordStep onCodeRequired={setProved} />
  ) : (
    <CodeStep credentials={proved} onBack={() => setProved(undefined)} />
  );
}

function PasswordStep({ onCodeRequired }: { onCodeRequired: (credentials: Credentials) => void }) {
  const session = useSession();
  const state = useSessionState();
  const signIn = useMutation({
    mutationFn: session.signIn,
    onError: (error, credentials) => {
      if (hasCode(error, 'code_required')) onCodeRequired(credentials);
    },
  });

  function submit(form: FormData): void {
    signIn.mutate({ email: textOf(form, 'email'), password: textOf(form, 'password') });
  }

  return (
    <>
      <WelcomeTitle title="Sign in to your vault">
        {state.kind === 'signed-out' && state.ended && 'Your session has ended. Nothing was lost.'}
      </WelcomeTitle>
      <form
        className="grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          submit(new FormData(event.currentTarget));
        }}
      >
        <Field label="Email" name="email" type="email" autoComplete="username" required autoFocus />
        <PasswordField name="password" autoComplete="current-password" required />
        {signIn.isError && <ErrorNotice error={signIn.error} />}
        <Button type="submit" size="large" busy={signIn.isPending}>
          Sign in
        </Button>
      </form>
      <p className="mt-7 text-muted">
        <TextLink href="/forgot">Forgot your password?</TextLink>
      </p>
      <p className="mt-2 text-muted">
        No account yet? <TextLink href="/register">Create an account</TextLink>
      </p>
    </>
  );
}

function CodeStep({ credentials, onBack }: { credentials: Credentials; onBack: () => void }) {
  const session = useSession();
  const signIn = useMutation({ mutationFn: session.signIn });
  return (
    <>
      <WelcomeTitle title="Enter a code">
        Your account has a second factor: the six digits that your app shows now, or one of your recovery
        codes.
      </WelcomeTitle>
      <form
        className="grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          signIn.mutate({ ...credentials, code: textOf(new FormData(event.currentTarget), 'code') });
        }}
      >
        <CodeField />
        {signIn.isError && <ErrorNotice error={signIn.error} />}
        <Button type="submit" size="large" busy={signIn.isPending}>
          Sign in
        </Button>
        <Button look="quiet" size="large" onClick={onBack}>
          Back
        </Button>
      </form>
    </>
  );
}
