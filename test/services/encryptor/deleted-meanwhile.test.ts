import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { samplePdf } from '../../setup/sample-files.ts';
import { type IdleVault, openIdleVault } from '../idle-vault.ts';
import { newOwner, type Owner } from '../owner.ts';
import { stored } from '../stored.ts';
import { workOff } from '../worker.ts';

let vault: IdleVault;
let owner: Owner;
let file: string;
let exists: boolean;
beforeAll(async () => {
  vault = await openIdleVault();
});
afterAll(() => vault[Symbol.asyncDispose]());
beforeEach(async () => {
  owner = newOwner(vault);
  file = await owner.upload(samplePdf());
  exists = true;
});

/** A client middleware that deletes the file immediately before a call. The call then continues. */
const deletingBefore =
  (command: string) =>
  <A, R>(next: (args: A) => Promise<R>, { commandName }: { commandName?: string }) =>
  async (args: A): Promise<R> => {
    if (commandName === command && exists) {
      exists = false;
      await owner.delete(file);
    }
    return next(args);
  };
const options = { step: 'initialize', name: 'meanwhile' } as const;
afterEach(() => {
  vault.kms.middlewareStack.remove(options.name);
  vault.s3.middlewareStack.remove(options.name);
});

async function leftovers(): Promise<unknown[]> {
  const key = new GetCommand({ TableName: vault.keysTable, Key: { pk: file }, ConsistentRead: true });
  const { Item } = await vault.table.client.send(key);
  const objects = (['staging', 'vault', 'outbox'] as const).map((bucket) => stored(vault, bucket, owner.id));
  return [...(Item === undefined ? [] : [Item]), ...(await Promise.all(objects)).flat()];
}

it('a file that is deleted while its key is generated leaves nothing, and its worker does not fail', async () => {
  vault.kms.middlewareStack.add(deletingBefore('GenerateDataKeyCommand'), options);
  await workOff(vault);
  expect(exists).toBe(false);
  expect(await leftovers()).toEqual([]);
});

describe.each(['CreateMultipartUploadCommand', 'UploadPartCommand', 'CompleteMultipartUploadCommand'])(
  'a file that is deleted before %s',
  (command) => {
    it('of its encryption leaves nothing, and its worker does not fail', async () => {
      vault.s3.middlewareStack.add(deletingBefore(command), options);
      await workOff(vault);
      expect(exists).toBe(false);
      expect(await leftovers()).toEqual([]);
    });

    it('of its decryption leaves nothing, and its worker does not fail', async () => {
      await workOff(vault);
      await owner.decrypt(file);
      vault.s3.middlewareStack.add(deletingBefore(command), options);
      await workOff(vault);
      expect(exists).toBe(false);
      expect(await leftovers()).toEqual([]);
    });
  },
);
