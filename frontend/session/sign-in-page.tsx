import { useMutation } from '@tanstack/react-query';
import { Button } from '../design/button.tsx';
import { ErrorNotice } from '../design/error-notice.tsx';
import { Field } from '../design/field.tsx';
import { TextLink } from '../design/text-link.tsx';
import { useTitle } from '../design/use-title.ts';
import { PasswordField } from './password-field.tsx';
import { useSession, useSessionState } from './session-context.tsx';
import { textOf } from './text-of.ts';
import { WelcomeTitle } from './welcome-frame.tsx';

export function SignInPage() {
  useTitle('Sign in');
  const session = useSession();
  const state = useSessionState();
  const signIn = useMutation({ mutationFn: session.signIn });

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
        No account yet? <TextLink href="/register">Create an account</TextLink>
      </p>
    </>
  );
}
