import { routes, type ShareDownload } from '#contract';
import { until } from './until.ts';
import type { VaultClient } from './vault-client.ts';

/** When a share may end: an hour from now. */
export const inAnHour = () => new Date(Date.now() + 3600_000).toISOString();

/** Makes a share, and answers it with the token of its link. */
export async function share(client: VaultClient, id: string, options: Record<string, unknown> = {}) {
  const body = { expiresAt: inAnHour(), ...options };
  const created = await client.call('createShare', { params: { id }, body });
  return { ...created, token: tokenOf(created.url) };
}

/** The token of a link. */
function tokenOf(url: string): string {
  const token = /#token=([\w-]+)$/.exec(url)?.[1];
  if (token === undefined) throw new Error(`${url} has no token`);
  return token;
}

/** Asks with one claim until there is an address; what answers a problem is answered as it came. */
export async function download(
  client: VaultClient,
  body: { token: string; password?: string; claim?: string },
): Promise<{ response: Response; answer: ShareDownload | undefined }> {
  let claim = body.claim;
  return until('a shared copy to download', async () => {
    const response = await client.request('downloadShare', { body: { ...body, claim } });
    if (response.status !== 202) return { response, answer: undefined };
    const answer = routes.downloadShare.answer.parse(await response.clone().json());
    if (answer.status !== 'preparing') return { response, answer };
    claim = answer.claim;
    return undefined;
  });
}

/** The address and the claim of a download that has to succeed. */
export async function downloadReady(
  client: VaultClient,
  body: { token: string; password?: string; claim?: string },
) {
  const { response, answer } = await download(client, body);
  if (answer?.status !== 'ready')
    throw new Error(`the download answered ${response.status} (${answer?.status})`);
  return answer;
}
