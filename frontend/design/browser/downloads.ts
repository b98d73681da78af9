import { useEffect } from 'react';

/** How long a browser may take from the click to its question. */
const DOWNLOAD_BEGINS_MS = 3000;
/** Until when leaving means just that a download begins: browsers ask before they know that the page stays. */
let downloadBeginsUntil = 0;

/** Follows an address whose answer is an attachment: the browser saves it and the page stays. */
export function openDownload(url: string): void {
  downloadBeginsUntil = Date.now() + DOWNLOAD_BEGINS_MS;
  const link = document.createElement('a');
  link.href = url;
  link.rel = 'noreferrer';
  link.click();
}

/** Saves a text that the page has, under a name. */
export function saveText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text]));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** Has the browser ask before the page is left, while something would be lost. */
export function useLeaveGuard(busy: boolean): void {
  useEffect(() => {
    if (!busy) return;
    const ask = (event: BeforeUnloadEvent) => {
      if (Date.now() > downloadBeginsUntil) event.preventDefault();
    };
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [busy]);
}
