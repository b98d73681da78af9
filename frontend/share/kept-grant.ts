const PREFIX = 'encrypt5.claim.';

/** The claim of a download that this tab began by way of a link: with it, the same download goes on and counts no second time. */
export async function keptClaim(token: string): Promise<string | undefined> {
  return (await withStorage(token, (key) => sessionStorage.getItem(key))) ?? undefined;
}

export async function keepClaim(token: string, claim: string): Promise<void> {
  await withStorage(token, (key) => sessionStorage.setItem(key, claim));
}

export async function forgetClaim(token: string): Promise<void> {
  await withStorage(token, (key) => sessionStorage.removeItem(key));
}

/** Under the token's hash: a claim is of no use without the token, and that is not written down anywhere. */
async function withStorage<T>(token: string, use: (key: string) => T): Promise<T | undefined> {
  try {
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token));
    const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
    return use(PREFIX + hex);
  } catch {
    // A browser that keeps nothing for this page still downloads, only not the same download after a reload.
    return undefined;
  }
}
