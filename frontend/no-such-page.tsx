import { Link } from 'wouter';
import { useTitle } from './design/browser/use-title.ts';
import { buttonClass } from './design/controls/button.tsx';

/** For an address that the page does not know: cut short, mistyped, or of another version. */
export function NoSuchPage() {
  useTitle('No such page');
  return (
    <div className="grid justify-items-start gap-5">
      <h1 className="font-semibold text-headline">No such page</h1>
      <p className="text-muted">There is nothing at this address.</p>
      <Link href="/" className={buttonClass('primary')}>
        All files
      </Link>
    </div>
  );
}
