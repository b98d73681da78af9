import { once } from 'node:events';
import { request } from 'node:http';
import { describe, expect, inject, it } from 'vitest';
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

  const routesOfEveryService = [
    ['GET', '/api/config'],
    ['GET', '/api/health'],
    ['GET', '/api/files'],
    ['POST', '/api/public/shares'],
    ['POST', '/api/auth/login'],
    ['GET', '/api/auth/validate'],
    ['GET', '/api/nothing'],
  ] as const;

  it.each(routesOfEveryService)('past CloudFront refuses %s %s', async (method, path) => {
    expect(await directly(method, path)).toMatchObject({ status: 403, body: { code: 'edge_required' } });
    const { status } = await fetch(new URL(path, vault.pageUrl), { method });
    expect(status).not.toBe(403);
  });

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
