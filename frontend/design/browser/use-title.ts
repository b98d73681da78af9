import { useEffect } from 'react';
import { t } from '../../locales/index.ts';

/** Sets the title of the tab while a page is shown. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = t.tabTitle(title);
  }, [title]);
}
