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
import { formatAge } from '../../locales/index.ts';
import { useCall } from '../../session/session-context.tsx';
import { NewKey } from './create-key.tsx';
import { labelOf } from './scope-labels.ts';

/** The keys by which programs get in, and the way to make another or to take one back. */
export function ApiKeys({ administrator }: { administrator: boolean }) {
  const call = useCall();
  const [making, setMaking] = useState(false);
  const keys = useQuery({
    queryKey: accountKeys.keys,
    queryFn: ({ signal }) => call('listKeys', {}, { signal }),
  });
  return (
    <Section
      title="API keys"
      hint="For programs that use the vault in your name, each for what it needs and until its end."
      action={
        <Button look="quiet" onClick={() => setMaking(true)}>
          New key
        </Button>
      }
    >
      {keys.isError && <ErrorNotice error={keys.error} onRetry={() => void keys.refetch()} />}
      <ul className={LIST_FRAME} aria-label="API keys">
        {keys.data?.items.map((key) => (
          <KeyRow key={key.id} apiKey={key} />
        ))}
      </ul>
      {making && <NewKey administrator={administrator} onClose={() => setMaking(false)} />}
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
          {apiKey.scopes.map(labelOf).join(', ')}
          {`ends ${formatAge(new Date(apiKey.expiresAt), now)}`}
          {apiKey.lastUsedAt === undefined
            ? 'never used'
            : `used ${formatAge(new Date(apiKey.lastUsedAt), now)}`}
        </Facts>
      </div>
      <IconButton label={`Take back ${apiKey.name}`} onClick={() => setAsking(true)}>
        <TrashIcon />
      </IconButton>
      {asking && <TakeBack apiKey={apiKey} onClose={() => setAsking(false)} />}
    </li>
  );
}

function TakeBack({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const call = useCall();
  const queries = useQueryClient();
  const toast = useToast();
  const remove = useMutation({
    mutationFn: () => call('deleteKey', { params: { id: apiKey.id } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: accountKeys.keys });
      onClose();
      toast.tell(`“${apiKey.name}” was taken back.`);
    },
  });
  return (
    <ConfirmDialog title={`Take back “${apiKey.name}”?`} button="Take back" action={remove} onClose={onClose}>
      <p>Whatever uses this key is refused from then on.</p>
    </ConfirmDialog>
  );
}
