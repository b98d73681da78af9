const PREFIX = 'encrypt5.grant.';

/** The download grant of a share link that this tab used: it continues the same download, which is not counted again. */
export async function keptGrant(token: string): Promise<string | undefined> {
  return (await withStorage(token, (key) => sessionStorage.getItem(key))) ?? undefined;
}

export async function keepGrant(token: string, grant: string): Promise<void> {
  await withStorage(token, (key) => sessionStorage.setItem(key, grant));
}

export async function forgetGrant(token: string): Promise<void> {
  await withStorage(token, (key) => sessionStorage.removeItem(key));
}

/** Under the token's hash: a grant is useless without the token, which is stored nowhere. */
async function withStorage<T>(token: string, use: (key: string) => T): Promise<T | undefined> {
  try {
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token));
    const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
    return use(PREFIX + hex);
  } catch {
    // Without storage the download still works, but a reload starts another one.
    return undefined;
  }
}
