import type { ReactNode } from 'react';
import { Button } from '../design/controls/button.tsx';
import { textOf } from '../design/controls/field.tsx';
import { Dialog } from '../design/dialogs/dialog.tsx';
import { ErrorNotice } from '../design/feedback/error-notice.tsx';
import { t } from '../locales/index.ts';
import { CodeField } from './code-field.tsx';
import { PasswordField } from './password-field.tsx';

/**
 * Asks for the password again, and for a code if the account uses two-factor authentication.
 *
 * @param keep - label of the button that changes nothing
 * @param onProof - `code` is empty if the dialog does not ask for one
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
        {asksCode && <CodeField hint={t.credentials.appOrRecoveryCode} />}
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
