import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { addProgress, readProgress } from '#vault';
import { type IdleVault, openIdleVault } from '../idle-vault.ts';

let vault: IdleVault;
beforeAll(async () => {
  vault = await openIdleVault();
  await addProgress(vault.table, 'owner', 'half', { bytes: 5, total: 10 }, vault.now());
  await addProgress(vault.table, 'owner', 'twice', { bytes: 20, total: 10 }, vault.now());
});
afterEach(() => vault.faults.clear());
afterAll(() => vault?.[Symbol.asyncDispose]());

const read = () => readProgress(vault.table, 'owner', ['half', 'twice', 'not started']);

it('progress is a fraction of at most 1, and missing before the work starts', async () => {
  expect(await read()).toEqual(
    new Map([
      ['half', 0.5],
      ['twice', 1],
    ]),
  );
});

it('progress that DynamoDB leaves unprocessed is read again', async () => {
  vault.faults.add({ call: 'dynamodb:BatchGetItem', nth: 1, fault: 'leave-unprocessed' });
  expect((await read()).size).toBe(2);
});

it('progress that DynamoDB keeps leaving unprocessed is omitted', async () => {
  vault.faults.add({ call: 'dynamodb:BatchGetItem', fault: 'leave-unprocessed' });
  expect((await read()).size).toBe(0);
});
