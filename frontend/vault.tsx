import { Link, Redirect, Route, Switch } from 'wouter';
import type { User } from '#contract';
import { AccountPage } from './account/account-page.tsx';
import { UsersPage } from './administration/users-page.tsx';
import { ThemeSwitch } from './design/controls/theme-switch.tsx';
import { Wordmark } from './design/display/mark.tsx';
import { FilePage } from './files/details/file-page.tsx';
import { FilesPage } from './files/list/files-page.tsx';
import { t } from './locales/index.ts';
import { NoSuchPage } from './no-such-page.tsx';
import { AccountMenu } from './session/account-menu.tsx';
import { UploadsProvider } from './uploads/uploads-context.tsx';

/** The page of an account that is signed in; loaded only then. */
export function Vault({ user }: { user: User }) {
  return (
    <UploadsProvider>
      <div className="mx-auto min-h-dvh max-w-5xl px-4 pb-24 sm:px-8">
        <header className="flex h-18 items-center justify-between gap-4">
          <Link href="/" aria-label={t.frame.home} className="inline-flex rounded-md">
            <Wordmark />
          </Link>
          <div className="flex min-w-0 items-center gap-1 sm:gap-3">
            <ThemeSwitch />
            <AccountMenu user={user} />
          </div>
        </header>
        <main className="pt-6 sm:pt-10">
          <Switch>
            <Route path="/" component={FilesPage} />
            <Route path="/account" component={AccountPage} />
            <Route path="/users" component={UsersPage} />
            <Route path="/files/:id">{({ id }) => <FilePage key={id} id={id} />}</Route>
            {/* The addresses at which the account signed in. */}
            <Route path="/sign-in">
              <Redirect to="/" replace />
            </Route>
            <Route path="/register">
              <Redirect to="/" replace />
            </Route>
            <Route component={NoSuchPage} />
          </Switch>
        </main>
      </div>
    </UploadsProvider>
  );
}
