import { splitName } from './split-name.ts';

/** A file's name on one line, truncated in the middle if it does not fit: the extension stays visible. */
export function FileName({ name, className = '' }: { name: string; className?: string }) {
  const [head, tail] = splitName(name);
  return (
    <span title={name} className={`flex min-w-0 ${className}`}>
      <span className="truncate whitespace-pre">{head}</span>
      <span className="shrink-0 whitespace-pre">{tail}</span>
    </span>
  );
}
