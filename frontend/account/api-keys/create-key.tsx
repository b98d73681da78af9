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
import { useCall } from '../../session/session-context.tsx';
import { labelOf } from './scope-labels.ts';

const DAY = 24 * 3600_000;
/** In days. */
const LIVES = [
  { value: 30, label: '30 days' },
  { value: 90, label: '90 days' },
  { value: 365, label: 'a year' },
] as const;

/** Makes a key, and shows its secret the one time that it can be seen. */
export function NewKey({ administrator, onClose }: { administrator: boolean; onClose: () => void }) {
  const call = useCall();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly Scope[]>(['files:read']);
  const [days, setDays] = useState<number>(LIVES[1].value);
  const create = useMutation({
    mutationFn: () =>
      call('createKey', {
        body: { name, scopes: [...chosen], expiresAt: new Date(Date.now() + days * DAY).toISOString() },
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: accountKeys.keys }),
  });
  if (create.isSuccess)
    return (
      <ShownOnce title="Your new key" name="key" secret={create.data.secret} onClose={onClose}>
        Whoever has it can use the vault in your name.
      </ShownOnce>
    );

  const offered = scopes.filter((scope) => administrator || scope !== 'metrics:read');
  return (
    <Dialog title="New API key" onClose={onClose}>
      <form
        className="mt-4 grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <Field
          label="Name"
          required
          maxLength={100}
          autoFocus
          placeholder="Nightly backup"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <fieldset className="grid gap-2">
          <legend className="mb-1.5 font-medium text-small">What it does</legend>
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
              {labelOf(scope)}
            </label>
          ))}
        </fieldset>
        <Choice label="Good for" value={days} options={LIVES} onChange={setDays} />
        {create.isError && <ErrorNotice error={create.error} />}
        <div className="flex justify-end gap-3">
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" busy={create.isPending}>
            Make key
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
