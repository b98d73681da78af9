import { afterAll, beforeAll, expect, it } from 'vitest';
import { samplePdf } from '../../setup/sample-files.ts';
import { type IdleVault, openIdleVault } from '../idle-vault.ts';
import { newOwner } from '../owner.ts';
import { workOff } from '../worker.ts';

let vault: IdleVault;
beforeAll(async () => {
  vault = await openIdleVault();
});
afterAll(() => vault?.[Symbol.asyncDispose]());

it('a request to decrypt answers the operation that is under way, and a new one once that is ready', async () => {
  const owner = newOwner(vault);
  const id = await owner.upload(samplePdf());
  await workOff(vault);
  const first = await owner.decrypt(id);
  const repeated = await Promise.all([owner.decrypt(id), owner.decrypt(id)]);
  expect(repeated).toEqual([first, first]);

  await workOff(vault);
  expect((await owner.operation(first)).body.status).toBe('ready');
  expect(await owner.decrypt(id)).not.toBe(first);
});
