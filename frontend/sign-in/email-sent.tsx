import type { ReactNode } from 'react';
import { useMutation } from '../api/use-mutation.ts';
import { Button } from '../design/controls/button.tsx';
import { TextLink } from '../design/controls/text-link.tsx';
import { MailIcon } from '../design/display/icons.tsx';
import { WelcomeTitle } from '../design/display/welcome-frame.tsx';
import { ErrorNotice } from '../design/feedback/error-notice.tsx';
import { useToast } from '../design/feedback/toast.tsx';

/**
 * A mail is on its way, or so it is said: the words are the same whether or not the address has an account, as the API's
 * answer is.
 */
export function MailboxNote({ children, onAgain }: { children: ReactNode; onAgain: () => Promise<unknown> }) {
  const toast = useToast();
  const again = useMutation({
    mutationFn: onAgain,
    onSuccess: () => toast.tell('Another mail is on its way.'),
  });
  return (
    <>
      <MailIcon className="mb-5 size-9 text-accent" />
      <WelcomeTitle title="Look into your mailbox">{children}</WelcomeTitle>
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
