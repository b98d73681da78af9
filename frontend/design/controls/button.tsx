import type { ReactNode } from 'react';

export type ButtonLook = 'primary' | 'quiet' | 'danger';

const LOOKS: Readonly<Record<ButtonLook, string>> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong',
  quiet: 'border border-line bg-surface text-ink hover:border-line-strong',
  danger: 'bg-danger-fill text-white hover:brightness-110',
};

/** The shape of buttons, and of links that look like buttons. */
export function buttonClass(look: ButtonLook, size: 'regular' | 'large' = 'regular'): string {
  const measure = size === 'large' ? 'h-11 px-5' : 'h-9 px-3.5';
  return `inline-flex shrink-0 items-center justify-center gap-2 whitespace-nowrap rounded-lg font-medium transition-colors disabled:opacity-60 ${measure} ${LOOKS[look]}`;
}

export function Button({
  children,
  look = 'primary',
  size = 'regular',
  type = 'button',
  label,
  busy = false,
  className = '',
  onClick,
}: {
  children: ReactNode;
  look?: ButtonLook;
  size?: 'regular' | 'large';
  type?: 'button' | 'submit';
  /** The accessible name when the text is not specific enough; starts with the text. */
  label?: string | undefined;
  /** The action is running: the button cannot be pressed again. */
  busy?: boolean;
  className?: string;
  onClick?: () => void;
}) {
  return (
    <button
      type={type}
      aria-label={label}
      aria-busy={busy}
      disabled={busy}
      onClick={onClick}
      className={`${buttonClass(look, size)} ${className}`}
    >
      {busy && <Spinner />}
      {children}
    </button>
  );
}

function Spinner() {
  return (
    <svg
      viewBox="0 0 16 16"
      className="size-4 animate-spin"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
    >
      <circle cx="8" cy="8" r="6" strokeWidth="2" opacity="0.3" />
      <path d="M14 8a6 6 0 0 0-6-6" strokeWidth="2" strokeLinecap="round" />
    </svg>
  );
}
