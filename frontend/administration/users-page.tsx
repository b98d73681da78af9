import { useInfiniteQuery } from '@tanstack/react-query';
import { accountKeys } from '../api/query-keys.ts';
import { useTitle } from '../design/browser/use-title.ts';
import { LoadMore } from '../design/controls/load-more.tsx';
import { LIST_FRAME } from '../design/display/section.tsx';
import { ErrorNotice } from '../design/feedback/error-notice.tsx';
import { t } from '../locales/index.ts';
import { useCall } from '../session/session-context.tsx';
import { useMe } from '../session/use-me.ts';
import { Invite } from './invite.tsx';
import { UserRow } from './user-row.tsx';

const PAGE = 50;

/** The accounts of the vault, for administrators: their storage, and whether they can sign in. */
export function UsersPage() {
  useTitle(t.administration.title);
  const call = useCall();
  const me = useMe();
  const list = useInfiniteQuery({
    queryKey: accountKeys.users,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call(
        'listUsers',
        { query: { limit: PAGE, ...(pageParam !== undefined && { cursor: pageParam }) } },
        { signal },
      ),
    getNextPageParam: (last) => last.nextCursor,
  });
  const users = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <div className="mb-6 flex items-end justify-between gap-4">
        <div>
          <h1 className="font-semibold text-headline">{t.administration.title}</h1>
          <p className="mt-1 text-muted text-small">{t.administration.hint}</p>
        </div>
        <Invite />
      </div>
      {list.isError && <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />}
      <ul className={LIST_FRAME} aria-label={t.administration.list}>
        {users.map((user) => (
          <UserRow key={user.id} user={user} own={user.id === me.data?.id} />
        ))}
      </ul>
      <LoadMore list={list} />
    </>
  );
}
