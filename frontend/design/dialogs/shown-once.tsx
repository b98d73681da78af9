import type { ReactNode } from 'react';
import { useCopy } from '../browser/use-copy.ts';
import { Button } from '../controls/button.tsx';
import { IconButton } from '../controls/icon-button.tsx';
import { CopyIcon } from '../display/icons.tsx';
import { Dialog } from './dialog.tsx';

/** Shows a secret the one time that it can be seen. @param name - what it is, in one word: `link` */
export function ShownOnce({
  title,
  name,
  secret,
  children,
  onClose,
}: {
  title: string;
  name: string;
  secret: string;
  children: ReactNode;
  onClose: () => void;
}) {
  const copy = useCopy();
  const copied = `${name.charAt(0).toUpperCase()}${name.slice(1)} copied.`;
  return (
    <Dialog title={title} onClose={onClose}>
      <p className="mt-3 text-muted">Copy it now: it is not shown again. {children}</p>
      <div className="mt-4 flex items-start justify-between gap-3 rounded-xl bg-sunken px-4 py-3">
        <code className="wrap-anywhere font-mono text-small leading-6">{secret}</code>
        <IconButton label={`Copy ${name}`} className="-my-1.5" onClick={() => void copy(secret, copied)}>
          <CopyIcon />
        </IconButton>
      </div>
      <div className="mt-6 flex justify-end">
        <Button onClick={onClose}>Done</Button>
      </div>
    </Dialog>
  );
}
