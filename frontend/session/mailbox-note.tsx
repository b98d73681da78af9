import { useMutation } from '@tanstack/react-query';
import { Button } from '../design/button.tsx';
import { ErrorNotice } from '../design/error-notice.tsx';
import { MailIcon } from '../design/icons.tsx';
import { TextLink } from '../design/text-link.tsx';
import { useToast } from '../design/toast.tsx';
import { WelcomeTitle } from './welcome-frame.tsx';

/**
 * After registering: the account waits for its address to be confirmed. The words are the same whether or not the
 * address has an account already, as the API's answer is.
 */
export function MailboxNote({ email, onAgain }: { email: string; onAgain: () => Promise<unknown> }) {
  const toast = useToast();
  const again = useMutation({
    mutationFn: onAgain,
    onSuccess: () => toast.tell('Another mail is on its way.'),
  });
  return (
    <>
      <MailIcon className="mb-5 size-9 text-accent" />
      <WelcomeTitle title="Look into your mailbox">
        We sent a link to <strong className="wrap-anywhere font-semibold text-ink">{email}</strong>. Open it
        to confirm your address, then sign in.
      </WelcomeTitle>
      <p className="mb-4 text-muted">
        Nothing there after a minute? Look among the spam, and check that the address is right.
      </p>
      {again.isError && <ErrorNotice error={again.error} />}
      <div className="mt-2 flex flex-wrap items-center gap-5">
        <Button look="quiet" busy={again.isPending} onClick={() => again.mutate()}>
          Send it again
        </Button>
        <TextLink href="/sign-in">Sign in</TextLink>
      </div>
    </>
  );
}
