import { useEffect } from 'react';

/** How long a browser can take from the click to its question. */
const DOWNLOAD_STARTS_MS = 3000;
/** Until when leaving only means that a download starts: browsers ask before they know that the page stays. */
let downloadStartsUntil = 0;

/** Follows an address whose answer is an attachment: the browser saves it and the page stays. */
export function openDownload(url: string): void {
  downloadStartsUntil = Date.now() + DOWNLOAD_STARTS_MS;
  const link = document.createElement('a');
  link.href = url;
  link.rel = 'noreferrer';
  link.click();
}

/** Saves text under a file name. */
export function saveText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text]));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** Makes the browser ask before the page is left, while work would be lost. */
export function useLeaveGuard(busy: boolean): void {
  useEffect(() => {
    if (!busy) return;
    const ask = (event: BeforeUnloadEvent) => {
      if (Date.now() > downloadStartsUntil) event.preventDefault();
    };
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [busy]);
}
