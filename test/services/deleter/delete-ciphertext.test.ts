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

const ask = () =>
  deleteCiphertext(
    { ...vault, sendMail: () => Promise.reject(new Error('not here')) },
    { owner: owner.id, file },
  );
const versions = () => versionsOf(vault, 'vault', `${owner.id}/`);

it('every version of the ciphertext of a deleted file goes, and one that is written later with the next message', async () => {
  const Key = objectKeys.vault(owner.id, file, new Uint8Array(32));
  const write = () =>
    vault.s3.send(new PutObjectCommand({ Bucket: vault.buckets.vault, Key, Body: 'one more' }));
  await write();
  await write();
  expect(await versions()).toHaveLength(3);
  await owner.delete(file);
  expect(await versions()).toEqual([]);
  await ask();
  await write();
  await ask();
  expect(await versions()).toEqual([]);
});

it('the ciphertext of a file that was not deleted stays, whoever asks for it', async () => {
  await ask();
  expect(await versions()).toHaveLength(1);
  expect((await owner.file(file)).body.status).toBe('encrypted');
});
