import type { ReactNode } from 'react';

export type Tone = 'calm' | 'good' | 'active' | 'warn' | 'danger';

const DOTS: Readonly<Record<Tone, string>> = {
  calm: 'bg-line-strong',
  good: 'bg-accent',
  active: 'bg-accent animate-breathe',
  warn: 'bg-warn',
  danger: 'bg-danger',
};

/** A status in a word or two, with a coloured dot. The word carries the meaning, never the colour alone. */
export function Badge({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap text-small tabular-nums">
      <span className={`size-1.5 shrink-0 rounded-full ${DOTS[tone]}`} />
      {children}
    </span>
  );
}
