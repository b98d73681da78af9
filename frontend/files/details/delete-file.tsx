import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { File as VaultFile } from '#contract';
import { fileKeys, operationsKey } from '../../api/query-keys.ts';
import { useMutation } from '../../api/use-mutation.ts';
import { Button } from '../../design/controls/button.tsx';
import { IconButton } from '../../design/controls/icon-button.tsx';
import { ConfirmDialog } from '../../design/dialogs/confirm-dialog.tsx';
import { TrashIcon } from '../../design/display/icons.tsx';
import { useToast } from '../../design/feedback/toast.tsx';
import { useCall } from '../../session/session-context.tsx';
import { forgetUpload } from '../../uploads/sending/remembered-uploads.ts';
import { useReceipt } from './use-receipt.ts';

/** Deletes a file, after having said what that means. */
export function DeleteFile({
  file,
  withText = false,
  onDeleted,
}: {
  file: VaultFile;
  withText?: boolean;
  onDeleted?: () => void;
}) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      {withText ? (
        <Button look="quiet" label={`Delete ${file.name}`} onClick={() => setAsking(true)}>
          <TrashIcon className="size-4.5 text-muted" />
          Delete
        </Button>
      ) : (
        <IconButton label={`Delete ${file.name}`} onClick={() => setAsking(true)}>
          <TrashIcon />
        </IconButton>
      )}
      {asking && <DeleteDialog file={file} onClose={() => setAsking(false)} onDeleted={onDeleted} />}
    </>
  );
}

function DeleteDialog({
  file,
  onClose,
  onDeleted,
}: {
  file: VaultFile;
  onClose: () => void;
  onDeleted: (() => void) | undefined;
}) {
  const call = useCall();
  const queries = useQueryClient();
  const toast = useToast();
  const receipt = useReceipt(file.id);
  const remove = useMutation({
    mutationFn: () => call('deleteFile', { params: { id: file.id } }),
    onSuccess: async () => {
      forgetUpload(file.id);
      onDeleted?.();
      await Promise.all([
        queries.invalidateQueries({ queryKey: fileKeys.list }),
        queries.invalidateQueries({ queryKey: operationsKey }),
      ]);
      onClose();
      toast.tell(
        `“${file.name}” was deleted.`,
        file.status === 'encrypted' ? { label: 'Receipt', run: () => receipt.mutate() } : undefined,
      );
    },
  });
  return (
    <ConfirmDialog title={`Delete “${file.name}”?`} button="Delete" action={remove} onClose={onClose}>
      {meaning(file.status).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </ConfirmDialog>
  );
}

/** Never more than is true: backups of the key table outlive the row for as long as the vault is set to keep them. */
function meaning(status: VaultFile['status']): readonly string[] {
  switch (status) {
    case 'encrypted':
      return [
        'The file’s key is destroyed and its stored copies are removed. From then on nobody can read it in this vault, and it cannot be undone.',
        'Database backups may still hold the key for a few days, 7 unless your organisation set it otherwise. Copies that you downloaded or exported stay with you.',
      ];
    case 'uploading':
      return ['The upload ends, and what has arrived of it is removed.'];
    case 'rejected':
      return ['The entry is removed from the list.'];
    default:
      return ['The file is removed before it was encrypted. This cannot be undone.'];
  }
}
