import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ListedUser } from '#contract';
import { accountKeys } from '../api/query-keys.ts';
import { useMutation } from '../api/use-mutation.ts';
import { Button } from '../design/controls/button.tsx';
import { Field } from '../design/controls/field.tsx';
import { Dialog } from '../design/dialogs/dialog.tsx';
import { ErrorNotice } from '../design/feedback/error-notice.tsx';
import { useToast } from '../design/feedback/toast.tsx';
import { useCall } from '../session/session-context.tsx';
import { textOf } from '../session/text-of.ts';

const GIGABYTE = 2 ** 30;

/** Gives an account another quota than the settings say, or that of the settings again. */
export function Quota({ user }: { user: ListedUser }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button look="quiet" label={`Quota of ${user.email}`} onClick={() => setAsking(true)}>
        Quota
      </Button>
      {asking && <QuotaDialog user={user} onClose={() => setAsking(false)} />}
    </>
  );
}

function QuotaDialog({ user, onClose }: { user: ListedUser; onClose: () => void }) {
  const call = useCall();
  const queries = useQueryClient();
  const toast = useToast();
  const change = useMutation({
    mutationFn: (quota: ListedUser['quota'] | null) =>
      call('updateUser', { params: { id: user.id }, body: { quota } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: accountKeys.users });
      onClose();
      toast.tell(`${user.email} has another quota.`);
    },
  });
  return (
    <Dialog title={`Quota of ${user.name}`} onClose={onClose}>
      <form
        className="mt-4 grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          change.mutate({
            bytes: Math.round(Number(textOf(form, 'gigabytes')) * GIGABYTE),
            files: Number(textOf(form, 'files')),
          });
        }}
      >
        <Field
          label="Gigabytes"
          name="gigabytes"
          type="number"
          min={0}
          step="any"
          required
          defaultValue={user.quota.bytes / GIGABYTE}
        />
        <Field label="Files" name="files" type="number" min={0} required defaultValue={user.quota.files} />
        {change.isError && <ErrorNotice error={change.error} />}
        <div className="flex flex-wrap justify-end gap-3">
          <Button look="quiet" busy={change.isPending} onClick={() => change.mutate(null)}>
            As in the settings
          </Button>
          <Button type="submit" busy={change.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
