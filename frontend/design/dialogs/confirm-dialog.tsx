import type { ReactNode } from 'react';
import { t } from '../../locales/index.ts';
import { Button } from '../controls/button.tsx';
import { ErrorNotice } from '../feedback/error-notice.tsx';
import { Dialog } from './dialog.tsx';

/** Explains an action that cannot be undone, and asks before it runs. */
export function ConfirmDialog({
  title,
  children,
  button,
  action,
  onClose,
}: {
  title: string;
  /** Paragraphs. */
  children: ReactNode;
  button: string;
  action: { readonly isPending: boolean; readonly error: Error | null; readonly mutate: () => void };
  onClose: () => void;
}) {
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="mt-3 grid gap-3 text-muted">{children}</div>
      {action.error !== null && (
        <div className="mt-4">
          <ErrorNotice error={action.error} />
        </div>
      )}
      <div className="mt-6 flex justify-end gap-3">
        <Button look="quiet" onClick={onClose}>
          {t.actions.keep}
        </Button>
        <Button look="danger" busy={action.isPending} onClick={() => action.mutate()}>
          {button}
        </Button>
      </div>
    </Dialog>
  );
}
