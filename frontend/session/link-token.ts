import { useEffect, useState } from 'react';

/**
 * The token that a link from a mail carries in its fragment. It is taken out of the address at once, so that it
 * stays neither in the history nor on the screen.
 */
export function takeLinkToken(): string | undefined {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token === null) return undefined;
  history.replaceState(history.state, '', location.pathname + location.search);
  return token;
}

/** The token that the page was opened with, or that a link opened in this very tab brought later. */
export function useLinkToken(opened: string | undefined): string | undefined {
  const [token, setToken] = useState(opened);
  useEffect(() => {
    const take = () => setToken((before) => takeLinkToken() ?? before);
    addEventListener('hashchange', take);
    return () => removeEventListener('hashchange', take);
  }, []);
  return token;
}
