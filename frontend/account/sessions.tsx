import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { describeUserAgent, type SessionView } from '#contract';
import { accountKeys } from '../api/query-keys.ts';
import { useMutation } from '../api/use-mutation.ts';
import { useNow } from '../design/browser/use-now.ts';
import { Button } from '../design/controls/button.tsx';
import { LoadMore } from '../design/controls/load-more.tsx';
import { Facts } from '../design/display/facts.tsx';
import { LIST_FRAME, Section } from '../design/display/section.tsx';
import { Badge } from '../design/feedback/badge.tsx';
import { ErrorNotice } from '../design/feedback/error-notice.tsx';
import { useToast } from '../design/feedback/toast.tsx';
import { formatAge, t } from '../locales/index.ts';
import { useCall } from '../session/session-context.tsx';

const PAGE = 50;

/** The sessions of the account, each with a button that ends it. */
export function Sessions() {
  const call = useCall();
  const sessions = useInfiniteQuery({
    queryKey: accountKeys.sessions,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call(
        'listSessions',
        { query: { limit: PAGE, ...(pageParam !== undefined && { cursor: pageParam }) } },
        { signal },
      ),
    getNextPageParam: (last) => last.nextCursor,
  });
  return (
    <Section title={t.account.sessions.title} hint={t.account.sessions.hint}>
      {sessions.isError && <ErrorNotice error={sessions.error} onRetry={() => void sessions.refetch()} />}
      <ul className={LIST_FRAME} aria-label={t.account.sessions.list}>
        {sessions.data?.pages
          .flatMap((page) => page.items)
          .map((session) => (
            <SessionRow key={session.id} session={session} />
          ))}
      </ul>
      <LoadMore list={sessions} />
    </Section>
  );
}

function SessionRow({ session }: { session: SessionView }) {
  const call = useCall();
  const queries = useQueryClient();
  const toast = useToast();
  const now = useNow(60_000);
  const program = describeUserAgent(session.userAgent);
  const end = useMutation({
    mutationFn: () => call('endSession', { params: { id: session.id } }),
    onSuccess: () => toast.tell(t.account.sessions.ended(program)),
    onError: toast.fail,
    onSettled: () => queries.invalidateQueries({ queryKey: accountKeys.sessions }),
  });
  return (
    <li className="flex items-center justify-between gap-4 px-4 py-3.5 sm:px-5">
      <div className="min-w-0">
        <p className="truncate font-medium">{program}</p>
        <Facts>
          {session.address}
          {t.account.sessions.signedIn(formatAge(new Date(session.createdAt), now))}
          {t.account.sessions.used(formatAge(new Date(session.lastUsedAt), now))}
        </Facts>
      </div>
      {session.current ? (
        <Badge tone="good">{t.account.sessions.current}</Badge>
      ) : (
        <Button
          look="quiet"
          label={t.account.sessions.endOf(program, session.address)}
          busy={end.isPending}
          onClick={() => end.mutate()}
        >
          {t.account.sessions.end}
        </Button>
      )}
    </li>
  );
}
