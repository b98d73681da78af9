import { useState } from 'react';
import type { Me } from '#contract';
import { useMutation } from '../api/use-mutation.ts';
import { Button } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { ErrorNotice } from '../design/error-notice.tsx';
import { Field } from '../design/field.tsx';
import { plural } from '../design/format.ts';
import { PasswordField } from '../session/password-field.tsx';
import { useCall, useSession } from '../session/session-context.tsx';
import { textOf } from '../session/text-of.ts';
import { Section } from './section.tsx';

/** Deletes the account, after having said what that means and asked for the password. */
export function CloseAccount({ me }: { me: Me }) {
  const [asking, setAsking] = useState(false);
  return (
    <Section
      title="Delete account"
      hint="Every file’s key is destroyed, and the address is free again."
      action={
        <Button look="quiet" onClick={() => setAsking(true)}>
          Delete account
        </Button>
      }
    >
      {asking && <CloseDialog me={me} onClose={() => setAsking(false)} />}
    </Section>
  );
}

function CloseDialog({ me, onClose }: { me: Me; onClose: () => void }) {
  const call = useCall();
  const session = useSession();
  const close = useMutation({
    mutationFn: (body: { password: string; code?: string }) => call('closeAccount', { body }),
    onSuccess: session.signOut,
  });
  return (
    <Dialog title="Delete your account?" onClose={onClose}>
      <form
        className="mt-3 grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          const password = textOf(form, 'password');
          close.mutate(me.secondFactor ? { password, code: textOf(form, 'code') } : { password });
        }}
      >
        <p className="text-muted">
          {me.usage.files > 0 &&
            `The keys of your ${plural(me.usage.files, 'file')} are destroyed. Database backups may still hold keys for a few days, 7 unless your organisation set it otherwise. `}
          It cannot be undone. You get a mail when all of it is done.
        </p>
        <PasswordField name="password" autoComplete="current-password" required />
        {me.secondFactor && (
          <Field label="Code" name="code" autoComplete="one-time-code" required maxLength={40} />
        )}
        {close.isError && <ErrorNotice error={close.error} />}
        <div className="flex justify-end gap-3">
          <Button look="quiet" onClick={onClose}>
            Keep
          </Button>
          <Button type="submit" look="danger" busy={close.isPending}>
            Delete for good
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
