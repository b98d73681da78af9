import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../api/errors.ts';
import { useConfig } from '../api/use-config.ts';
import { Button } from '../design/button.tsx';
import { ErrorNotice } from '../design/error-notice.tsx';
import { Field } from '../design/field.tsx';
import { TextLink } from '../design/text-link.tsx';
import { useTitle } from '../design/use-title.ts';
import { type LinkSecrets, useLinkSecret } from './link-token.ts';
import { MailboxNote } from './mailbox-note.tsx';
import { PasswordField } from './password-field.tsx';
import { strengthOf } from './password-strength.ts';
import { useCall } from './session-context.tsx';
import { StrengthMeter } from './strength-meter.tsx';
import { WelcomeTitle } from './welcome-frame.tsx';

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

  if (register.isSuccess) return <MailboxNote email={account.email} onAgain={register.mutateAsync} />;

  const strength = strengthOf(account.password, [account.name, account.email]);
  const allowed = strength !== 'too-short' && strength !== 'too-long';
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
          if (allowed) register.mutate();
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
        <PasswordField
          autoComplete="new-password"
          required
          value={account.password}
          onChange={change('password')}
          error={refused.get('/password') ?? (pressed && !allowed ? 'Use 12 to 128 characters.' : undefined)}
          hint={<StrengthMeter strength={strength} length={[...account.password].length} />}
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
