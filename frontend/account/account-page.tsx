import { useTitle } from '../design/browser/use-title.ts';
import { TextLink } from '../design/controls/text-link.tsx';
import { Section } from '../design/display/section.tsx';
import { ErrorNotice } from '../design/feedback/error-notice.tsx';
import { Skeleton } from '../design/feedback/skeleton.tsx';
import { useMe } from '../session/use-me.ts';
import { ApiKeys } from './api-keys/api-keys.tsx';
import { ChangePassword } from './change-password.tsx';
import { CloseAccount } from './delete-account.tsx';
import { Sessions } from './sessions.tsx';
import { UsageOfVault } from './storage-usage.tsx';
import { SecondFactor } from './two-factor/two-factor.tsx';

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
