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
import { t } from '../locales/index.ts';
import { type LinkSecrets, useLinkSecret } from '../session/link-secrets.ts';
import { useCall } from '../session/session-context.tsx';
import { useConfig } from '../session/use-config.ts';
import { EmailSent } from './email-sent.tsx';

const EMPTY = { name: '', email: '', password: '' };

/** @param link - the secrets of an invitation, if there is one */
export function RegisterPage({ link }: { link: LinkSecrets }) {
  useTitle(t.signIn.register.title);
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
      <EmailSent onAgain={register.mutateAsync}>
        {t.signIn.register.sent(
          <strong className="wrap-anywhere font-semibold text-ink">{account.email}</strong>,
        )}
      </EmailSent>
    );

  const refused = (field: string) => register.error instanceof ApiError && register.error.fields.has(field);
  const change = (field: keyof typeof EMPTY) => (event: { target: { value: string } }) =>
    setAccount({ ...account, [field]: event.target.value });

  return (
    <>
      <WelcomeTitle title={t.signIn.register.title}>
        {invite !== undefined && `${t.signIn.register.invited} `}
        {invite === undefined && config?.registration === 'invite' && `${t.signIn.register.inviteOnly} `}
        {config?.registration === 'domains' && `${t.signIn.register.domains} `}
        {t.signIn.register.confirming}
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
          label={t.credentials.name}
          autoComplete="name"
          required
          maxLength={100}
          autoFocus
          value={account.name}
          error={refused('/name') ? t.signIn.register.nameRefused : undefined}
          onChange={change('name')}
        />
        <Field
          label={t.credentials.email}
          type="email"
          autoComplete="username"
          required
          maxLength={254}
          value={account.email}
          error={refused('/email') ? t.signIn.register.emailRefused : undefined}
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
          {t.signIn.register.submit}
        </Button>
      </form>
      <p className="mt-7 text-muted">
        {t.signIn.register.haveAccount(<TextLink href="/sign-in">{t.signIn.title}</TextLink>)}
      </p>
    </>
  );
}
