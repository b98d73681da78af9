import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSecretSealer } from '../../../functions/auth/sealed-secret.ts';
import { type IdleVault, openIdleVault } from '../idle-vault.ts';

let vault: IdleVault;
beforeAll(async () => {
  vault = await openIdleVault();
});
afterAll(() => vault?.[Symbol.asyncDispose]());

it('the secret of 2FA can only be opened for the user that it was sealed for', async () => {
  const sealer = createSecretSealer(vault.kms, vault.secondFactorsKey);
  const secret = randomBytes(20);
  const [first, second] = [await sealer.seal('ada', secret), await sealer.seal('ada', secret)];
  expect(Buffer.from(first).equals(second)).toBe(false);
  expect(Buffer.from(first).includes(secret)).toBe(false);
  for (const sealed of [first, second]) expect(Buffer.from(await sealer.open('ada', sealed))).toEqual(secret);
  await expect(sealer.open('grace', first)).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
});
