import type { ReactNode } from 'react';
import { t } from '../../locales/index.ts';
import { ThemeSwitch } from '../controls/theme-switch.tsx';
import { Mark, Wordmark } from './mark.tsx';

/** The frame around pages for people who are not signed in. */
export function WelcomeFrame({ children }: { children: ReactNode }) {
  return (
    <div className="grid min-h-dvh lg:grid-cols-[1fr_minmax(26rem,42%)]">
      <div className="flex flex-col px-5 sm:px-10">
        <header className="flex h-18 items-center justify-between">
          <Wordmark />
          <ThemeSwitch />
        </header>
        <main className="mx-auto grid w-full max-w-sm flex-1 content-center py-10">{children}</main>
      </div>
      <aside className="relative hidden overflow-hidden border-line border-l bg-accent-soft lg:grid lg:content-end lg:p-14">
        <Mark className="absolute -top-36 -right-28 size-104 text-accent opacity-10" />
        <h2 className="max-w-md font-semibold text-display tracking-tight [font-stretch:90%]">
          {t.frame.welcome}
        </h2>
        <dl className="mt-10 grid max-w-md gap-5">
          {t.frame.promises.map(({ title, text }) => (
            <div key={title} className="border-accent/25 border-t pt-4">
              <dt className="font-semibold">{title}</dt>
              <dd className="mt-0.5 text-muted">{text}</dd>
            </div>
          ))}
        </dl>
      </aside>
    </div>
  );
}

/** The heading of a page in the welcome frame. */
export function WelcomeTitle({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="mb-7">
      <h1 className="font-semibold text-headline">{title}</h1>
      {children !== undefined && <p className="mt-2 text-muted">{children}</p>}
    </div>
  );
}
