import { Link } from 'wouter';
import { hasCode } from '../api/api-errors.ts';
import { useMutation } from '../api/use-mutation.ts';
import { useTitle } from '../design/browser/use-title.ts';
import { Button, buttonClass } from '../design/controls/button.tsx';
import { TextLink } from '../design/controls/text-link.tsx';
import { CheckIcon } from '../design/display/icons.tsx';
import { WelcomeTitle } from '../design/display/welcome-frame.tsx';
import { ErrorNotice } from '../design/feedback/error-notice.tsx';
import { type LinkSecrets, useLinkSecret } from '../session/link-secrets.ts';
import { useCall } from '../session/session-context.tsx';

/**
 * Where the link of the mail leads. Only the button confirms: scanners that follow the links of mails, and run the
 * pages' scripts, do not use the link up.
 */
export function ConfirmPage({ link }: { link: LinkSecrets }) {
  useTitle('Confirm your address');
  const call = useCall();
  const token = useLinkSecret('token', link);
  const confirm = useMutation({ mutationFn: (given: string) => call('verify', { body: { token: given } }) });

  if (confirm.isSuccess) return <Confirmed />;
  if (token === undefined) return <LinkMissing />;
  return (
    <>
      <WelcomeTitle title="Confirm your address">One press, and your account is ready to use.</WelcomeTitle>
      <div className="grid gap-5">
        {confirm.isError && <ErrorNotice error={confirm.error} />}
        {!hasCode(confirm.error, 'link_invalid') && (
          <Button size="large" busy={confirm.isPending} onClick={() => confirm.mutate(token)}>
            Confirm address
          </Button>
        )}
      </div>
      {confirm.isError && (
        <p className="mt-7 text-muted">
          Confirmed before? <TextLink href="/sign-in">Sign in</TextLink>. Or{' '}
          <TextLink href="/register">register again</TextLink> for a new link.
        </p>
      )}
    </>
  );
}

function Confirmed() {
  return (
    <div role="status">
      <CheckIcon className="mb-5 size-9 text-accent" />
      <WelcomeTitle title="Address confirmed">Your vault is ready.</WelcomeTitle>
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
        This page confirms an address by the link that we sent to it. The link was cut short, or the page was
        reloaded: open it from the mail again.
      </WelcomeTitle>
      <p>
        <TextLink href="/sign-in">Sign in</TextLink>
      </p>
    </>
  );
}
