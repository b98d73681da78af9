import { useEffect, useState } from 'react';

/** What an emailed link carries in its fragment. */
export interface LinkSecrets {
  readonly token: string | undefined;
  readonly invite: string | undefined;
}

/** Removes the secrets of an emailed link from the address at once, so that neither history nor screen shows them. */
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

/** A secret with which the page was opened, or that a link opened later in this tab brought. */
export function useLinkSecret(kind: keyof LinkSecrets, opened: LinkSecrets): string | undefined {
  const [secret, setSecret] = useState(opened[kind]);
  useEffect(() => {
    const update = () => setSecret((before) => takeLinkSecrets()[kind] ?? before);
    addEventListener('hashchange', update);
    return () => removeEventListener('hashchange', update);
  }, [kind]);
  return secret;
}
