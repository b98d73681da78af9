import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readFile } from '#vault';
import type { DeliveryDependencies } from '../../../functions/encryptor/take-delivery.ts';
import { sampleZip } from '../../setup/sample-files.ts';
import { type IdleVault, openIdleVault } from '../idle-vault.ts';
import { newOwner } from '../owner.ts';
import { stored } from '../stored.ts';
import { downloadCopy, encryptorOf, workOff } from '../worker.ts';

const MIB = 2 ** 20;

let vault: IdleVault;
beforeAll(async () => {
  vault = await openIdleVault();
});
afterAll(() => vault?.[Symbol.asyncDispose]());

/** Files above 156 GiB have such parts, because 10,000 parts of 16 MiB are too few. Here the limit is two parts. */
it.each([
  ['in one invocation', { above: 2 ** 30, run: 2 ** 29 }],
  ['spread over several invocations', { above: MIB, run: 30 * MIB }],
])(
  'parts that are larger than the memory are written and read in pieces, %s',
  async (_, spreading) => {
    const encryptor: DeliveryDependencies = { ...encryptorOf(vault), spreading, mostParts: 2 };
    const owner = newOwner(vault);
    // Two parts with 23 frames, the last of which is shorter.
    const large = sampleZip('large.zip', 45 * MIB + 1);
    const id = await owner.upload(large);
    await workOff(vault, encryptor);
    expect((await owner.file(id)).body).toMatchObject({ status: 'encrypted' });
    expect(await stored(vault, 'staging', `${owner.id}/${id}`)).toEqual([]);
    const record = await readFile(vault.table, owner.id, id);
    expect(record?.stored?.checksum).toMatch(/-2$/);

    const operation = await owner.decrypt(id);
    await workOff(vault, encryptor);
    const copy = await downloadCopy(owner, operation);
    expect(copy.equals(large.bytes)).toBe(true);
    const { ETag } = await vault.s3.send(
      new HeadObjectCommand({ Bucket: vault.buckets.outbox, Key: `${owner.id}/${operation}` }),
    );
    expect(ETag).toMatch(/-2"$/);
  },
  120_000,
);
