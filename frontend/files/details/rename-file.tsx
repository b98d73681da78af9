import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { File as VaultFile } from '#contract';
import { fileKeys } from '../../api/query-keys.ts';
import { useMutation } from '../../api/use-mutation.ts';
import { Button } from '../../design/controls/button.tsx';
import { Field } from '../../design/controls/field.tsx';
import { Dialog } from '../../design/dialogs/dialog.tsx';
import { ErrorNotice } from '../../design/feedback/error-notice.tsx';
import { useCall } from '../../session/session-context.tsx';

/** Gives a file another name. */
export function RenameFile({ file }: { file: VaultFile }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button look="quiet" label={`Rename ${file.name}`} onClick={() => setAsking(true)}>
        Rename
      </Button>
      {asking && <RenameDialog file={file} onClose={() => setAsking(false)} />}
    </>
  );
}

function RenameDialog({ file, onClose }: { file: VaultFile; onClose: () => void }) {
  const call = useCall();
  const queries = useQueryClient();
  const [name, setName] = useState(file.name);
  // All but the ending is marked to be typed over, once.
  const marked = useRef(false);
  const rename = useMutation({
    mutationFn: () => call('renameFile', { params: { id: file.id }, body: { name } }),
    onSuccess: async (renamed) => {
      queries.setQueryData(fileKeys.one(file.id), renamed);
      await queries.invalidateQueries({ queryKey: fileKeys.list });
      onClose();
    },
  });
  return (
    <Dialog title="Rename the file" onClose={onClose}>
      <form
        className="mt-4 grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate();
        }}
      >
        <Field
          label="Name"
          required
          maxLength={255}
          spellCheck={false}
          autoFocus
          onFocus={({ target }) => {
            if (!marked.current) target.setSelectionRange(0, Math.max(0, name.lastIndexOf('.')));
            marked.current = true;
          }}
          hint="It has to end as the type of the file does."
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        {rename.isError && <ErrorNotice error={rename.error} />}
        <div className="flex justify-end gap-3">
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" busy={rename.isPending}>
            Rename
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
