import type { ReactNode } from 'react';
import { Link } from 'wouter';

/** A link within the page, in running text. */
export function TextLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link
      href={href}
      className="rounded-sm font-medium text-accent underline decoration-accent/40 underline-offset-3 transition-colors hover:decoration-accent"
    >
      {children}
    </Link>
  );
}
