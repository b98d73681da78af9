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
import { t } from '../locales/index.ts';
import { type LinkSecrets, useLinkSecret } from '../session/link-secrets.ts';
import { useCall, useSession } from '../session/session-context.tsx';

/** Where the link in the email leads: setting a new password, which ends every session. */
export function ResetPage({ link }: { link: LinkSecrets }) {
  useTitle(t.signIn.reset.title);
  const call = useCall();
  const session = useSession();
  const token = useLinkSecret('token', link);
  const [password, setPassword] = useState('');
  const [pressed, setPressed] = useState(false);
  const reset = useMutation({
    mutationFn: (given: string) => call('resetPassword', { body: { token: given, password } }),
    // If this browser was signed in, it no longer is.
    onSuccess: () => void session.restore(),
  });

  if (reset.isSuccess) return <PasswordSet />;
  if (token === undefined) return <LinkMissing />;
  return (
    <>
      <WelcomeTitle title={t.signIn.reset.title}>{t.signIn.reset.hint}</WelcomeTitle>
      <form
        className="grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          setPressed(true);
          if (isLongEnough(password)) reset.mutate(token);
        }}
      >
        <NewPasswordField
          label={t.credentials.newPassword}
          value={password}
          pressed={pressed}
          refusal={reset.error}
          onChange={setPassword}
        />
        {reset.isError && <ErrorNotice error={reset.error} />}
        <Button type="submit" size="large" busy={reset.isPending}>
          {t.signIn.reset.submit}
        </Button>
      </form>
      {hasCode(reset.error, 'link_invalid') && (
        <p className="mt-7 text-muted">
          <TextLink href="/forgot">{t.signIn.reset.newLink}</TextLink>
        </p>
      )}
    </>
  );
}

function PasswordSet() {
  return (
    <div role="status">
      <CheckIcon className="mb-5 size-9 text-accent" />
      <WelcomeTitle title={t.signIn.reset.done}>{t.signIn.reset.doneHint}</WelcomeTitle>
      <Link href="/sign-in" className={`${buttonClass('primary', 'large')} w-full`}>
        {t.signIn.submit}
      </Link>
    </div>
  );
}

function LinkMissing() {
  return (
    <>
      <WelcomeTitle title={t.signIn.openLink}>{t.signIn.reset.linkMissing}</WelcomeTitle>
      <p>
        <TextLink href="/forgot">{t.signIn.reset.newLink}</TextLink>
      </p>
    </>
  );
}
