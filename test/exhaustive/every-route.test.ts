import { DescribeKeyCommand, ListKeysCommand } from '@aws-sdk/client-kms';
import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { TOKEN_TYPE } from '#accounts';
import { publicKeyReader, signJws } from '#aws';
import { Problem, problemSchema, type Route, type RouteName, routes } from '#contract';
import { selfSufficient } from '../setup/judge-answers.ts';
import { type OwnVault, startTemporaryVault } from '../setup/own-vault.ts';
import { sampleBodies } from '../setup/sample-bodies.ts';
import {
  signedIn,
  signedInAgain,
  stranger,
  UNKNOWN_ID,
  type VaultClient,
  withToken,
} from '../setup/vault-client.ts';

const MINUTE = 60;

const all = Object.entries(routes) as [RouteName, Route][];
const names = all.map(([name]) => name);
const guarded = all.filter(([, { access }]) => access !== 'public').map(([name]) => name);
const dependent = names.filter((name) => !selfSufficient.includes(name));

/** A call that is valid except for what the test changes. */
function validCall(name: RouteName) {
  const body = sampleBodies.find((one) => one.name === name)?.example;
  const params = { id: UNKNOWN_ID, service: 'auth' };
  if (name !== 'refresh') return { params, ...(body !== undefined && { body }) };
  const secret = 'A'.repeat(43);
  return { params, body: { refreshToken: [UNKNOWN_ID, UNKNOWN_ID, secret, secret].join('.') } };
}

let vault: OwnVault;
let client: VaultClient;
beforeAll(async () => {
  vault = await startTemporaryVault({});
  client = await signedIn(vault);
});
afterEach(() => vault.faults.clear());
afterAll(() => vault?.stop());

/** The token that the vault would have issued some minutes ago. */
async function tokenIssuedEarlier(token: string, minutes: number): Promise<string> {
  const { Keys = [] } = await vault.kms.send(new ListKeysCommand({}));
  const described = await Promise.all(
    Keys.map(({ KeyId }) => vault.kms.send(new DescribeKeyCommand({ KeyId }))),
  );
  const tokens = described.find(({ KeyMetadata }) => /access tokens/.test(KeyMetadata?.Description ?? ''));
  const keyId = tokens?.KeyMetadata?.Arn ?? '';
  const { iat = 0, exp = 0, ...claims } = decodeJwt(token);
  const key = { kms: vault.kms, keyId, readPublicKey: publicKeyReader(vault.kms, keyId) };
  const ago = minutes * MINUTE;
  return signJws(key, TOKEN_TYPE, { ...claims, iat: iat - ago, exp: exp - ago });
}

describe('a route that requires authentication', () => {
  it.each(guarded)('%s requires a token before it reads the request', async (name) => {
    const response = await stranger(vault).request(name, {
      params: { id: 'x' },
      body: routes[name].method === 'GET' ? undefined : '{',
    });
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(problemSchema.parse(await response.json())).toMatchObject({
      status: 401,
      code: 'unauthenticated',
    });
  });

  it('refuses a token of an ended session', async () => {
    const ended = await signedInAgain(client);
    await ended.call('logout');
    for (const name of guarded)
      expect(await ended.problem(name, validCall(name)), name).toMatchObject({
        status: 401,
        code: 'session_ended',
      });
  });

  it('refuses a token that expired after a quarter of an hour, even if its session continues', async () => {
    const valid = withToken(client, await tokenIssuedEarlier(client.accessToken ?? '', 14));
    expect((await valid.call('validate')).user.email).toBe(client.email);
    const expired = withToken(client, await tokenIssuedEarlier(client.accessToken ?? '', 16));
    for (const name of guarded)
      expect(await expired.problem(name, validCall(name)), name).toMatchObject({
        status: 401,
        code: 'token_expired',
      });
  });
});

describe('a route whose table', () => {
  it.each(dependent)('is overloaded: %s answers 503 and says when to retry', async (name) => {
    vault.faults.add({ call: 'dynamodb:*', fault: { error: 'InternalServerError', status: 500 } });
    const response = await client.request(name, validCall(name));
    expect(response.headers.get('retry-after')).toBe('2');
    expect(await response.json()).toEqual(new Problem('service_unavailable').toBody());
  });

  it.each(dependent)('is missing: %s answers an internal error without details', async (name) => {
    const fault = { error: 'ResourceNotFoundException', status: 400, message: 'a detail of the table' };
    vault.faults.add({ call: 'dynamodb:*', fault });
    expect(await client.problem(name, validCall(name))).toEqual(new Problem('internal_error').toBody());
  });
});
