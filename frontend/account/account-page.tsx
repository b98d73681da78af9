import { ErrorNotice } from '../design/error-notice.tsx';
import { Skeleton } from '../design/skeleton.tsx';
import { TextLink } from '../design/text-link.tsx';
import { useTitle } from '../design/use-title.ts';
import { ApiKeys } from './api-keys.tsx';
import { ChangePassword } from './change-password.tsx';
import { CloseAccount } from './close-account.tsx';
import { SecondFactor } from './second-factor.tsx';
import { Section } from './section.tsx';
import { Sessions } from './sessions.tsx';
import { UsageOfVault } from './usage-of-vault.tsx';
import { useMe } from './use-me.ts';

/** What somebody has to see to about his own account. */
export function AccountPage() {
  useTitle('Account');
  const me = useMe();
  return (
    <div className="max-w-2xl">
      <h1 className="font-semibold text-headline">Account</h1>
      {me.isError && (
        <div className="mt-6">
          <ErrorNotice error={me.error} onRetry={() => void me.refetch()} />
        </div>
      )}
      {me.isPending && <Skeleton className="mt-2 h-5 w-56" />}
      {me.data !== undefined && (
        <>
          <p className="mt-1 wrap-anywhere text-muted">
            {me.data.name}, {me.data.email}
          </p>
          <UsageOfVault me={me.data} />
          {me.data.administrator && (
            <Section
              title="Administration"
              hint={
                <>
                  You are an administrator of this vault.{' '}
                  <TextLink href="/users">Users and invitations</TextLink>
                </>
              }
            />
          )}
          <ChangePassword me={me.data} />
          <SecondFactor me={me.data} />
          <Sessions />
          <ApiKeys administrator={me.data.administrator} />
          <CloseAccount me={me.data} />
        </>
      )}
    </div>
  );
}
