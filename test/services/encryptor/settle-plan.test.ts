import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId, StaleRecord } from '#aws';
import { queueFile, readFile } from '#vault';
import { claimFile } from '../../../functions/encryptor/claim-file.ts';
import { obtainFileKey } from '../../../functions/encryptor/file-key.ts';
import { findSource } from '../../../functions/encryptor/inspect-source.ts';
import { settlePlan } from '../../../functions/encryptor/settle-plan.ts';
import { samplePdf } from '../../setup/sample-files.ts';
import { type IdleVault, openIdleVault } from '../idle-vault.ts';
import { newOwner } from '../owner.ts';
import { stored } from '../stored.ts';
import { encryptorOf } from '../worker.ts';

const LEASE = 60_000;

let vault: IdleVault;
beforeAll(async () => {
  vault = await openIdleVault();
});
afterAll(() => vault?.[Symbol.asyncDispose]());

it('a replaced worker discards its unfinished ciphertext, so that the file has one header', async () => {
  const encryptor = encryptorOf(vault);
  const owner = newOwner(vault);
  const id = await owner.upload(samplePdf());
  const record = () => readFile(vault.table, owner.id, id);
  const lease = async () => {
    const current = await record();
    if (current === undefined) throw new Error('the file has no record');
    const isQueued = current.status !== 'uploading';
    return claimFile(encryptor, isQueued ? current : await queueFile(vault.table, current, vault.now()));
  };
  const first = await lease();
  vault.pass(LEASE);
  const second = await lease();
  const source = await findSource(encryptor, second);
  const settle = async (leased: typeof first) =>
    settlePlan(
      encryptor,
      leased,
      source,
      await obtainFileKey(encryptor, { owner: owner.id, id }),
      newId(vault.now()),
    );

  const { plan, message } = await settle(second);
  message.dispose();
  await expect(settle(first)).rejects.toBeInstanceOf(StaleRecord);
  expect((await record())?.plan).toEqual(plan);
  expect(await stored(vault, 'vault', `${owner.id}/${id}`)).toEqual([plan.key]);
});
