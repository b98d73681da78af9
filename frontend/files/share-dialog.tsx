import { useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { type CreatedShare, MOST_RECIPIENTS, type File as VaultFile } from '#contract';
import { fileKeys } from '../api/query-keys.ts';
import type { Input } from '../api/request.ts';
import { useCreation } from '../api/use-creation.ts';
import { useMutation } from '../api/use-mutation.ts';
import { Button } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { ErrorNotice } from '../design/error-notice.tsx';
import { Field } from '../design/field.tsx';
import { IconButton } from '../design/icon-button.tsx';
import { CopyIcon } from '../design/icons.tsx';
import { useCopy } from '../design/use-copy.ts';
import { PasswordField } from '../session/password-field.tsx';
import { useCall } from '../session/session-context.tsx';

const HOUR = 3600_000;
const LIVES = [
  { hours: 1, label: 'an hour' },
  { hours: 24, label: 'a day' },
  { hours: 7 * 24, label: 'a week' },
  { hours: 30 * 24, label: '30 days' },
] as const;

/** Makes a link to a file, and shows it the one time that it can be seen. */
export function ShareDialog({ file, onClose }: { file: VaultFile; onClose: () => void }) {
  const call = useCall();
  const queries = useQueryClient();
  const lifeId = useId();
  const [hours, setHours] = useState<number>(LIVES[2].hours);
  const [limit, setLimit] = useState('');
  const [password, setPassword] = useState('');
  const [addresses, setAddresses] = useState('');
  const notify = addresses.split(',').flatMap((address) => address.trim() || []);
  const creationOf = useCreation<Input<'createShare'>['body']>();
  const tooMany = notify.length > MOST_RECIPIENTS;
  const create = useMutation({
    mutationFn: () => {
      const { body, idempotencyKey } = creationOf({ hours, limit, password, notify }, () => ({
        expiresAt: new Date(Date.now() + hours * HOUR).toISOString(),
        ...(limit !== '' && { maxDownloads: Number(limit) }),
        ...(password !== '' && { password }),
        ...(notify.length > 0 && { notify }),
      }));
      return call('createShare', { params: { id: file.id }, body }, { idempotencyKey });
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: fileKeys.shares(file.id) }),
  });
  if (create.isSuccess) return <Link share={create.data} told={notify.length} onClose={onClose} />;

  return (
    <Dialog title={`Share “${file.name}”`} onClose={onClose}>
      <p className="mt-2 text-muted">Whoever has the link can download the file, without an account.</p>
      <form
        className="mt-5 grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (!tooMany) create.mutate();
        }}
      >
        <div>
          <label htmlFor={lifeId} className="mb-1.5 block font-medium text-small">
            Good for
          </label>
          <select
            id={lifeId}
            value={hours}
            onChange={(event) => setHours(Number(event.target.value))}
            className="h-11 w-full rounded-lg border border-line-strong bg-surface px-3.5 text-ink hover:border-muted focus-visible:border-accent"
          >
            {LIVES.map((life) => (
              <option key={life.hours} value={life.hours}>
                {life.label}
              </option>
            ))}
          </select>
        </div>
        <Field
          label="Downloads, at most"
          type="number"
          inputMode="numeric"
          min={1}
          max={10_000}
          placeholder="No limit"
          value={limit}
          onChange={(event) => setLimit(event.target.value)}
        />
        <PasswordField
          autoComplete="new-password"
          minLength={8}
          maxLength={128}
          placeholder="None"
          hint="Tell it to the recipient in another way than the link."
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <Field
          label="Mail the link to"
          type="email"
          multiple
          autoComplete="off"
          placeholder="Nobody"
          hint="Commas between several addresses."
          error={tooMany ? `At most ${MOST_RECIPIENTS} addresses.` : undefined}
          value={addresses}
          onChange={(event) => setAddresses(event.target.value)}
        />
        {create.isError && <ErrorNotice error={create.error} />}
        <div className="flex justify-end gap-3">
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" busy={create.isPending}>
            Make link
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** @param told - how many addresses the link is mailed to */
function Link({
  share: { url, hasPassword },
  told,
  onClose,
}: {
  share: CreatedShare;
  told: number;
  onClose: () => void;
}) {
  const copy = useCopy();
  return (
    <Dialog title="Your link" onClose={onClose}>
      <p className="mt-3 text-muted">
        Copy it now: it is not shown again.
        {hasPassword && ' The password is not part of it.'}
        {told > 0 && ` It is on its way to ${told === 1 ? 'one address' : `${told} addresses`}, too.`}
      </p>
      <div className="mt-4 flex items-start justify-between gap-3 rounded-xl bg-sunken px-4 py-3">
        <code className="wrap-anywhere font-mono text-small leading-6">{url}</code>
        <IconButton label="Copy link" className="-my-1.5" onClick={() => void copy(url, 'Link copied.')}>
          <CopyIcon />
        </IconButton>
      </div>
      <div className="mt-6 flex justify-end">
        <Button onClick={onClose}>Done</Button>
      </div>
    </Dialog>
  );
}
