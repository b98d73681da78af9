import { type ComponentProps, type ReactNode, useId } from 'react';

const CONTROL =
  'h-11 w-full rounded-lg border border-line-strong bg-surface px-3.5 text-ink transition-colors placeholder:text-muted/70 hover:border-muted focus-visible:border-accent focus-visible:outline-offset-0 aria-invalid:border-danger';

/** A labelled text field, with a hint or an error below it. */
export function Field({
  label,
  hint,
  error,
  end,
  className = '',
  ...input
}: ComponentProps<'input'> & {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  /** A control inside the field, at its end. */
  end?: ReactNode;
}) {
  const id = useId();
  const noteId = useId();
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block font-medium text-small">
        {label}
      </label>
      <div className="relative">
        <input
          id={id}
          aria-describedby={noteId}
          aria-invalid={error !== undefined}
          className={`${CONTROL} ${end === undefined ? '' : 'pr-12'} ${className}`}
          {...input}
        />
        {end !== undefined && <div className="absolute inset-y-0 right-1 grid place-items-center">{end}</div>}
      </div>
      <div id={noteId} className="mt-1.5 text-muted text-small empty:hidden">
        {error === undefined ? hint : <span className="text-danger">{error}</span>}
      </div>
    </div>
  );
}

/** The value of a text field of a form; empty if the form has no such field. */
export function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}
