import { useState } from 'react';
import type { Input } from '../api/api-request.ts';
import { useCreation } from '../api/use-creation.ts';
import { useMutation } from '../api/use-mutation.ts';
import { Button } from '../design/controls/button.tsx';
import { Field } from '../design/controls/field.tsx';
import { Dialog } from '../design/dialogs/dialog.tsx';
import { ErrorNotice } from '../design/feedback/error-notice.tsx';
import { useToast } from '../design/feedback/toast.tsx';
import { t } from '../locales/index.ts';
import { useCall } from '../session/session-context.tsx';

/** Sends an invitation to an email address. */
export function Invite() {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t.administration.invite}</Button>
      {asking && <InviteDialog onClose={() => setAsking(false)} />}
    </>
  );
}

function InviteDialog({ onClose }: { onClose: () => void }) {
  const call = useCall();
  const toast = useToast();
  const creationOf = useCreation<Input<'invite'>['body']>();
  const [email, setEmail] = useState('');
  const invite = useMutation({
    mutationFn: () => {
      const { body, idempotencyKey } = creationOf(email, () => ({ email }));
      return call('invite', { body }, { idempotencyKey });
    },
    onSuccess: () => {
      onClose();
      toast.tell(t.administration.invited(email));
    },
  });
  return (
    <Dialog title={t.administration.invitation} onClose={onClose}>
      <form
        className="mt-3 grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          invite.mutate();
        }}
      >
        <p className="text-muted">{t.administration.inviteHint}</p>
        <Field
          label={t.credentials.email}
          type="email"
          required
          maxLength={254}
          autoFocus
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        {invite.isError && <ErrorNotice error={invite.error} />}
        <div className="flex justify-end gap-3">
          <Button look="quiet" onClick={onClose}>
            {t.actions.cancel}
          </Button>
          <Button type="submit" busy={invite.isPending}>
            {t.administration.sendInvitation}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
