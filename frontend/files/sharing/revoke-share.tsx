import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Share } from '#contract';
import { fileKeys } from '../../api/query-keys.ts';
import { useMutation } from '../../api/use-mutation.ts';
import { Button } from '../../design/controls/button.tsx';
import { ConfirmDialog } from '../../design/dialogs/confirm-dialog.tsx';
import { useToast } from '../../design/feedback/toast.tsx';
import { t } from '../../locales/index.ts';
import { useCall } from '../../session/session-context.tsx';

/** Explains what revoking means, asks, and revokes a share link. */
export function RevokeShare({ share, created }: { share: Share; created: string }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button look="quiet" label={t.shares.revoke.submitCreated(created)} onClick={() => setAsking(true)}>
        {t.shares.revoke.submit}
      </Button>
      {asking && <RevokeDialog share={share} created={created} onClose={() => setAsking(false)} />}
    </>
  );
}

function RevokeDialog({ share, created, onClose }: { share: Share; created: string; onClose: () => void }) {
  const call = useCall();
  const queries = useQueryClient();
  const toast = useToast();
  const revoke = useMutation({
    mutationFn: () => call('revokeShare', { params: { id: share.id } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: fileKeys.shares(share.fileId) });
      onClose();
      toast.tell(t.shares.revoke.done);
    },
  });
  return (
    <ConfirmDialog
      title={t.shares.revoke.title}
      button={t.shares.revoke.submit}
      action={revoke}
      onClose={onClose}
    >
      <p>{t.shares.revoke.hint(created)}</p>
    </ConfirmDialog>
  );
}
