import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApiKey } from '#contract';
import { accountKeys } from '../../api/query-keys.ts';
import { useMutation } from '../../api/use-mutation.ts';
import { useNow } from '../../design/browser/use-now.ts';
import { Button } from '../../design/controls/button.tsx';
import { IconButton } from '../../design/controls/icon-button.tsx';
import { ConfirmDialog } from '../../design/dialogs/confirm-dialog.tsx';
import { Facts } from '../../design/display/facts.tsx';
import { TrashIcon } from '../../design/display/icons.tsx';
import { LIST_FRAME, Section } from '../../design/display/section.tsx';
import { ErrorNotice } from '../../design/feedback/error-notice.tsx';
import { useToast } from '../../design/feedback/toast.tsx';
import { formatAge, formatList, t } from '../../locales/index.ts';
import { useCall } from '../../session/session-context.tsx';
import { CreateKey } from './create-key.tsx';

/** The API keys of the account: a list, with buttons to create and revoke keys. */
export function ApiKeys({ administrator }: { administrator: boolean }) {
  const call = useCall();
  const [creating, setCreating] = useState(false);
  const keys = useQuery({
    queryKey: accountKeys.keys,
    queryFn: ({ signal }) => call('listKeys', {}, { signal }),
  });
  return (
    <Section
      title={t.account.keys.title}
      hint={t.account.keys.hint}
      action={
        <Button look="quiet" onClick={() => setCreating(true)}>
          {t.account.keys.new}
        </Button>
      }
    >
      {keys.isError && <ErrorNotice error={keys.error} onRetry={() => void keys.refetch()} />}
      <ul className={LIST_FRAME} aria-label={t.account.keys.list}>
        {keys.data?.items.map((key) => (
          <KeyRow key={key.id} apiKey={key} />
        ))}
      </ul>
      {creating && <CreateKey administrator={administrator} onClose={() => setCreating(false)} />}
    </Section>
  );
}

function KeyRow({ apiKey }: { apiKey: ApiKey }) {
  const now = useNow(60_000);
  const [asking, setAsking] = useState(false);
  return (
    <li className="flex items-center justify-between gap-4 px-4 py-3.5 sm:px-5">
      <div className="min-w-0">
        <p className="truncate font-medium">{apiKey.name}</p>
        <Facts>
          {formatList(apiKey.scopes.map((scope) => t.account.keys.scopes[scope]))}
          {t.account.keys.expires(formatAge(new Date(apiKey.expiresAt), now))}
          {apiKey.lastUsedAt === undefined
            ? t.account.keys.neverUsed
            : t.account.keys.used(formatAge(new Date(apiKey.lastUsedAt), now))}
        </Facts>
      </div>
      <IconButton label={t.account.keys.revokeName(apiKey.name)} onClick={() => setAsking(true)}>
        <TrashIcon />
      </IconButton>
      {asking && <RevokeKey apiKey={apiKey} onClose={() => setAsking(false)} />}
    </li>
  );
}

function RevokeKey({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const call = useCall();
  const queries = useQueryClient();
  const toast = useToast();
  const remove = useMutation({
    mutationFn: () => call('deleteKey', { params: { id: apiKey.id } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: accountKeys.keys });
      onClose();
      toast.tell(t.account.keys.revoked(apiKey.name));
    },
  });
  return (
    <ConfirmDialog
      title={t.account.keys.revokeTitle(apiKey.name)}
      button={t.account.keys.revoke}
      action={remove}
      onClose={onClose}
    >
      <p>{t.account.keys.revokeHint}</p>
    </ConfirmDialog>
  );
}
