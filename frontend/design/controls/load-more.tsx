import { Button } from './button.tsx';

/** Under a list that goes on: the next page, when somebody wants it. */
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
        Load more
      </Button>
    </div>
  );
}
