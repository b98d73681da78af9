import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeKeyCommand, ListKeysCommand } from '@aws-sdk/client-kms';
import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { TOKEN_TYPE } from '#accounts';
import { publicKeyReader, signJws } from '#aws';
import { Problem, problemSchema, type Route, type RouteName, routes } from '#contract';
import { selfSufficient } from '../setup/judge-answers.ts';
import { type OwnVault, startOwnVault } from '../setup/own-vault.ts';
import { sampleBodies } from '../setup/sample-bodies.ts';
import { signedIn, signedInAgain, stranger, type VaultClient, withToken } from '../setup/vault-client.ts';

const SOME_ID = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const MINUTE = 60;

const all = Object.entries(routes) as [RouteName, Route][];
const names = all.map(([name]) => name);
const guarded = all.filter(([, { access }]) => access !== 'public').map(([name]) => name);
const dependent = names.filter((name) => !selfSufficient.includes(name));

/** A call that would go through, were it not for what the test is about. */
function rightCall(name: RouteName) {
  const body = sampleBodies.find((one) => one.name === name)?.right;
  const params = { id: SOME_ID, service: 'auth' };
  if (name !== 'refresh') return { params, ...(body !== undefined && { body }) };
  const secret = 'A'.repeat(43);
  return { params, body: { refreshToken: [SOME_ID, SOME_ID, secret, secret].join('.') } };
}

let folder: string;
let vault: OwnVault;
let client: VaultClient;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'encrypt5-routes-'));
  vault = await startOwnVault(folder, {});
  client = await signedIn(vault);
});
afterEach(() => vault.faults.clear());
afterAll(async () => {
  await vault?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** What the vault itself would have given somebody some minutes ago. */
async function tokenOfBefore(token: string, minutes: number): Promise<string> {
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

describe('a route that is not for everybody', () => {
  it.each(guarded)('%s asks for a token before anything else', async (name) => {
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

  it('takes no token of a session that has ended', async () => {
    const ended = await signedInAgain(client);
    await ended.call('logout');
    for (const name of guarded)
      expect(await ended.problem(name, rightCall(name)), name).toMatchObject({
        status: 401,
        code: 'session_ended',
      });
  });

  it('takes no token whose quarter of an hour is over, though its session goes on', async () => {
    const early = withToken(client, await tokenOfBefore(client.accessToken ?? '', 14));
    expect((await early.call('validate')).user.email).toBe(client.email);
    const late = withToken(client, await tokenOfBefore(client.accessToken ?? '', 16));
    for (const name of guarded)
      expect(await late.problem(name, rightCall(name)), name).toMatchObject({
        status: 401,
        code: 'token_expired',
      });
  });
});

describe('a route whose table', () => {
  it.each(dependent)('is too busy: %s says so, and when to come again', async (name) => {
    vault.faults.add({ call: 'dynamodb:*', fault: { error: 'InternalServerError', status: 500 } });
    const response = await client.request(name, rightCall(name));
    expect(response.headers.get('retry-after')).toBe('2');
    expect(await response.json()).toEqual(new Problem('service_unavailable').toBody());
  });

  it.each(dependent)('is gone: %s says that something is wrong with us, and not what', async (name) => {
    const fault = { error: 'ResourceNotFoundException', status: 400, message: 'The table is of no concern.' };
    vault.faults.add({ call: 'dynamodb:*', fault });
    expect(await client.problem(name, rightCall(name))).toEqual(new Problem('internal_error').toBody());
  });
});
