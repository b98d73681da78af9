import { once } from 'node:events';
import { request } from 'node:http';
import { describe, expect, inject, it } from 'vitest';
import { problemSchema, type RouteName, routes } from '#contract';
import { recordAnswer } from '../setup/answers-record.ts';
import { signedIn, signedInAgain } from '../setup/vault-client.ts';

const vault = inject('vault');
const CLAIMED = '203.0.113.7';

describe.runIf(vault.embedded !== undefined)('the API', () => {
  const { apiUrl = '' } = vault.embedded ?? {};

  /** Sends a request to the address of API Gateway, not through CloudFront. */
  async function directly(method: string, path: string, headers: Record<string, string> = {}) {
    const { host } = new URL(apiUrl);
    const sent = request(new URL(path, vault.pageUrl), { method, headers: { ...headers, host } }).end();
    const [response] = await once(sent, 'response');
    const body: unknown = JSON.parse((await response.setEncoding('utf8').toArray()).join(''));
    return { status: response.statusCode, body };
  }

  it.each(Object.keys(routes) as RouteName[])('without CloudFront refuses %s', async (name) => {
    const { method, path } = routes[name];
    const answer = await directly(method, `/api${path}`);
    expect(answer).toMatchObject({ status: 403, body: { code: 'edge_required' } });
    recordAnswer(name, problemSchema.parse(answer.body).code);
    const response = await fetch(new URL(`/api${path}`, vault.pageUrl), { method });
    if (response.status === 403) expect(await response.json()).not.toMatchObject({ code: 'edge_required' });
  });

  it('without CloudFront refuses an unknown route', async () => {
    expect(await directly('GET', '/api/nothing')).toMatchObject({ body: { code: 'edge_required' } });
  });

  it('without CloudFront refuses a guessed secret and a claimed address', async () => {
    const headers = { 'x-encrypt5-origin': 'guess', 'x-encrypt5-address': CLAIMED };
    expect(await directly('GET', '/api/config', headers)).toMatchObject({
      status: 403,
      body: { code: 'edge_required' },
    });
  });

  it('without CloudFront refuses even a signed-in client', async () => {
    const { accessToken } = await signedIn(vault);
    const headers = { authorization: `Bearer ${accessToken}` };
    expect(await directly('GET', '/api/files', headers)).toMatchObject({
      status: 403,
      body: { code: 'edge_required' },
    });
  });

  it.each(['x-encrypt5-address', 'x-forwarded-for', 'x-real-ip', 'forwarded', 'cloudfront-viewer-address'])(
    'ignores a client address in the header %s',
    async (header) => {
      const client = await signedIn(vault);
      const again = await signedInAgain(client, { headers: { [header]: CLAIMED } });
      const { items } = await again.call('listSessions');
      expect(items.map(({ address }) => address)).toEqual(['127.0.0.1', '127.0.0.1']);
    },
  );
});
