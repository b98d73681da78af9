import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Me } from '#contract';
import { accountKeys } from '../api/query-keys.ts';
import { useMutation } from '../api/use-mutation.ts';
import { Button } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { ErrorNotice } from '../design/error-notice.tsx';
import { useToast } from '../design/toast.tsx';
import { CodeField } from '../session/code-field.tsx';
import { PasswordField } from '../session/password-field.tsx';
import { useCall } from '../session/session-context.tsx';
import { textOf } from '../session/text-of.ts';
import { NewSecondFactor } from './new-second-factor.tsx';
import { Section } from './section.tsx';

/** Whether signing in takes a code, and the way to change that. */
export function SecondFactor({ me }: { me: Me }) {
  const call = useCall();
  const toast = useToast();
  const [removing, setRemoving] = useState(false);
  const begin = useMutation({ mutationFn: () => call('beginSecondFactor', {}), onError: toast.fail });
  return (
    <Section
      title="Second factor"
      hint={
        me.secondFactor
          ? 'It is on: signing in takes a code of your app besides the password.'
          : 'It is off. With it, nobody signs in with your password alone.'
      }
      action={
        me.secondFactor ? (
          <Button look="quiet" onClick={() => setRemoving(true)}>
            Switch off
          </Button>
        ) : (
          <Button look="quiet" busy={begin.isPending} onClick={() => begin.mutate()}>
            Set up
          </Button>
        )
      }
    >
      {begin.data !== undefined && <NewSecondFactor offered={begin.data} onClose={begin.reset} />}
      {removing && <RemoveDialog onClose={() => setRemoving(false)} />}
    </Section>
  );
}

function RemoveDialog({ onClose }: { onClose: () => void }) {
  const call = useCall();
  const queries = useQueryClient();
  const toast = useToast();
  const remove = useMutation({
    mutationFn: (form: FormData) =>
      call('removeSecondFactor', {
        body: { password: textOf(form, 'password'), code: textOf(form, 'code') },
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: accountKeys.me });
      onClose();
      toast.tell('The second factor is off.');
    },
  });
  return (
    <Dialog title="Switch the second factor off?" onClose={onClose}>
      <form
        className="mt-3 grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          remove.mutate(new FormData(event.currentTarget));
        }}
      >
        <p className="text-muted">From then on your password alone signs in.</p>
        <CodeField hint="Of your app, or a recovery code." />
        <PasswordField name="password" autoComplete="current-password" required />
        {remove.isError && <ErrorNotice error={remove.error} />}
        <div className="flex justify-end gap-3">
          <Button look="quiet" onClick={onClose}>
            Keep it on
          </Button>
          <Button type="submit" look="danger" busy={remove.isPending}>
            Switch off
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
