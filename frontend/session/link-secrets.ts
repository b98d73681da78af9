import { useEffect, useState } from 'react';

/** What a link from a mail carries in its fragment. */
export interface LinkSecrets {
  readonly token: string | undefined;
  readonly invite: string | undefined;
}

/**
 * Takes the secrets of a link from a mail out of the address at once, so that they stay neither in the history nor on the screen.
 */
export function takeLinkSecrets(): LinkSecrets {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const secrets = {
    token: fragment.get('token') ?? undefined,
    invite: fragment.get('invite') ?? undefined,
  };
  if (secrets.token !== undefined || secrets.invite !== undefined)
    history.replaceState(history.state, '', location.pathname + location.search);
  return secrets;
}

/** A secret that the page was opened with, or that a link opened in this very tab brought later. */
export function useLinkSecret(kind: keyof LinkSecrets, opened: LinkSecrets): string | undefined {
  const [secret, setSecret] = useState(opened[kind]);
  useEffect(() => {
    const take = () => setSecret((before) => takeLinkSecrets()[kind] ?? before);
    addEventListener('hashchange', take);
    return () => removeEventListener('hashchange', take);
  }, [kind]);
  return secret;
}
