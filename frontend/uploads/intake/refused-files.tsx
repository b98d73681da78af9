import { IconButton } from '../../design/controls/icon-button.tsx';
import { CloseIcon } from '../../design/display/icons.tsx';
import { t } from '../../locales/index.ts';
import type { Refused } from './use-intake.ts';

/** Lists the files that were not added, each with the reason. */
export function RefusedFiles({ refused, onDismiss }: { refused: readonly Refused[]; onDismiss: () => void }) {
  return (
    <div aria-live="assertive">
      {refused.length > 0 && (
        <section className="relative mb-6 rounded-xl border border-warn-line bg-warn-soft p-4 pr-12">
          <h2 className="font-semibold">{t.uploads.notAdded(refused.length)}</h2>
          <ul className="mt-2 grid gap-1.5">
            {refused.map((file) => (
              <li key={file.key} className="min-w-0">
                <span className="wrap-anywhere font-medium">{file.name}</span>
                <span className="text-muted"> {file.reason}</span>
              </li>
            ))}
          </ul>
          <IconButton label={t.actions.dismiss} className="absolute top-2.5 right-2.5" onClick={onDismiss}>
            <CloseIcon />
          </IconButton>
        </section>
      )}
    </div>
  );
}
