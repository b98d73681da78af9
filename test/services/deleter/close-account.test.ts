import { PutCommand, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accountKeys, type Profile } from '#accounts';
import { newId } from '#aws';
import type { Mail } from '#contract';
import { readTombstone } from '#vault';
import { closeAccount } from '../../../functions/deleter/close-account.ts';
import type { DeleterDependencies } from '../../../functions/deleter/dependencies.ts';
import { reserveId } from '../../../functions/http/reservations.ts';
import { samplePng } from '../../setup/sample-files.ts';
import { type IdleVault, openIdleVault } from '../idle-vault.ts';
import { newOwner, type Owner } from '../owner.ts';
import { stored } from '../stored.ts';

const ENOUGH_TIME = () => true;
const NO_TIME = () => false;

let vault: IdleVault;
beforeAll(async () => {
  vault = await openIdleVault();
});
afterAll(() => vault[Symbol.asyncDispose]());

let owner: Owner;
let item: { user: string; closing: string };
let mails: Mail[];
let deleter: DeleterDependencies;
beforeEach(async () => {
  owner = newOwner(vault);
  item = { user: owner.id, closing: newId(vault.now()) };
  mails = [];
  deleter = { ...vault, sendMail: async (mail) => void mails.push(mail) };
  await put(profileOf({ id: item.closing, at: vault.now().toISOString(), address: '192.0.2.1' }));
});

const emailOf = ({ id }: Owner) => `${id.toLowerCase()}@example.org`;

function profileOf(closing?: Profile['closing']): Profile {
  return {
    id: owner.id,
    email: emailOf(owner),
    name: 'Ada',
    passwordHash: 'none',
    createdAt: vault.now().toISOString(),
    ...(closing !== undefined && { closing }),
  };
}

async function put(profile: Profile): Promise<void> {
  const Item = { ...accountKeys.profile(profile.id), ...profile };
  await vault.accounts.client.send(new PutCommand({ TableName: vault.accounts.name, Item }));
}

async function accountItems(): Promise<string[]> {
  const { Items = [] } = await vault.accounts.client.send(
    new QueryCommand({
      TableName: vault.accounts.name,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': `USER#${owner.id}` },
    }),
  );
  return Items.map(({ sk }) => sk);
}

describe('closing an account', () => {
  it('shreds unfinished uploads and writes a tombstone for each', async () => {
    const files = [await owner.upload(samplePng()), await owner.upload(samplePng())];
    expect(await closeAccount(deleter, item, ENOUGH_TIME)).toBe(true);
    for (const file of files)
      expect(await readTombstone(vault.tombstones, owner.id, file)).toMatchObject({ file });
    expect(await stored(vault, 'staging', `${owner.id}/`)).toEqual([]);
    expect(await accountItems()).toEqual([]);
    expect(mails).toEqual([{ template: 'account-deleted', to: emailOf(owner), name: 'Ada' }]);
  });

  it('deletes the invitations that the owner sent, and their idempotency keys', async () => {
    const { accounts, now } = vault;
    const sent = { user: owner.id, route: 'POST /admin/invites', key: 'once', asked: {} };
    const { id } = await reserveId({ table: accounts, now }, sent);
    const invited = accountKeys.invited(owner.id, id);
    await accounts.client.send(new PutCommand({ TableName: accounts.name, Item: invited }));
    expect(await closeAccount(deleter, item, ENOUGH_TIME)).toBe(true);
    const { Items = [] } = await accounts.client.send(new ScanCommand({ TableName: accounts.name }));
    expect(Items.filter(({ pk }) => pk.includes(owner.id))).toEqual([]);
  });

  it('continues where the last turn stopped, and makes progress in every turn', async () => {
    for (let file = 0; file < 9; file += 1) await owner.upload(samplePng());
    const turns: boolean[] = [];
    while (turns.at(-1) !== true && turns.length < 10) turns.push(await closeAccount(deleter, item, NO_TIME));
    expect(turns).toEqual([false, false, true]);
    expect(mails).toHaveLength(1);
  });

  it('hands over between pages of other items', async () => {
    for (let number = 0; number < 25; number += 1) {
      const Item = accountKeys.session(owner.id, newId(vault.now()));
      await vault.accounts.client.send(new PutCommand({ TableName: vault.accounts.name, Item }));
    }
    const remaining: number[] = [];
    while (remaining.at(-1) !== 0 && remaining.length < 10) {
      await closeAccount(deleter, item, NO_TIME);
      remaining.push((await accountItems()).length);
    }
    // The profile is deleted last.
    expect(remaining).toEqual([16, 6, 0]);
    expect(mails).toHaveLength(1);
  });

  it('notifies the owner once when the work item is delivered again', async () => {
    await owner.upload(samplePng());
    for (let delivery = 0; delivery < 3; delivery += 1) await closeAccount(deleter, item, ENOUGH_TIME);
    expect(mails).toHaveLength(1);
  });

  it('notifies the owner once for concurrent deliveries', async () => {
    for (let file = 0; file < 3; file += 1) await owner.upload(samplePng());
    await Promise.allSettled(Array.from({ length: 3 }, () => closeAccount(deleter, item, ENOUGH_TIME)));
    expect(mails).toHaveLength(1);
    expect(await accountItems()).toEqual([]);
  });

  it('notifies the owner after the lease of a dead worker expires', async () => {
    const dead = { ...deleter, sendMail: () => Promise.reject(new Error('killed')) };
    await expect(closeAccount(dead, item, ENOUGH_TIME)).rejects.toThrow('killed');
    await expect(closeAccount(deleter, item, ENOUGH_TIME)).rejects.toThrow('another delivery');
    expect(mails).toEqual([]);
    vault.pass(15 * 60_000);
    expect(await closeAccount(deleter, item, ENOUGH_TIME)).toBe(true);
    expect(mails).toHaveLength(1);
    expect(await accountItems()).toEqual([]);
  });

  it('does nothing for an account that its owner has not deleted', async () => {
    await put(profileOf());
    const file = await owner.upload(samplePng());
    expect(await closeAccount(deleter, item, ENOUGH_TIME)).toBe(true);
    expect((await owner.file(file)).body.id).toBe(file);
    expect(await accountItems()).toEqual(['PROFILE']);
    expect(mails).toEqual([]);
  });

  it('does not touch files of other accounts', async () => {
    const other = newOwner(vault);
    const file = await other.upload(samplePng());
    await closeAccount(deleter, item, ENOUGH_TIME);
    expect((await other.file(file)).body.id).toBe(file);
  });
});
