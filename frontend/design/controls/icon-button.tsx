import type { ReactNode } from 'react';

/** A button that is an icon only; `label` is its name and its tooltip. */
export function IconButton({
  children,
  label,
  className = '',
  pressed,
  onClick,
}: {
  children: ReactNode;
  label: string;
  className?: string;
  pressed?: boolean;
  onClick: () => void;
}) {
  return (
    <button
      type="button"
      aria-label={label}
      aria-pressed={pressed}
      title={label}
      onClick={onClick}
      className={`grid size-9 shrink-0 place-items-center rounded-lg text-muted transition-colors hover:bg-sunken hover:text-ink aria-pressed:bg-sunken aria-pressed:text-ink ${className}`}
    >
      {children}
    </button>
  );
}
