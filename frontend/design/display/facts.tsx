import { Children, type ReactNode } from 'react';

/** A few facts on one line, separated by dots. When they wrap, the dot at the start of a line is hidden. */
export function Facts({ children }: { children: ReactNode }) {
  return (
    <p className="overflow-hidden text-muted text-small tabular-nums">
      <span className="-ml-3 flex flex-wrap">
        {Children.toArray(children).map((fact, index) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: facts are identified by their position only
            key={index}
            className="relative pl-3 before:absolute before:left-0 before:w-3 before:text-center before:content-['·']"
          >
            {fact}
          </span>
        ))}
      </span>
    </p>
  );
}
