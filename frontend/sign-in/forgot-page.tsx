import { useMutation } from '../api/use-mutation.ts';
import { useTitle } from '../design/browser/use-title.ts';
import { Button } from '../design/controls/button.tsx';
import { Field } from '../design/controls/field.tsx';
import { TextLink } from '../design/controls/text-link.tsx';
import { WelcomeTitle } from '../design/display/welcome-frame.tsx';
import { ErrorNotice } from '../design/feedback/error-notice.tsx';
import { useCall } from '../session/session-context.tsx';
import { textOf } from '../session/text-of.ts';
import { MailboxNote } from './email-sent.tsx';

/** Has a link sent to whoever has forgotten his password. What it says is the same for an address that nobody has. */
export function ForgotPage() {
  useTitle('Set a new password');
  const call = useCall();
  const forgot = useMutation({ mutationFn: (email: string) => call('forgotPassword', { body: { email } }) });

  if (forgot.isSuccess)
    return (
      <MailboxNote onAgain={() => forgot.mutateAsync(forgot.variables)}>
        If <strong className="wrap-anywhere font-semibold text-ink">{forgot.variables}</strong> has an
        account, a link to set a new password is on its way there. It is good for 30 minutes.
      </MailboxNote>
    );
  return (
    <>
      <WelcomeTitle title="Set a new password">
        We send a link to the address of your account. Setting a new password signs you out everywhere.
      </WelcomeTitle>
      <form
        className="grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          forgot.mutate(textOf(new FormData(event.currentTarget), 'email'));
        }}
      >
        <Field
          label="Email"
          name="email"
          type="email"
          autoComplete="username"
          required
          maxLength={254}
          autoFocus
        />
        {forgot.isError && <ErrorNotice error={forgot.error} />}
        <Button type="submit" size="large" busy={forgot.isPending}>
          Send the link
        </Button>
      </form>
      <p className="mt-7 text-muted">
        Remembered it? <TextLink href="/sign-in">Sign in</TextLink>
      </p>
    </>
  );
}
