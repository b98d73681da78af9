import { useMutation } from '../api/use-mutation.ts';
import { useTitle } from '../design/browser/use-title.ts';
import { Button } from '../design/controls/button.tsx';
import { Field, textOf } from '../design/controls/field.tsx';
import { TextLink } from '../design/controls/text-link.tsx';
import { WelcomeTitle } from '../design/display/welcome-frame.tsx';
import { ErrorNotice } from '../design/feedback/error-notice.tsx';
import { t } from '../locales/index.ts';
import { useCall } from '../session/session-context.tsx';
import { EmailSent } from './email-sent.tsx';

/** Sends a link to set a new password. The page says the same for an address without an account. */
export function ForgotPage() {
  useTitle(t.signIn.reset.title);
  const call = useCall();
  const forgot = useMutation({ mutationFn: (email: string) => call('forgotPassword', { body: { email } }) });

  if (forgot.isSuccess)
    return (
      <EmailSent onAgain={() => forgot.mutateAsync(forgot.variables)}>
        {t.signIn.reset.requested(
          <strong className="wrap-anywhere font-semibold text-ink">{forgot.variables}</strong>,
        )}
      </EmailSent>
    );
  return (
    <>
      <WelcomeTitle title={t.signIn.reset.title}>{t.signIn.reset.requestHint}</WelcomeTitle>
      <form
        className="grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          forgot.mutate(textOf(new FormData(event.currentTarget), 'email'));
        }}
      >
        <Field
          label={t.credentials.email}
          name="email"
          type="email"
          autoComplete="username"
          required
          maxLength={254}
          autoFocus
        />
        {forgot.isError && <ErrorNotice error={forgot.error} />}
        <Button type="submit" size="large" busy={forgot.isPending}>
          {t.signIn.reset.request}
        </Button>
      </form>
      <p className="mt-7 text-muted">
        {t.signIn.reset.remembered(<TextLink href="/sign-in">{t.signIn.title}</TextLink>)}
      </p>
    </>
  );
}
