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
import { t } from '../../locales/index.ts';
import { useCall } from '../../session/session-context.tsx';
import { useUploadEngine } from '../../uploads/uploads-context.tsx';
import { useReceipt } from './use-receipt.ts';

/** Explains what deleting means, asks, and deletes a file. */
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
        <Button look="quiet" label={t.files.delete.submitName(file.name)} onClick={() => setAsking(true)}>
          <TrashIcon className="size-4.5 text-muted" />
          {t.files.delete.submit}
        </Button>
      ) : (
        <IconButton label={t.files.delete.submitName(file.name)} onClick={() => setAsking(true)}>
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
  const uploads = useUploadEngine();
  const remove = useMutation({
    mutationFn: () => call('deleteFile', { params: { id: file.id } }),
    onSuccess: async () => {
      uploads.forget(file.id);
      onDeleted?.();
      await Promise.all([
        queries.invalidateQueries({ queryKey: fileKeys.list }),
        queries.invalidateQueries({ queryKey: operationsKey }),
      ]);
      onClose();
      toast.tell(
        t.files.delete.done(file.name),
        file.status === 'encrypted'
          ? { label: t.files.delete.receipt, run: () => receipt.mutate() }
          : undefined,
      );
    },
  });
  return (
    <ConfirmDialog
      title={t.files.delete.title(file.name)}
      button={t.files.delete.submit}
      action={remove}
      onClose={onClose}
    >
      {meaning(file.status).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </ConfirmDialog>
  );
}

/** Claims no more than is true: backups of the key table outlive the row for as long as the vault keeps them. */
function meaning(status: VaultFile['status']): readonly string[] {
  switch (status) {
    case 'encrypted':
      return [t.files.delete.shredding, t.files.delete.backups];
    case 'uploading':
      return [t.files.delete.uploading];
    case 'rejected':
      return [t.files.delete.rejected];
    default:
      return [t.files.delete.unencrypted];
  }
}
