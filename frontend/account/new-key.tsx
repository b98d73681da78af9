import { useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { type Scope, scopes } from '#contract';
import { accountKeys } from '../api/query-keys.ts';
import { useMutation } from '../api/use-mutation.ts';
import { Button } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { ErrorNotice } from '../design/error-notice.tsx';
import { Field } from '../design/field.tsx';
import { IconButton } from '../design/icon-button.tsx';
import { CopyIcon } from '../design/icons.tsx';
import { useCopy } from '../design/use-copy.ts';
import { useCall } from '../session/session-context.tsx';
import { labelOf } from './scope-labels.ts';

const DAY = 24 * 3600_000;
const LIVES = [
  { days: 30, label: '30 days' },
  { days: 90, label: '90 days' },
  { days: 365, label: 'a year' },
] as const;

/** Makes a key, and shows its secret the one time that it can be seen. */
export function NewKey({ administrator, onClose }: { administrator: boolean; onClose: () => void }) {
  const call = useCall();
  const queries = useQueryClient();
  const endsId = useId();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly Scope[]>(['files:read']);
  const [days, setDays] = useState<number>(LIVES[1].days);
  const create = useMutation({
    mutationFn: () =>
      call('createKey', {
        body: { name, scopes: [...chosen], expiresAt: new Date(Date.now() + days * DAY).toISOString() },
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: accountKeys.keys }),
  });
  if (create.isSuccess) return <Secret secret={create.data.secret} onClose={onClose} />;

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
        <div>
          <label htmlFor={endsId} className="mb-1.5 block font-medium text-small">
            Good for
          </label>
          <select
            id={endsId}
            value={days}
            onChange={(event) => setDays(Number(event.target.value))}
            className="h-11 w-full rounded-lg border border-line-strong bg-surface px-3.5 text-ink hover:border-muted focus-visible:border-accent"
          >
            {LIVES.map((life) => (
              <option key={life.days} value={life.days}>
                {life.label}
              </option>
            ))}
          </select>
        </div>
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

function Secret({ secret, onClose }: { secret: string; onClose: () => void }) {
  const copy = useCopy();
  return (
    <Dialog title="Your new key" onClose={onClose}>
      <p className="mt-3 text-muted">
        Copy it now: it is not shown again. Whoever has it can use the vault in your name.
      </p>
      <div className="mt-4 flex items-start justify-between gap-3 rounded-xl bg-sunken px-4 py-3">
        <code className="wrap-anywhere font-mono text-small leading-6">{secret}</code>
        <IconButton label="Copy key" className="-my-1.5" onClick={() => void copy(secret, 'Key copied.')}>
          <CopyIcon />
        </IconButton>
      </div>
      <div className="mt-6 flex justify-end">
        <Button onClick={onClose}>Done</Button>
      </div>
    </Dialog>
  );
}
