import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { File as VaultFile } from '#contract';
import { fileKeys } from '../../api/query-keys.ts';
import { useMutation } from '../../api/use-mutation.ts';
import { Button } from '../../design/controls/button.tsx';
import { Field } from '../../design/controls/field.tsx';
import { Dialog } from '../../design/dialogs/dialog.tsx';
import { ErrorNotice } from '../../design/feedback/error-notice.tsx';
import { t } from '../../locales/index.ts';
import { useCall } from '../../session/session-context.tsx';

/** Renames a file. */
export function RenameFile({ file }: { file: VaultFile }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button look="quiet" label={t.files.rename.submitName(file.name)} onClick={() => setAsking(true)}>
        {t.files.rename.submit}
      </Button>
      {asking && <RenameDialog file={file} onClose={() => setAsking(false)} />}
    </>
  );
}

function RenameDialog({ file, onClose }: { file: VaultFile; onClose: () => void }) {
  const call = useCall();
  const queries = useQueryClient();
  const [name, setName] = useState(file.name);
  // On the first focus, all but the extension is selected.
  const selected = useRef(false);
  const rename = useMutation({
    mutationFn: () => call('renameFile', { params: { id: file.id }, body: { name } }),
    onSuccess: async (renamed) => {
      queries.setQueryData(fileKeys.one(file.id), renamed);
      await queries.invalidateQueries({ queryKey: fileKeys.list });
      onClose();
    },
  });
  return (
    <Dialog title={t.files.rename.title} onClose={onClose}>
      <form
        className="mt-4 grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate();
        }}
      >
        <Field
          label={t.files.rename.name}
          required
          maxLength={255}
          spellCheck={false}
          autoFocus
          onFocus={({ target }) => {
            if (!selected.current) target.setSelectionRange(0, Math.max(0, name.lastIndexOf('.')));
            selected.current = true;
          }}
          hint={t.files.rename.hint}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        {rename.isError && <ErrorNotice error={rename.error} />}
        <div className="flex justify-end gap-3">
          <Button look="quiet" onClick={onClose}>
            {t.actions.cancel}
          </Button>
          <Button type="submit" busy={rename.isPending}>
            {t.files.rename.submit}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
