import { useMutation } from '@tanstack/react-query';
import type { User } from '#contract';
import { Button } from '../design/button.tsx';
import { SignOutIcon } from '../design/icons.tsx';
import { useToast } from '../design/toast.tsx';
import { useSession } from './session-context.tsx';

/** Who is signed in, and the way out. */
export function AccountMenu({ user }: { user: User }) {
  const session = useSession();
  const toast = useToast();
  const signOut = useMutation({ mutationFn: session.signOut, onError: toast.fail });
  return (
    <div className="flex min-w-0 items-center gap-3">
      <span className="hidden min-w-0 truncate text-muted text-small sm:block" title={user.email}>
        {user.name}
      </span>
      <Button look="quiet" busy={signOut.isPending} onClick={() => signOut.mutate()}>
        <SignOutIcon className="size-4.5 text-muted" />
        Sign out
      </Button>
    </div>
  );
}
