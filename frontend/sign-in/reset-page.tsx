import { useState } from 'react';
import { Link } from 'wouter';
import { hasCode } from '../api/api-errors.ts';
import { useMutation } from '../api/use-mutation.ts';
import { isLongEnough, NewPasswordField } from '../credentials/new-password-field.tsx';
import { useTitle } from '../design/browser/use-title.ts';
import { Button, buttonClass } from '../design/controls/button.tsx';
import { TextLink } from '../design/controls/text-link.tsx';
import { CheckIcon } from '../design/display/icons.tsx';
import { WelcomeTitle } from '../design/display/welcome-frame.tsx';
import { ErrorNotice } from '../design/feedback/error-notice.tsx';
import { type LinkSecrets, useLinkSecret } from '../session/link-secrets.ts';
import { useCall, useSession } from '../session/session-context.tsx';

/** Where the link of the mail leads: a new password, which ends every session. */
export function ResetPage({ link }: { link: LinkSecrets }) {
  useTitle('Set a new password');
  const call = useCall();
  const session = useSession();
  const token = useLinkSecret('token', link);
  const [password, setPassword] = useState('');
  const [pressed, setPressed] = useState(false);
  const reset = useMutation({
    mutationFn: (given: string) => call('resetPassword', { body: { token: given, password } }),
    // Should this browser be signed in: it is not any more.
    onSuccess: () => void session.restore(),
  });

  if (reset.isSuccess) return <Done />;
  if (token === undefined) return <LinkMissing />;
  return (
    <>
      <WelcomeTitle title="Set a new password">Afterwards you are signed out everywhere.</WelcomeTitle>
      <form
        className="grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          setPressed(true);
          if (isLongEnough(password)) reset.mutate(token);
        }}
      >
        <NewPasswordField
          label="New password"
          value={password}
          pressed={pressed}
          refusal={reset.error}
          onChange={setPassword}
        />
        {reset.isError && <ErrorNotice error={reset.error} />}
        <Button type="submit" size="large" busy={reset.isPending}>
          Set password
        </Button>
      </form>
      {hasCode(reset.error, 'link_invalid') && (
        <p className="mt-7 text-muted">
          <TextLink href="/forgot">Have another link sent</TextLink>
        </p>
      )}
    </>
  );
}

function Done() {
  return (
    <div role="status">
      <CheckIcon className="mb-5 size-9 text-accent" />
      <WelcomeTitle title="Password set">It is the only one that is good from now on.</WelcomeTitle>
      <Link href="/sign-in" className={`${buttonClass('primary', 'large')} w-full`}>
        Sign in
      </Link>
    </div>
  );
}

function LinkMissing() {
  return (
    <>
      <WelcomeTitle title="Open the link in your mail">
        This page sets a new password by the link that we sent. The link was cut short, or the page was
        reloaded: open it from the mail again.
      </WelcomeTitle>
      <p>
        <TextLink href="/forgot">Have another link sent</TextLink>
      </p>
    </>
  );
}
