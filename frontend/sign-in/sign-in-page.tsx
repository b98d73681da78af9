import { useState } from 'react';
import { hasCode } from '../api/api-errors.ts';
import { useMutation } from '../api/use-mutation.ts';
import { CodeField } from '../credentials/code-field.tsx';
import { PasswordField } from '../credentials/password-field.tsx';
import { useTitle } from '../design/browser/use-title.ts';
import { Button } from '../design/controls/button.tsx';
import { Field, textOf } from '../design/controls/field.tsx';
import { TextLink } from '../design/controls/text-link.tsx';
import { WelcomeTitle } from '../design/display/welcome-frame.tsx';
import { ErrorNotice } from '../design/feedback/error-notice.tsx';
import { t } from '../locales/index.ts';
import type { Credentials } from '../session/session.ts';
import { useSession, useSessionState } from '../session/session-context.tsx';

/** Asks for email and password, then for a code if the account uses two-factor authentication. */
export function SignInPage() {
  useTitle(t.signIn.title);
  const [checked, setChecked] = useState<Credentials>();
  return checked === undefined ? (
    <PasswordStep onCodeRequired={setChecked} />
  ) : (
    <CodeStep credentials={checked} onBack={() => setChecked(undefined)} />
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
      <WelcomeTitle title={t.signIn.heading}>
        {state.kind === 'signed-out' && state.ended && t.signIn.sessionEnded}
      </WelcomeTitle>
      <form
        className="grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          submit(new FormData(event.currentTarget));
        }}
      >
        <Field
          label={t.credentials.email}
          name="email"
          type="email"
          autoComplete="username"
          required
          autoFocus
        />
        <PasswordField name="password" autoComplete="current-password" required />
        {signIn.isError && <ErrorNotice error={signIn.error} />}
        <Button type="submit" size="large" busy={signIn.isPending}>
          {t.signIn.submit}
        </Button>
      </form>
      <p className="mt-7 text-muted">
        <TextLink href="/forgot">{t.signIn.forgot}</TextLink>
      </p>
      <p className="mt-2 text-muted">
        {t.signIn.noAccount(<TextLink href="/register">{t.signIn.register.link}</TextLink>)}
      </p>
    </>
  );
}

function CodeStep({ credentials, onBack }: { credentials: Credentials; onBack: () => void }) {
  const session = useSession();
  const signIn = useMutation({ mutationFn: session.signIn });
  return (
    <>
      <WelcomeTitle title={t.signIn.codeHeading}>{t.signIn.codeHint}</WelcomeTitle>
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
          {t.signIn.submit}
        </Button>
        <Button look="quiet" size="large" onClick={onBack}>
          {t.actions.back}
        </Button>
      </form>
    </>
  );
}
