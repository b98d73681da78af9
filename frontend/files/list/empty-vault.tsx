import type { ReactNode } from 'react';
import { Mark } from '../../design/display/mark.tsx';

/** The vault before its first file. */
export function EmptyVault({ rules, children }: { rules: string; children: ReactNode }) {
  return (
    <section className="grid place-items-center rounded-2xl border border-line-strong/50 border-dashed px-6 py-16 text-center sm:py-24">
      <Mark className="size-12 text-accent" />
      <h2 className="mt-6 font-semibold text-title">Nothing in your vault yet</h2>
      <p className="mt-1.5 mb-6 max-w-sm text-balance text-muted">
        Drop files anywhere on this page. Each is encrypted under a key of its own, and you get a mail when it
        is done.
      </p>
      {children}
      <p className="mt-4 text-muted text-small">{rules}</p>
    </section>
  );
}
