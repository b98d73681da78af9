import { type ReactNode, useId } from 'react';

/** A part of a page with a heading and an action. */
export function Section({
  title,
  hint,
  action,
  children,
}: {
  title: string;
  hint?: ReactNode;
  action?: ReactNode;
  children?: ReactNode;
}) {
  const titleId = useId();
  return (
    <section aria-labelledby={titleId} className="mt-10">
      <div className="flex items-end justify-between gap-4">
        <div>
          <h2 id={titleId} className="font-semibold text-title">
            {title}
          </h2>
          {hint !== undefined && <p className="mt-1 max-w-prose text-muted text-small">{hint}</p>}
        </div>
        {action}
      </div>
      {children !== undefined && <div className="mt-4">{children}</div>}
    </section>
  );
}

/** The frame of a list within a page. */
export const LIST_FRAME =
  'divide-y divide-line overflow-hidden rounded-2xl border border-line bg-surface empty:hidden';
