import { useTitle } from '../design/browser/use-title.ts';
import { TextLink } from '../design/controls/text-link.tsx';
import { Section } from '../design/display/section.tsx';
import { ErrorNotice } from '../design/feedback/error-notice.tsx';
import { Skeleton } from '../design/feedback/skeleton.tsx';
import { t } from '../locales/index.ts';
import { useMe } from '../session/use-me.ts';
import { ApiKeys } from './api-keys/api-keys.tsx';
import { ChangePassword } from './change-password.tsx';
import { DeleteAccount } from './delete-account.tsx';
import { Sessions } from './sessions.tsx';
import { StorageUsage } from './storage-usage.tsx';
import { TwoFactor } from './two-factor/two-factor.tsx';

/** The settings of the account that is signed in. */
export function AccountPage() {
  useTitle(t.account.title);
  const me = useMe();
  return (
    <div className="max-w-2xl">
      <h1 className="font-semibold text-headline">{t.account.title}</h1>
      {me.isError && (
        <div className="mt-6">
          <ErrorNotice error={me.error} onRetry={() => void me.refetch()} />
        </div>
      )}
      {me.isPending && <Skeleton className="mt-2 h-5 w-56" />}
      {me.data !== undefined && (
        <>
          <p className="mt-1 wrap-anywhere text-muted">{t.account.identity(me.data.name, me.data.email)}</p>
          <StorageUsage me={me.data} />
          {me.data.administrator && (
            <Section
              title={t.account.administration.title}
              hint={t.account.administration.hint(
                <TextLink href="/users">{t.account.administration.link}</TextLink>,
              )}
            />
          )}
          <ChangePassword me={me.data} />
          <TwoFactor me={me.data} />
          <Sessions />
          <ApiKeys administrator={me.data.administrator} />
          <DeleteAccount me={me.data} />
        </>
      )}
    </div>
  );
}
