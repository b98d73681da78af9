import { Children, type ReactNode } from 'react';

/** A few small facts in a line, with dots between them. Where they wrap, the dot before the first of a line is cut off. */
export function Facts({ children }: { children: ReactNode }) {
  return (
    <p className="overflow-hidden text-muted text-small tabular-nums">
      <span className="-ml-3 flex flex-wrap">
        {Children.toArray(children).map((fact, index) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: the facts have no other identity than their place
            key={index}
            className="before:inline-block before:w-3 before:text-center before:content-['·']"
          >
            {fact}
          </span>
        ))}
      </span>
    </p>
  );
}
