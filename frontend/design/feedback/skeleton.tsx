/** A placeholder for text that is loading. */
export function Skeleton({ className }: { className: string }) {
  return <span className={`block animate-breathe rounded-md bg-sunken ${className}`} />;
}
