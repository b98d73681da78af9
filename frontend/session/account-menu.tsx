import { Link } from 'wouter';
import type { User } from '#contract';
import { useMutation } from '../api/use-mutation.ts';
import { Button } from '../design/controls/button.tsx';
import { SignOutIcon } from '../design/display/icons.tsx';
import { useToast } from '../design/feedback/toast.tsx';
import { t } from '../locales/index.ts';
import { useSession } from './session-context.tsx';

/** The account that is signed in, and the button that signs out. */
export function AccountMenu({ user }: { user: User }) {
  const session = useSession();
  const toast = useToast();
  const signOut = useMutation({ mutationFn: session.signOut, onError: toast.fail });
  return (
    <div className="flex min-w-0 items-center gap-3">
      <Link
        href="/account"
        title={user.email}
        className="min-w-0 truncate rounded-sm text-muted text-small transition-colors hover:text-ink"
      >
        <span className="hidden sm:inline">{user.name}</span>
        <span className="sm:hidden">{t.frame.account}</span>
      </Link>
      <Button look="quiet" busy={signOut.isPending} onClick={() => signOut.mutate()}>
        <SignOutIcon className="size-4.5 text-muted" />
        {t.frame.signOut}
      </Button>
    </div>
  );
}
