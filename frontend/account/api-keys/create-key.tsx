import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Scope, scopes } from '#contract';
import { accountKeys } from '../../api/query-keys.ts';
import { useMutation } from '../../api/use-mutation.ts';
import { Button } from '../../design/controls/button.tsx';
import { Choice } from '../../design/controls/choice.tsx';
import { Field } from '../../design/controls/field.tsx';
import { Dialog } from '../../design/dialogs/dialog.tsx';
import { ShownOnce } from '../../design/dialogs/shown-once.tsx';
import { ErrorNotice } from '../../design/feedback/error-notice.tsx';
import { formatDuration, t } from '../../locales/index.ts';
import { useCall } from '../../session/session-context.tsx';

const DAY = 24 * 3600_000;
/** In days. */
const LIFETIMES = [30, 90, 365] as const;

/** Creates an API key and shows its secret once. */
export function CreateKey({ administrator, onClose }: { administrator: boolean; onClose: () => void }) {
  const call = useCall();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly Scope[]>(['files:read']);
  const [days, setDays] = useState<number>(LIFETIMES[1]);
  const create = useMutation({
    mutationFn: () =>
      call('createKey', {
        body: { name, scopes: [...chosen], expiresAt: new Date(Date.now() + days * DAY).toISOString() },
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: accountKeys.keys }),
  });
  if (create.isSuccess)
    return (
      <ShownOnce
        title={t.account.keys.createdTitle}
        labels={t.account.keys}
        secret={create.data.secret}
        onClose={onClose}
      >
        {t.account.keys.createdHint}
      </ShownOnce>
    );

  const offered = scopes.filter((scope) => administrator || scope !== 'metrics:read');
  return (
    <Dialog title={t.account.keys.dialog} onClose={onClose}>
      <form
        className="mt-4 grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <Field
          label={t.account.keys.name}
          required
          maxLength={100}
          autoFocus
          placeholder={t.account.keys.namePlaceholder}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <fieldset className="grid gap-2">
          <legend className="mb-1.5 font-medium text-small">{t.account.keys.permissions}</legend>
          {offered.map((scope) => (
            <label key={scope} className="flex items-center gap-2.5">
              <input
                type="checkbox"
                className="size-4 accent-accent"
                checked={chosen.includes(scope)}
                onChange={(event) =>
                  setChosen(
                    event.target.checked ? [...chosen, scope] : chosen.filter((other) => other !== scope),
                  )
                }
              />
              {t.account.keys.scopes[scope]}
            </label>
          ))}
        </fieldset>
        <Choice
          label={t.account.keys.expiresAfter}
          value={days}
          options={LIFETIMES.map((value) => ({ value, label: lifetimeOf(value) }))}
          onChange={setDays}
        />
        {create.isError && <ErrorNotice error={create.error} />}
        <div className="flex justify-end gap-3">
          <Button look="quiet" onClick={onClose}>
            {t.actions.cancel}
          </Button>
          <Button type="submit" busy={create.isPending}>
            {t.account.keys.create}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function lifetimeOf(days: number): string {
  return days === 365 ? formatDuration(1, 'year') : formatDuration(days, 'day');
}
