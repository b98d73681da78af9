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
import { formatDuration, t } from '../../locales/index.ts';
import { useCall } from '../../session/session-context.tsx';

const HOUR = 3600_000;
/** In hours. */
const LIFETIMES = [1, 24, 7 * 24, 30 * 24] as const;

/** Creates a share link and shows it once. */
export function ShareDialog({ file, onClose }: { file: VaultFile; onClose: () => void }) {
  const call = useCall();
  const queries = useQueryClient();
  const [hours, setHours] = useState<number>(LIFETIMES[2]);
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
      <ShownOnce
        title={t.shares.link.title}
        labels={t.shares.link}
        secret={create.data.url}
        onClose={onClose}
      >
        {create.data.hasPassword && `${t.shares.link.passwordApart} `}
        {notify.length > 0 && t.shares.link.emailed(notify.length)}
      </ShownOnce>
    );

  return (
    <Dialog title={t.shares.dialog.title(file.name)} onClose={onClose}>
      <p className="mt-2 text-muted">{t.shares.dialog.hint}</p>
      <form
        className="mt-5 grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (!tooMany) create.mutate();
        }}
      >
        <Choice
          label={t.shares.dialog.expiresAfter}
          value={hours}
          options={LIFETIMES.map((value) => ({ value, label: lifetimeOf(value) }))}
          onChange={setHours}
        />
        <Field
          label={t.shares.dialog.downloadLimit}
          type="number"
          inputMode="numeric"
          min={1}
          max={10_000}
          placeholder={t.shares.dialog.noLimit}
          value={limit}
          onChange={(event) => setLimit(event.target.value)}
        />
        <PasswordField
          autoComplete="new-password"
          minLength={8}
          maxLength={128}
          placeholder={t.shares.dialog.noPassword}
          hint={t.shares.dialog.passwordHint}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <Field
          label={t.shares.dialog.email}
          type="email"
          multiple
          autoComplete="off"
          placeholder={t.shares.dialog.emailPlaceholder}
          hint={t.shares.dialog.emailHint}
          error={tooMany ? t.shares.dialog.tooMany(MOST_RECIPIENTS) : undefined}
          value={addresses}
          onChange={(event) => setAddresses(event.target.value)}
        />
        {create.isError && <ErrorNotice error={create.error} />}
        <div className="flex justify-end gap-3">
          <Button look="quiet" onClick={onClose}>
            {t.actions.cancel}
          </Button>
          <Button type="submit" busy={create.isPending}>
            {t.shares.dialog.submit}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function lifetimeOf(hours: number): string {
  return hours < 24 ? formatDuration(hours, 'hour') : formatDuration(hours / 24, 'day');
}
