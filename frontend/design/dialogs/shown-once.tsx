import type { ReactNode } from 'react';
import { t } from '../../locales/index.ts';
import { useCopy } from '../browser/use-copy.ts';
import { Button } from '../controls/button.tsx';
import { IconButton } from '../controls/icon-button.tsx';
import { CopyIcon } from '../display/icons.tsx';
import { Dialog } from './dialog.tsx';

/**
 * Shows a secret once; it cannot be shown again.
 *
 * @param labels - of the button that copies it, and of the confirmation
 */
export function ShownOnce({
  title,
  labels,
  secret,
  children,
  onClose,
}: {
  title: string;
  labels: { readonly copy: string; readonly copied: string };
  secret: string;
  children: ReactNode;
  onClose: () => void;
}) {
  const copy = useCopy();
  return (
    <Dialog title={title} onClose={onClose}>
      <p className="mt-3 text-muted">{t.shownOnce(children)}</p>
      <div className="mt-4 flex items-start justify-between gap-3 rounded-xl bg-sunken px-4 py-3">
        <code className="wrap-anywhere font-mono text-small leading-6">{secret}</code>
        <IconButton label={labels.copy} className="-my-1.5" onClick={() => void copy(secret, labels.copied)}>
          <CopyIcon />
        </IconButton>
      </div>
      <div className="mt-6 flex justify-end">
        <Button onClick={onClose}>{t.actions.done}</Button>
      </div>
    </Dialog>
  );
}
