/** A thin bar of progress; `share` is 0 to 1, undefined when it is unknown. */
export function ProgressBar({
  label,
  share,
  still = false,
  className = '',
}: {
  label: string;
  share: number | undefined;
  /** Stopped: shown without the accent. */
  still?: boolean;
  className?: string;
}) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={share === undefined ? undefined : Math.floor(share * 100)}
      className={`h-1 overflow-hidden rounded-full bg-sunken ${className}`}
    >
      <div
        className={`h-full origin-left rounded-full transition-transform duration-300 ease-out ${still ? 'bg-line-strong' : 'bg-accent'} ${share === undefined ? 'animate-breathe' : ''}`}
        style={{ transform: `scaleX(${share ?? 1})` }}
      />
    </div>
  );
}
