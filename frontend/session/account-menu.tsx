import { Link } from 'wouter';
import type { User } from '#contract';
import { useMutation } from '../api/use-mutation.ts';
import { Button } from '../design/controls/button.tsx';
import { SignOutIcon } from '../design/display/icons.tsx';
import { useToast } from '../design/feedback/toast.tsx';
import { useSession } from './session-context.tsx';

/** Who is signed in, and the way out. */
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
        <span className="sm:hidden">Account</span>
      </Link>
      <Button look="quiet" busy={signOut.isPending} onClick={() => signOut.mutate()}>
        <SignOutIcon className="size-4.5 text-muted" />
        Sign out
      </Button>
    </div>
  );
}
