import { useState } from 'react';
import type { File as VaultFile } from '#contract';
import { useMutation } from '../../api/use-mutation.ts';
import { openDownload, saveText } from '../../design/browser/downloads.ts';
import { Button } from '../../design/controls/button.tsx';
import { Dialog } from '../../design/dialogs/dialog.tsx';
import { ErrorNotice } from '../../design/feedback/error-notice.tsx';
import { useCall } from '../../session/session-context.tsx';

/** Gives the owner everything to decrypt a file without this service, after having said what that means. */
export function ExportFile({ file }: { file: VaultFile }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button look="quiet" label={`Export ${file.name}`} onClick={() => setAsking(true)}>
        Export
      </Button>
      {asking && <ExportDialog file={file} onClose={() => setAsking(false)} />}
    </>
  );
}

function ExportDialog({ file, onClose }: { file: VaultFile; onClose: () => void }) {
  const call = useCall();
  const exported = useMutation({
    mutationFn: () => call('exportFile', { params: { id: file.id } }),
    onSuccess: (answer) => {
      saveText('export.json', JSON.stringify(answer, undefined, 2));
      openDownload(answer.ciphertext.url);
      onClose();
    },
  });
  return (
    <Dialog title={`Export “${file.name}”?`} onClose={onClose}>
      <div className="mt-3 grid gap-3 text-muted">
        <p>
          You get two files: the encrypted content, and <code>export.json</code> with its wrapped key.
          Together with the right to use the organisation’s KMS key, any AWS Encryption SDK decrypts it,
          without this vault.
        </p>
        <p>An export stays with you: deleting the file later does not reach it.</p>
      </div>
      {exported.isError && (
        <div className="mt-4">
          <ErrorNotice error={exported.error} />
        </div>
      )}
      <div className="mt-6 flex justify-end gap-3">
        <Button look="quiet" onClick={onClose}>
          Cancel
        </Button>
        <Button busy={exported.isPending} onClick={() => exported.mutate()}>
          Export
        </Button>
      </div>
    </Dialog>
  );
}
