import { Children, type ReactNode } from 'react';

/** A few small facts in a line, with dots between them; wraps where there is no room. */
export function Facts({ children }: { children: ReactNode }) {
  return (
    <p className="flex flex-wrap gap-x-1.5 text-muted text-small tabular-nums">
      {Children.toArray(children).map((fact, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the facts have no other identity than their place
        <span key={index} className="not-first:before:pr-1.5 not-first:before:content-['·']">
          {fact}
        </span>
      ))}
    </p>
  );
}
