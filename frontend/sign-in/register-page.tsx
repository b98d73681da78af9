import { useState } from 'react';
import { ApiError } from '../api/api-errors.ts';
import { useMutation } from '../api/use-mutation.ts';
import { isLongEnough, NewPasswordField } from '../credentials/new-password-field.tsx';
import { useTitle } from '../design/browser/use-title.ts';
import { Button } from '../design/controls/button.tsx';
import { Field } from '../design/controls/field.tsx';
import { TextLink } from '../design/controls/text-link.tsx';
import { WelcomeTitle } from '../design/display/welcome-frame.tsx';
import { ErrorNotice } from '../design/feedback/error-notice.tsx';
import { type LinkSecrets, useLinkSecret } from '../session/link-secrets.ts';
import { useCall } from '../session/session-context.tsx';
import { useConfig } from '../session/use-config.ts';
import { MailboxNote } from './email-sent.tsx';

const EMPTY = { name: '', email: '', password: '' };

/** @param link - of an invitation, where there is one */
export function RegisterPage({ link }: { link: LinkSecrets }) {
  useTitle('Create an account');
  const call = useCall();
  const { data: config } = useConfig();
  const invite = useLinkSecret('invite', link);
  const [account, setAccount] = useState(EMPTY);
  const [pressed, setPressed] = useState(false);
  const register = useMutation({
    mutationFn: () => call('register', { body: { ...account, ...(invite !== undefined && { invite }) } }),
  });

  if (register.isSuccess)
    return (
      <MailboxNote onAgain={register.mutateAsync}>
        We sent a link to <strong className="wrap-anywhere font-semibold text-ink">{account.email}</strong>.
        Open it to confirm your address, then sign in.
      </MailboxNote>
    );

  const refused = register.error instanceof ApiError ? register.error.fields : new Map<string, string>();
  const change = (field: keyof typeof EMPTY) => (event: { target: { value: string } }) =>
    setAccount({ ...account, [field]: event.target.value });

  return (
    <>
      <WelcomeTitle title="Create an account">
        {invite !== undefined && 'You are invited: use the address that the invitation was sent to. '}
        {invite === undefined &&
          config?.registration === 'invite' &&
          'This vault is for people who were invited: open the link in that mail. '}
        {config?.registration === 'domains' && 'Use the address of your organisation. '}
        We send you a mail to confirm your address.
      </WelcomeTitle>
      <form
        className="grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          setPressed(true);
          if (isLongEnough(account.password)) register.mutate();
        }}
      >
        <Field
          label="Name"
          autoComplete="name"
          required
          maxLength={100}
          autoFocus
          value={account.name}
          error={refused.get('/name')}
          onChange={change('name')}
        />
        <Field
          label="Email"
          type="email"
          autoComplete="username"
          required
          maxLength={254}
          value={account.email}
          error={refused.get('/email')}
          onChange={change('email')}
        />
        <NewPasswordField
          value={account.password}
          known={[account.name, account.email]}
          pressed={pressed}
          refusal={register.error}
          onChange={(password) => setAccount({ ...account, password })}
        />
        {register.isError && <ErrorNotice error={register.error} />}
        <Button type="submit" size="large" busy={register.isPending}>
          Create account
        </Button>
      </form>
      <p className="mt-7 text-muted">
        Have an account? <TextLink href="/sign-in">Sign in</TextLink>
      </p>
    </>
  );
}
