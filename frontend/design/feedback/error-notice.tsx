import { ApiError } from '../../api/api-errors.ts';
import { explain } from '../../api/explain.ts';
import { Button } from '../controls/button.tsx';
import { WarnIcon } from '../display/icons.tsx';

/** An error inside a form or a page: what it means, its stable code small, and what one can do. */
export function ErrorNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { text, code } = explain(error);
  return (
    <div role="alert" className="flex animate-fade items-start gap-3 rounded-xl bg-danger-soft px-4 py-3">
      <WarnIcon className="mt-0.5 size-5 shrink-0 text-danger" />
      <div className="min-w-0 flex-1">
        <p>
          {text} <span className="text-code">{code}</span>
        </p>
        {onRetry && mayHelp(error) && (
          <Button look="quiet" onClick={onRetry} className="mt-2.5">
            Try again
          </Button>
        )}
      </div>
    </div>
  );
}

/** Asking again brings nothing back that is not there. */
function mayHelp(error: unknown): boolean {
  return !(error instanceof ApiError && error.status === 404);
}
