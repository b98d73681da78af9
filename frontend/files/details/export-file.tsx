import { useState } from 'react';
import type { File as VaultFile } from '#contract';
import { useMutation } from '../../api/use-mutation.ts';
import { openDownload, saveText } from '../../design/browser/downloads.ts';
import { Button } from '../../design/controls/button.tsx';
import { Dialog } from '../../design/dialogs/dialog.tsx';
import { ErrorNotice } from '../../design/feedback/error-notice.tsx';
import { t } from '../../locales/index.ts';
import { useCall } from '../../session/session-context.tsx';

/** Explains the export, and saves all that decrypting the file without this service needs. */
export function ExportFile({ file }: { file: VaultFile }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button look="quiet" label={t.files.export.submitName(file.name)} onClick={() => setAsking(true)}>
        {t.files.export.submit}
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
      saveText(t.files.export.file, JSON.stringify(answer, undefined, 2));
      openDownload(answer.ciphertext.url);
      onClose();
    },
  });
  return (
    <Dialog title={t.files.export.title(file.name)} onClose={onClose}>
      <div className="mt-3 grid gap-3 text-muted">
        <p>{t.files.export.contents(<code>{t.files.export.file}</code>)}</p>
        <p>{t.files.export.warning}</p>
      </div>
      {exported.isError && (
        <div className="mt-4">
          <ErrorNotice error={exported.error} />
        </div>
      )}
      <div className="mt-6 flex justify-end gap-3">
        <Button look="quiet" onClick={onClose}>
          {t.actions.cancel}
        </Button>
        <Button busy={exported.isPending} onClick={() => exported.mutate()}>
          {t.files.export.submit}
        </Button>
      </div>
    </Dialog>
  );
}
