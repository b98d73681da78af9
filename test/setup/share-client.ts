import { routes, type ShareDownload } from '#contract';
import { until } from './until.ts';
import type { VaultClient } from './vault-client.ts';

/** An expiry for shares: one hour from now. */
export const inAnHour = () => new Date(Date.now() + 3600_000).toISOString();

/** Creates a share and returns it with the token of its link. */
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

/** Asks for a download with one download grant until the URL is ready. Returns the answer of a problem as it is. */
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

/** The URL and the download grant of a download that must succeed. */
export async function downloadReady(
  client: VaultClient,
  body: { token: string; password?: string; claim?: string },
) {
  const { response, answer } = await download(client, body);
  if (answer?.status !== 'ready')
    throw new Error(`the download answered ${response.status} (${answer?.status})`);
  return answer;
}
