import { once } from 'node:events';
import { request } from 'node:http';
import { describe, expect, inject, it } from 'vitest';
import { routes } from '#contract';
import { signedIn, signedInAgain } from '../setup/vault-client.ts';

const vault = inject('vault');
const CLAIMED = '203.0.113.7';

describe.runIf(vault.embedded !== undefined)('the API', () => {
  const { apiUrl = '' } = vault.embedded ?? {};

  /** Past CloudFront: at the address that API Gateway gives to every API. */
  async function directly(method: string, path: string, headers: Record<string, string> = {}) {
    const { host } = new URL(apiUrl);
    const sent = request(new URL(path, vault.pageUrl), { method, headers: { ...headers, host } }).end();
    const [response] = await once(sent, 'response');
    const body: unknown = JSON.parse((await response.setEncoding('utf8').toArray()).join(''));
    return { status: response.statusCode, body };
  }

  const everyRoute = Object.values(routes).map(({ method, path }) => [method, `/api${path}`] as const);

  it.each([...everyRoute, ['GET', '/api/nothing'] as const])(
    'past CloudFront refuses %s %s',
    async (method, path) => {
      expect(await directly(method, path)).toMatchObject({ status: 403, body: { code: 'edge_required' } });
      const response = await fetch(new URL(path, vault.pageUrl), { method });
      if (response.status === 403) expect(await response.json()).not.toMatchObject({ code: 'edge_required' });
    },
  );

  it('past CloudFront believes no guess, and lets nobody claim an address', async () => {
    const headers = { 'x-encrypt5-origin': 'guess', 'x-encrypt5-address': CLAIMED };
    expect(await directly('GET', '/api/config', headers)).toMatchObject({
      status: 403,
      body: { code: 'edge_required' },
    });
  });

  it('past CloudFront refuses even whoever is signed in', async () => {
    const { accessToken } = await signedIn(vault);
    const headers = { authorization: `Bearer ${accessToken}` };
    expect(await directly('GET', '/api/files', headers)).toMatchObject({
      status: 403,
      body: { code: 'edge_required' },
    });
  });

  it.each(['x-encrypt5-address', 'x-forwarded-for', 'x-real-ip', 'forwarded', 'cloudfront-viewer-address'])(
    'takes nobody for whom he says that he is in %s',
    async (header) => {
      const client = await signedIn(vault);
      const again = await signedInAgain(client, { headers: { [header]: CLAIMED } });
      const { items } = await again.call('listSessions');
      expect(items.map(({ address }) => address)).toEqual(['127.0.0.1', '127.0.0.1']);
    },
  );
});
