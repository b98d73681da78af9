import { Link } from 'wouter';
import { useTitle } from './design/browser/use-title.ts';
import { buttonClass } from './design/controls/button.tsx';
import { t } from './locales/index.ts';

/** For an address that the page does not know: incomplete, mistyped, or of another version. */
export function NoSuchPage() {
  useTitle(t.frame.notFoundTitle);
  return (
    <div className="grid justify-items-start gap-5">
      <h1 className="font-semibold text-headline">{t.frame.notFoundTitle}</h1>
      <p className="text-muted">{t.frame.notFound}</p>
      <Link href="/" className={buttonClass('primary')}>
        {t.frame.allFiles}
      </Link>
    </div>
  );
}
