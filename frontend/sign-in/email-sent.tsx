import type { ReactNode } from 'react';
import { useMutation } from '../api/use-mutation.ts';
import { Button } from '../design/controls/button.tsx';
import { TextLink } from '../design/controls/text-link.tsx';
import { EmailIcon } from '../design/display/icons.tsx';
import { WelcomeTitle } from '../design/display/welcome-frame.tsx';
import { ErrorNotice } from '../design/feedback/error-notice.tsx';
import { useToast } from '../design/feedback/toast.tsx';
import { t } from '../locales/index.ts';

/** Says that an email was sent. The text is the same if the address has no account, as the API's answer is. */
export function EmailSent({ children, onAgain }: { children: ReactNode; onAgain: () => Promise<unknown> }) {
  const toast = useToast();
  const again = useMutation({
    mutationFn: onAgain,
    onSuccess: () => toast.tell(t.signIn.emailSent.sentAgain),
  });
  return (
    <>
      <EmailIcon className="mb-5 size-9 text-accent" />
      <WelcomeTitle title={t.signIn.emailSent.title}>{children}</WelcomeTitle>
      <p className="mb-4 text-muted">{t.signIn.emailSent.missing}</p>
      {again.isError && <ErrorNotice error={again.error} />}
      <div className="mt-2 flex flex-wrap items-center gap-5">
        <Button look="quiet" busy={again.isPending} onClick={() => again.mutate()}>
          {t.signIn.emailSent.again}
        </Button>
        <TextLink href="/sign-in">{t.signIn.title}</TextLink>
      </div>
    </>
  );
}
