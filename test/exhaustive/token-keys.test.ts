import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateKeyCommand } from '@aws-sdk/client-kms';
import { decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OwnVault, startOwnVault } from '../setup/own-vault.ts';
import {
  clientOf,
  signedIn,
  signedInAgain,
  stranger,
  type VaultClient,
  withToken,
} from '../setup/vault-client.ts';

let folder: string;
let vault: OwnVault;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'encrypt5-token-keys-'));
  vault = await startOwnVault(folder, {});
});
afterAll(async () => {
  await vault.stop();
  await rm(folder, { recursive: true, force: true });
});

const kidOf = (client: VaultClient) => decodeProtectedHeader(client.accessToken ?? '').kid;
const publishedKeys = async () => (await stranger(vault).call('jwks')).keys.map(({ kid }) => kid);

/** Deploys the same vault again with other settings, on other ports. */
async function deployAgain(settings: Record<string, unknown>): Promise<void> {
  await vault.stop();
  vault = await startOwnVault(folder, settings);
}

it('another key signs access tokens, and existing sessions continue', async () => {
  const before = await signedIn(vault);
  const { KeyMetadata } = await vault.kms.send(
    new CreateKeyCommand({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }),
  );
  await deployAgain({ tokensKey: KeyMetadata?.Arn });

  const client = withToken(clientOf(vault, before.email), before.accessToken);
  // The new key has signed no token yet, and the functions know only the old key.
  for (const name of ['listFiles', 'validate'] as const) await client.call(name);

  const after = await signedInAgain(client);
  expect(kidOf(after)).not.toBe(kidOf(before));
  for (const one of [after, client])
    for (const name of ['listFiles', 'validate', 'listSessions'] as const) await one.call(name);
  expect(await publishedKeys()).toEqual(expect.arrayContaining([kidOf(before), kidOf(after)]));

  const { accessToken } = await client.call('refresh', { body: { refreshToken: before.refreshToken } });
  expect(decodeProtectedHeader(accessToken).kid).toBe(kidOf(after));
});

it('the old key signs again if the new one is removed', async () => {
  const newest = await signedIn(vault);
  const keysBefore = await publishedKeys();
  await deployAgain({});
  const client = withToken(clientOf(vault, newest.email), newest.accessToken);
  await client.call('listFiles');
  const again = await signedInAgain(client);
  expect(kidOf(again)).not.toBe(kidOf(newest));
  expect((await publishedKeys()).toSorted()).toEqual(keysBefore.toSorted());
  for (const one of [client, again]) await one.call('listFiles');
});
