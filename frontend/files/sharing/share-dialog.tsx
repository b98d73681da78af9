import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { MOST_RECIPIENTS, type File as VaultFile } from '#contract';
import type { Input } from '../../api/api-request.ts';
import { fileKeys } from '../../api/query-keys.ts';
import { useCreation } from '../../api/use-creation.ts';
import { useMutation } from '../../api/use-mutation.ts';
import { PasswordField } from '../../credentials/password-field.tsx';
import { Button } from '../../design/controls/button.tsx';
import { Choice } from '../../design/controls/choice.tsx';
import { Field } from '../../design/controls/field.tsx';
import { Dialog } from '../../design/dialogs/dialog.tsx';
import { ShownOnce } from '../../design/dialogs/shown-once.tsx';
import { ErrorNotice } from '../../design/feedback/error-notice.tsx';
import { useCall } from '../../session/session-context.tsx';

const HOUR = 3600_000;
/** In hours. */
const LIVES = [
  { value: 1, label: 'an hour' },
  { value: 24, label: 'a day' },
  { value: 7 * 24, label: 'a week' },
  { value: 30 * 24, label: '30 days' },
] as const;

/** Makes a link to a file, and shows it the one time that it can be seen. */
export function ShareDialog({ file, onClose }: { file: VaultFile; onClose: () => void }) {
  const call = useCall();
  const queries = useQueryClient();
  const [hours, setHours] = useState<number>(LIVES[2].value);
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
  if (create.isSuccess)
    return (
      <ShownOnce title="Your link" name="link" secret={create.data.url} onClose={onClose}>
        {create.data.hasPassword && 'The password is not part of it. '}
        {notify.length > 0 &&
          `It is on its way to ${notify.length === 1 ? 'one address' : `${notify.length} addresses`}, too.`}
      </ShownOnce>
    );

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
        <Choice label="Good for" value={hours} options={LIVES} onChange={setHours} />
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
