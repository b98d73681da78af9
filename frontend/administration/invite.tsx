import { useState } from 'react';
import type { Input } from '../api/api-request.ts';
import { useCreation } from '../api/use-creation.ts';
import { useMutation } from '../api/use-mutation.ts';
import { Button } from '../design/controls/button.tsx';
import { Field } from '../design/controls/field.tsx';
import { Dialog } from '../design/dialogs/dialog.tsx';
import { ErrorNotice } from '../design/feedback/error-notice.tsx';
import { useToast } from '../design/feedback/toast.tsx';
import { useCall } from '../session/session-context.tsx';

/** Has an invitation sent to an address. */
export function Invite() {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button onClick={() => setAsking(true)}>Invite</Button>
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
      toast.tell(`An invitation is on its way to ${email}.`);
    },
  });
  return (
    <Dialog title="Invite somebody" onClose={onClose}>
      <form
        className="mt-3 grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          invite.mutate();
        }}
      >
        <p className="text-muted">
          A mail with a link to register, for this address, for seven days, and for one account.
        </p>
        <Field
          label="Email"
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
            Cancel
          </Button>
          <Button type="submit" busy={invite.isPending}>
            Send invitation
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
