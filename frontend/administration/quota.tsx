import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ListedUser } from '#contract';
import { accountKeys } from '../api/query-keys.ts';
import { useMutation } from '../api/use-mutation.ts';
import { Button } from '../design/controls/button.tsx';
import { Field, textOf } from '../design/controls/field.tsx';
import { Dialog } from '../design/dialogs/dialog.tsx';
import { ErrorNotice } from '../design/feedback/error-notice.tsx';
import { useToast } from '../design/feedback/toast.tsx';
import { t } from '../locales/index.ts';
import { useCall } from '../session/session-context.tsx';

const GIGABYTE = 2 ** 30;

/** Sets the quota of an account, or resets it to the default of the settings. */
export function Quota({ user }: { user: ListedUser }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button look="quiet" label={t.administration.quotaOf(user.email)} onClick={() => setAsking(true)}>
        {t.administration.quota}
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
      toast.tell(t.administration.quotaChanged(user.email));
    },
  });
  return (
    <Dialog title={t.administration.quotaOf(user.name)} onClose={onClose}>
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
          label={t.administration.gigabytes}
          name="gigabytes"
          type="number"
          min={0}
          step="any"
          required
          defaultValue={user.quota.bytes / GIGABYTE}
        />
        <Field
          label={t.administration.fileCount}
          name="files"
          type="number"
          min={0}
          required
          defaultValue={user.quota.files}
        />
        {change.isError && <ErrorNotice error={change.error} />}
        <div className="flex flex-wrap justify-end gap-3">
          <Button look="quiet" busy={change.isPending} onClick={() => change.mutate(null)}>
            {t.administration.useDefaultQuota}
          </Button>
          <Button type="submit" busy={change.isPending}>
            {t.actions.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
