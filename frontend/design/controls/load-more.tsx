import { t } from '../../locales/index.ts';
import { Button } from './button.tsx';

/** Loads the next page of a list. */
export function LoadMore({
  list: { hasNextPage, isFetchingNextPage, fetchNextPage },
}: {
  list: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly fetchNextPage: () => Promise<unknown>;
  };
}) {
  if (!hasNextPage) return null;
  return (
    <div className="mt-5 grid justify-center">
      <Button look="quiet" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
        {t.actions.loadMore}
      </Button>
    </div>
  );
}
