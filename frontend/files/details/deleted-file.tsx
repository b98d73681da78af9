import { Button } from '../../design/controls/button.tsx';
import { ErrorNotice } from '../../design/feedback/error-notice.tsx';
import { FileHistory } from '../history/file-history.tsx';
import { useHistory } from '../history/use-history.ts';
import { useReceipt } from './use-receipt.ts';

const STATE = 'deleted';

/**
 * What is left of a file that is deleted, or what the vault says about one that never was.
 *
 * @param error - with which the file itself was refused
 */
export function DeletedFile({ id, error }: { id: string; error: Error }) {
  const history = useHistory(id, STATE);
  const receipt = useReceipt(id);
  if (history.isPending) return null;
  if (history.isError) return <ErrorNotice error={error} />;
  const wasEncrypted = history.data.items.some(({ type }) => type === 'encrypted');
  return (
    <article>
      <h1 className="font-semibold text-headline">This file was deleted</h1>
      <p className="mt-2 max-w-xl text-muted">
        Nothing of its content or its name is left, only what happened to it.
      </p>
      {wasEncrypted && (
        <div className="mt-6">
          <Button look="quiet" busy={receipt.isPending} onClick={() => receipt.mutate()}>
            Receipt
          </Button>
        </div>
      )}
      <FileHistory id={id} state={STATE} />
    </article>
  );
}
