import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Me } from '#contract';
import { accountKeys } from '../api/query-keys.ts';
import { useMutation } from '../api/use-mutation.ts';
import { isLongEnough, NewPasswordField } from '../credentials/new-password-field.tsx';
import { PasswordField } from '../credentials/password-field.tsx';
import { Button } from '../design/controls/button.tsx';
import { Dialog } from '../design/dialogs/dialog.tsx';
import { Section } from '../design/display/section.tsx';
import { ErrorNotice } from '../design/feedback/error-notice.tsx';
import { useToast } from '../design/feedback/toast.tsx';
import { t } from '../locales/index.ts';
import { useCall } from '../session/session-context.tsx';

/** Changes the password; requires the current one. */
export function ChangePassword({ me }: { me: Me }) {
  const [asking, setAsking] = useState(false);
  return (
    <Section
      title={t.account.password.title}
      hint={t.account.password.hint}
      action={
        <Button look="quiet" onClick={() => setAsking(true)}>
          {t.account.password.change}
        </Button>
      }
    >
      {asking && <ChangeDialog me={me} onClose={() => setAsking(false)} />}
    </Section>
  );
}

function ChangeDialog({ me, onClose }: { me: Me; onClose: () => void }) {
  const call = useCall();
  const queries = useQueryClient();
  const toast = useToast();
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const [pressed, setPressed] = useState(false);
  const change = useMutation({
    mutationFn: () => call('changePassword', { body: { current, password } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: accountKeys.sessions });
      onClose();
      toast.tell(t.account.password.done);
    },
  });
  return (
    <Dialog title={t.account.password.dialog} onClose={onClose}>
      <form
        className="mt-4 grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          setPressed(true);
          if (isLongEnough(password)) change.mutate();
        }}
      >
        <PasswordField
          label={t.credentials.currentPassword}
          autoComplete="current-password"
          required
          autoFocus
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
        />
        <NewPasswordField
          label={t.credentials.newPassword}
          value={password}
          known={[me.name, me.email]}
          pressed={pressed}
          refusal={change.error}
          onChange={setPassword}
        />
        {change.isError && <ErrorNotice error={change.error} />}
        <div className="flex justify-end gap-3">
          <Button look="quiet" onClick={onClose}>
            {t.actions.cancel}
          </Button>
          <Button type="submit" busy={change.isPending}>
            {t.account.password.change}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
