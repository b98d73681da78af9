import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Route, type RouteName, routes } from '#contract';
import { turnOnTwoFactor } from '../setup/authenticator.ts';
import { type OwnVault, startTemporaryVault } from '../setup/own-vault.ts';
import {
  PASSWORD,
  registerAndConfirm,
  signedIn,
  signedInAgain,
  stranger,
  UNKNOWN_ID,
  type VaultClient,
  withToken,
} from '../setup/vault-client.ts';

const ROOT = 'root@example.org';
const OPERATOR = 'operator@example.org';
const OUTSIDER = 'outsider@elsewhere.example';

let vault: OwnVault;

beforeAll(async () => {
  vault = await startTemporaryVault({
    administrators: `${ROOT},${OPERATOR},${OUTSIDER}`,
    registration: 'domains',
    registrationDomains: 'example.org',
  });
});
afterAll(() => vault.stop());

const administratorRoutes = (Object.entries(routes) as [RouteName, Route][])
  .filter(([, { access }]) => access === 'administrator')
  .map(([name]) => name);

it('registration is open to the configured domains and to administrators only', async () => {
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

/** The code that an administrator route answers: `rewrap_not_found` if it lets the client pass. */
const codeFor = async (client: VaultClient) =>
  (await client.problem('getRewrap', { params: { id: UNKNOWN_ID } })).code;

it('an administrator in the settings needs 2FA', async () => {
  const root = { ...stranger(vault), email: ROOT };
  await registerAndConfirm(root);
  const [first, second] = [await signedInAgain(root), await signedInAgain(root)];
  for (const name of administratorRoutes)
    expect(await first.problem(name, { params: { id: UNKNOWN_ID } }), name).toMatchObject({
      status: 403,
      code: 'second_factor_required',
    });

  const app = await turnOnTwoFactor(first);
  expect(await codeFor(first)).toBe('rewrap_not_found');
  // This session was signed in without 2FA.
  expect(await codeFor(second)).toBe('session_ended');
  const third = await signedInAgain(root, { code: app.next() });
  expect(await codeFor(third)).toBe('rewrap_not_found');

  const [code] = app.recoveryCodes;
  await third.call('removeSecondFactor', { body: { password: PASSWORD, code } });
  expect(await codeFor(third)).toBe('second_factor_required');
  await turnOnTwoFactor(third);
  expect(await codeFor(third)).toBe('rewrap_not_found');
  // This session was signed in with an earlier 2FA secret.
  expect(await codeFor(first)).toBe('session_ended');
});

it('metrics are only for an administrator with 2FA, or for a key that was created with it', async () => {
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

it('2FA alone makes no account an administrator', async () => {
  const client = await signedIn(vault);
  await turnOnTwoFactor(client);
  for (const name of administratorRoutes)
    expect(await client.problem(name, { params: { id: UNKNOWN_ID } }), name).toMatchObject({
      status: 403,
      code: 'administrator_required',
    });
});

it('secrets and recovery codes are not stored in usable form', async () => {
  const client = await signedIn(vault);
  const { secret, uri } = await client.call('beginSecondFactor', { body: { password: PASSWORD } });
  const app = await turnOnTwoFactor(client);
  const TableName = await vault.tableNamed('accounts');
  const { Items = [] } = await vault.tables.send(new ScanCommand({ TableName }));
  const bytes = Items.map(({ sealedSecret }) => sealedSecret).filter((value) => value !== undefined);
  expect(bytes.length).toBeGreaterThan(0);
  // A secret has 20 bytes. Its KMS ciphertext is longer and different each time.
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
