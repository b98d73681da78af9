import type { ReactNode } from 'react';
import { Mark } from '../../design/display/mark.tsx';
import { t } from '../../locales/index.ts';

/** The vault before its first file. */
export function EmptyVault({ rules, children }: { rules: string; children: ReactNode }) {
  return (
    <section className="grid place-items-center rounded-2xl border border-line-strong/50 border-dashed px-6 py-16 text-center sm:py-24">
      <Mark className="size-12 text-accent" />
      <h2 className="mt-6 font-semibold text-title">{t.files.emptyTitle}</h2>
      <p className="mt-1.5 mb-6 max-w-sm text-balance text-muted">{t.files.empty}</p>
      {children}
      <p className="mt-4 text-muted text-small">{rules}</p>
    </section>
  );
}
