import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { objectKeys } from '#vault';
import { deleteCiphertext } from '../../../functions/deleter/delete-ciphertext.ts';
import { samplePdf } from '../../setup/sample-files.ts';
import { type IdleVault, openIdleVault } from '../idle-vault.ts';
import { newOwner, type Owner } from '../owner.ts';
import { versionsOf } from '../stored.ts';
import { workOff } from '../worker.ts';

let vault: IdleVault;
beforeAll(async () => {
  vault = await openIdleVault();
});
afterAll(() => vault[Symbol.asyncDispose]());

let owner: Owner;
let file: string;
beforeEach(async () => {
  owner = newOwner(vault);
  file = await owner.upload(samplePdf());
  await workOff(vault);
});

const run = () =>
  deleteCiphertext(
    { ...vault, sendMail: () => Promise.reject(new Error('no email is expected')) },
    { owner: owner.id, file },
  );
const versions = () => versionsOf(vault, 'vault', `${owner.id}/`);

it('deletes all versions of a deleted file, including those that are written later', async () => {
  const Key = objectKeys.vault(owner.id, file, new Uint8Array(32));
  const write = () =>
    vault.s3.send(new PutObjectCommand({ Bucket: vault.buckets.vault, Key, Body: 'one more' }));
  await write();
  await write();
  expect(await versions()).toHaveLength(3);
  await owner.delete(file);
  expect(await versions()).toEqual([]);
  await run();
  await write();
  await run();
  expect(await versions()).toEqual([]);
});

it('does not delete the ciphertext of a file that exists', async () => {
  await run();
  expect(await versions()).toHaveLength(1);
  expect((await owner.file(file)).body.status).toBe('encrypted');
});
