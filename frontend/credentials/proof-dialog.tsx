import type { ReactNode } from 'react';
import { Button } from '../design/controls/button.tsx';
import { Dialog } from '../design/dialogs/dialog.tsx';
import { ErrorNotice } from '../design/feedback/error-notice.tsx';
import { textOf } from '../session/text-of.ts';
import { CodeField } from './code-field.tsx';
import { PasswordField } from './password-field.tsx';

/**
 * Asks somebody who is signed in to show once more that it is he: with his password, and a code where it takes one.
 *
 * @param keep - the words of the button that changes nothing
 * @param onProof - `code` is empty where none is asked for
 */
export function ProofDialog({
  title,
  children,
  asksCode,
  keep,
  button,
  isDangerous = false,
  busy,
  error,
  onProof,
  onClose,
}: {
  title: string;
  children: ReactNode;
  asksCode: boolean;
  keep: string;
  button: string;
  isDangerous?: boolean;
  busy: boolean;
  error: Error | null;
  onProof: (proof: { password: string; code: string }) => void;
  onClose: () => void;
}) {
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className="mt-3 grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          onProof({ password: textOf(form, 'password'), code: textOf(form, 'code') });
        }}
      >
        <p className="text-muted">{children}</p>
        <PasswordField name="password" autoComplete="current-password" required />
        {asksCode && <CodeField hint="Of your app, or a recovery code." />}
        {error !== null && <ErrorNotice error={error} />}
        <div className="flex justify-end gap-3">
          <Button look="quiet" onClick={onClose}>
            {keep}
          </Button>
          <Button type="submit" {...(isDangerous && { look: 'danger' })} busy={busy}>
            {button}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
