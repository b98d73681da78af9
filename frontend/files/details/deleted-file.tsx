import { Button } from '../../design/controls/button.tsx';
import { ErrorNotice } from '../../design/feedback/error-notice.tsx';
import { t } from '../../locales/index.ts';
import { FileHistory } from '../history/file-history.tsx';
import { useHistory } from '../history/use-history.ts';
import { useReceipt } from './use-receipt.ts';

const STATE = 'deleted';

/**
 * What remains of a deleted file, or the error for a file that never existed.
 *
 * @param error - the answer to the request for the file
 */
export function DeletedFile({ id, error }: { id: string; error: Error }) {
  const history = useHistory(id, STATE);
  const receipt = useReceipt(id);
  if (history.isPending) return null;
  if (history.isError) return <ErrorNotice error={error} />;
  const wasEncrypted = history.data.items.some(({ type }) => type === 'encrypted');
  return (
    <article>
      <h1 className="font-semibold text-headline">{t.files.deleted.title}</h1>
      <p className="mt-2 max-w-xl text-muted">{t.files.deleted.hint}</p>
      {wasEncrypted && (
        <div className="mt-6">
          <Button look="quiet" busy={receipt.isPending} onClick={() => receipt.mutate()}>
            {t.files.delete.receipt}
          </Button>
        </div>
      )}
      <FileHistory id={id} state={STATE} />
    </article>
  );
}
