import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Route, type RouteName, routes } from '#contract';
import { turnOnTwoFactor } from '../setup/authenticator.ts';
import { type OwnVault, startOwnVault } from '../setup/own-vault.ts';
import {
  PASSWORD,
  registerAndConfirm,
  signedIn,
  signedInAgain,
  stranger,
  type VaultClient,
  withToken,
} from '../setup/vault-client.ts';

const NOBODY = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const ROOT = 'root@example.org';
const OPERATOR = 'operator@example.org';
const OUTSIDER = 'outsider@elsewhere.example';

let folder: string;
let vault: OwnVault;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'encrypt5-administrators-'));
  vault = await startOwnVault(folder, {
    administrators: `${ROOT},${OPERATOR},${OUTSIDER}`,
    registration: 'domains',
    registrationDomains: 'example.org',
  });
});
afterAll(async () => {
  await vault.stop();
  await rm(folder, { recursive: true, force: true });
});

const ofAdministrators = (Object.entries(routes) as [RouteName, Route][])
  .filter(([, { access }]) => access === 'administrator')
  .map(([name]) => name);

it('lets the addresses of its domains register, and those of administrators, and nobody else', async () => {
  const register = (email: string) => ({ body: { email, password: PASSWORD, name: 'Ada' } });
  for (const email of [
    'ada@elsewhere.example',
    'ada@sub.example.org',
    'ada@notexample.org',
    'ada@example.org.elsewhere.example',
  ])
    expect(await stranger(vault).problem('register', register(email)), email).toMatchObject({
      status: 403,
      code: 'registration_closed',
    });
  await stranger(vault).call('register', register('Ada@EXAMPLE.org'));
  await registerAndConfirm({ ...stranger(vault), email: OUTSIDER });
});

/** What a route of administrators answers to whom it lets pass, and to whom it does not. */
const codeFor = async (client: VaultClient) =>
  (await client.problem('getRewrap', { params: { id: NOBODY } })).code;

it('lets an administrator whom the settings name pass only with his second factor', async () => {
  const root = { ...stranger(vault), email: ROOT };
  await registerAndConfirm(root);
  const [first, second] = [await signedInAgain(root), await signedInAgain(root)];
  for (const name of ofAdministrators)
    expect(await first.problem(name, { params: { id: NOBODY } }), name).toMatchObject({
      status: 403,
      code: 'second_factor_required',
    });

  const app = await turnOnTwoFactor(first);
  expect(await codeFor(first)).toBe('rewrap_not_found');
  // Signed in to without it.
  expect(await codeFor(second)).toBe('session_ended');
  const third = await signedInAgain(root, { code: app.next() });
  expect(await codeFor(third)).toBe('rewrap_not_found');

  const [code] = app.recoveryCodes;
  await third.call('removeSecondFactor', { body: { password: PASSWORD, code } });
  expect(await codeFor(third)).toBe('second_factor_required');
  await turnOnTwoFactor(third);
  expect(await codeFor(third)).toBe('rewrap_not_found');
  // Its second factor is not the one of today.
  expect(await codeFor(first)).toBe('session_ended');
});

it('tells figures of the vault only to an administrator with his second factor, or to a key that was made with it', async () => {
  const root = { ...stranger(vault), email: OPERATOR };
  await registerAndConfirm(root);
  const first = await signedInAgain(root);
  const expiresAt = new Date(Date.now() + 3600_000).toISOString();
  const body = { name: 'prometheus', scopes: ['metrics:read'], expiresAt };
  for (const route of ['metrics', 'createKey'] as const)
    expect(await first.problem(route, route === 'createKey' ? { body } : {})).toMatchObject({
      status: 403,
      code: 'second_factor_required',
    });
  const app = await turnOnTwoFactor(first);
  const { secret } = await first.call('createKey', { body });
  const scraper = withToken(root, secret);
  for (const client of [first, scraper]) expect((await client.request('metrics')).status).toBe(200);

  await first.call('removeSecondFactor', { body: { password: PASSWORD, code: app.recoveryCodes[0] } });
  for (const client of [first, scraper])
    expect(await client.problem('metrics')).toMatchObject({ code: 'second_factor_required' });
});

it('makes nobody an administrator by a second factor', async () => {
  const client = await signedIn(vault);
  await turnOnTwoFactor(client);
  for (const name of ofAdministrators)
    expect(await client.problem(name, { params: { id: NOBODY } }), name).toMatchObject({
      status: 403,
      code: 'administrator_required',
    });
});

it('keeps neither secrets nor recovery codes in a form that makes or is a code', async () => {
  const client = await signedIn(vault);
  const { secret, uri } = await client.call('beginSecondFactor', { body: { password: PASSWORD } });
  const app = await turnOnTwoFactor(client);
  const { TableNames = [] } = await vault.tables.send(new ListTablesCommand({}));
  const TableName = TableNames.find((name) => /TablesAccounts/i.test(name));
  const { Items = [] } = await vault.tables.send(new ScanCommand({ TableName }));
  const bytes = Items.map(({ sealedSecret }) => sealedSecret).filter((value) => value !== undefined);
  expect(bytes.length).toBeGreaterThan(0);
  // A secret has 20 bytes; what KMS gives for it is longer, and another one each time.
  for (const sealed of bytes) expect(sealed.length).toBeGreaterThan(60);
  const text = JSON.stringify(Items);
  for (const code of [
    secret,
    uri,
    ...app.recoveryCodes,
    ...app.recoveryCodes.map((one) => one.replaceAll('-', '')),
  ])
    expect(text).not.toContain(code);
});
