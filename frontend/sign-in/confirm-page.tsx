import { Link } from 'wouter';
import { hasCode } from '../api/api-errors.ts';
import { useMutation } from '../api/use-mutation.ts';
import { useTitle } from '../design/browser/use-title.ts';
import { Button, buttonClass } from '../design/controls/button.tsx';
import { TextLink } from '../design/controls/text-link.tsx';
import { CheckIcon } from '../design/display/icons.tsx';
import { WelcomeTitle } from '../design/display/welcome-frame.tsx';
import { ErrorNotice } from '../design/feedback/error-notice.tsx';
import { t } from '../locales/index.ts';
import { type LinkSecrets, useLinkSecret } from '../session/link-secrets.ts';
import { useCall } from '../session/session-context.tsx';

/**
 * Where the link in the confirmation email leads. Only the button confirms, so that scanners that follow links in emails
 * do not use the link.
 */
export function ConfirmPage({ link }: { link: LinkSecrets }) {
  useTitle(t.signIn.confirm.title);
  const call = useCall();
  const token = useLinkSecret('token', link);
  const confirm = useMutation({ mutationFn: (given: string) => call('verify', { body: { token: given } }) });

  if (confirm.isSuccess) return <Confirmed />;
  if (token === undefined) return <LinkMissing />;
  return (
    <>
      <WelcomeTitle title={t.signIn.confirm.title}>{t.signIn.confirm.hint}</WelcomeTitle>
      <div className="grid gap-5">
        {confirm.isError && <ErrorNotice error={confirm.error} />}
        {!hasCode(confirm.error, 'link_invalid') && (
          <Button size="large" busy={confirm.isPending} onClick={() => confirm.mutate(token)}>
            {t.signIn.confirm.submit}
          </Button>
        )}
      </div>
      {confirm.isError && (
        <p className="mt-7 text-muted">
          {t.signIn.confirm.alreadyConfirmed(
            <TextLink href="/sign-in">{t.signIn.title}</TextLink>,
            <TextLink href="/register">{t.signIn.confirm.registerAgain}</TextLink>,
          )}
        </p>
      )}
    </>
  );
}

function Confirmed() {
  return (
    <div role="status">
      <CheckIcon className="mb-5 size-9 text-accent" />
      <WelcomeTitle title={t.signIn.confirm.done}>{t.signIn.confirm.doneHint}</WelcomeTitle>
      <Link href="/sign-in" className={`${buttonClass('primary', 'large')} w-full`}>
        {t.signIn.submit}
      </Link>
    </div>
  );
}

function LinkMissing() {
  return (
    <>
      <WelcomeTitle title={t.signIn.openLink}>{t.signIn.confirm.linkMissing}</WelcomeTitle>
      <p>
        <TextLink href="/sign-in">{t.signIn.title}</TextLink>
      </p>
    </>
  );
}
