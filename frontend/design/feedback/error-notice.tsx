import { ApiError } from '../../api/api-errors.ts';
import { explain } from '../../api/explain.ts';
import { t } from '../../locales/index.ts';
import { Button } from '../controls/button.tsx';
import { WarnIcon } from '../display/icons.tsx';

/** An error in a form or a page: what it means, what to do, and its stable code. */
export function ErrorNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { text, code } = explain(error);
  return (
    <div role="alert" className="flex animate-fade items-start gap-3 rounded-xl bg-danger-soft px-4 py-3">
      <WarnIcon className="mt-0.5 size-5 shrink-0 text-danger" />
      <div className="min-w-0 flex-1">
        <p>
          {text} <span className="text-code">{code}</span>
        </p>
        {onRetry && canRetryHelp(error) && (
          <Button look="quiet" onClick={onRetry} className="mt-2.5">
            {t.actions.tryAgain}
          </Button>
        )}
      </div>
    </div>
  );
}

/** A retry cannot bring back what does not exist. */
function canRetryHelp(error: unknown): boolean {
  return !(error instanceof ApiError && error.status === 404);
}
