import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Share } from '#contract';
import { fileKeys } from '../../api/query-keys.ts';
import { useMutation } from '../../api/use-mutation.ts';
import { Button } from '../../design/controls/button.tsx';
import { ConfirmDialog } from '../../design/dialogs/confirm-dialog.tsx';
import { useToast } from '../../design/feedback/toast.tsx';
import { useCall } from '../../session/session-context.tsx';

/** Takes a link back, after having said what that means. */
export function RevokeShare({ share, made }: { share: Share; made: string }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button look="quiet" label={`Revoke the link made on ${made}`} onClick={() => setAsking(true)}>
        Revoke
      </Button>
      {asking && <RevokeDialog share={share} made={made} onClose={() => setAsking(false)} />}
    </>
  );
}

function RevokeDialog({ share, made, onClose }: { share: Share; made: string; onClose: () => void }) {
  const call = useCall();
  const queries = useQueryClient();
  const toast = useToast();
  const revoke = useMutation({
    mutationFn: () => call('revokeShare', { params: { id: share.id } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: fileKeys.shares(share.fileId) });
      onClose();
      toast.tell('The link was revoked: it opens nothing any more.');
    },
  });
  return (
    <ConfirmDialog title="Revoke the link?" button="Revoke" action={revoke} onClose={onClose}>
      <p>
        The link made on {made} opens nothing from then on, and cannot be given back. Copies that were
        downloaded stay where they are.
      </p>
    </ConfirmDialog>
  );
}
