import { useQueryClient } from '@tanstack/react-query';
import type { ListedUser } from '#contract';
import { accountKeys } from '../api/query-keys.ts';
import { useMutation } from '../api/use-mutation.ts';
import { Button } from '../design/controls/button.tsx';
import { Facts } from '../design/display/facts.tsx';
import { Badge } from '../design/feedback/badge.tsx';
import { useToast } from '../design/feedback/toast.tsx';
import { formatSize, t } from '../locales/index.ts';
import { useCall } from '../session/session-context.tsx';
import { Quota } from './quota.tsx';

/** @param own - whether this is the account that is signed in, which cannot disable itself */
export function UserRow({ user, own }: { user: ListedUser; own: boolean }) {
  const call = useCall();
  const queries = useQueryClient();
  const toast = useToast();
  const disabled = user.status === 'disabled';
  const change = useMutation({
    mutationFn: () => call('updateUser', { params: { id: user.id }, body: { disabled: !disabled } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: accountKeys.users });
      toast.tell(
        disabled ? t.administration.enabledNews(user.email) : t.administration.disabledNews(user.email),
      );
    },
    onError: toast.fail,
  });
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3.5 sm:px-5">
      <div className="min-w-0">
        <p className="truncate">
          <span className="font-medium">{user.name}</span> <span className="text-muted">{user.email}</span>
        </p>
        <Facts>
          {t.administration.usage(formatSize(user.usage.bytes), formatSize(user.quota.bytes))}
          {t.administration.files(user.usage.files)}
          {user.administrator && t.administration.administrator}
        </Facts>
      </div>
      <div className="flex items-center gap-4">
        <Badge tone={disabled ? 'danger' : 'good'}>
          {disabled ? t.administration.disabled : t.administration.active}
        </Badge>
        <Quota user={user} />
        {!own && (
          <Button
            look="quiet"
            label={
              disabled ? t.administration.enableName(user.email) : t.administration.disableName(user.email)
            }
            busy={change.isPending}
            onClick={() => change.mutate()}
          >
            {disabled ? t.administration.enable : t.administration.disable}
          </Button>
        )}
      </div>
    </li>
  );
}
