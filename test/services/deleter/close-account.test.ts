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

const ALL_THE_TIME = () => true;
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
  it('shreds what is being uploaded, with a tombstone for each file', async () => {
    const files = [await owner.upload(samplePng()), await owner.upload(samplePng())];
    expect(await closeAccount(deleter, item, ALL_THE_TIME)).toBe(true);
    for (const file of files)
      expect(await readTombstone(vault.tombstones, owner.id, file)).toMatchObject({ file });
    expect(await stored(vault, 'staging', `${owner.id}/`)).toEqual([]);
    expect(await accountItems()).toEqual([]);
    expect(mails).toEqual([{ template: 'account-deleted', to: emailOf(owner), name: 'Ada' }]);
  });

  it('takes along which invitations its owner sent, and with which Idempotency-Keys', async () => {
    const { accounts, now } = vault;
    const sent = { user: owner.id, route: 'POST /admin/invites', key: 'once', asked: {} };
    const { id } = await reserveId({ table: accounts, now }, sent);
    const invited = accountKeys.invited(owner.id, id);
    await accounts.client.send(new PutCommand({ TableName: accounts.name, Item: invited }));
    expect(await closeAccount(deleter, item, ALL_THE_TIME)).toBe(true);
    const { Items = [] } = await accounts.client.send(new ScanCommand({ TableName: accounts.name }));
    expect(Items.filter(({ pk }) => pk.includes(owner.id))).toEqual([]);
  });

  it('goes on where another stopped, and gets something done in every turn', async () => {
    for (let file = 0; file < 9; file += 1) await owner.upload(samplePng());
    const turns: boolean[] = [];
    while (turns.at(-1) !== true && turns.length < 10) turns.push(await closeAccount(deleter, item, NO_TIME));
    expect(turns).toEqual([false, false, true]);
    expect(mails).toHaveLength(1);
  });

  it('hands over, too, where there is much else to delete', async () => {
    for (let number = 0; number < 25; number += 1) {
      const Item = accountKeys.session(owner.id, newId(vault.now()));
      await vault.accounts.client.send(new PutCommand({ TableName: vault.accounts.name, Item }));
    }
    const left: number[] = [];
    while (left.at(-1) !== 0 && left.length < 10) {
      await closeAccount(deleter, item, NO_TIME);
      left.push((await accountItems()).length);
    }
    // The profile is the last.
    expect(left).toEqual([16, 6, 0]);
    expect(mails).toHaveLength(1);
  });

  it('comes to the same, and tells the owner once, when it is asked for again', async () => {
    await owner.upload(samplePng());
    for (let delivery = 0; delivery < 3; delivery += 1) await closeAccount(deleter, item, ALL_THE_TIME);
    expect(mails).toHaveLength(1);
  });

  it('tells the owner once when two deliveries are at it together', async () => {
    for (let file = 0; file < 3; file += 1) await owner.upload(samplePng());
    await Promise.allSettled(Array.from({ length: 3 }, () => closeAccount(deleter, item, ALL_THE_TIME)));
    expect(mails).toHaveLength(1);
    expect(await accountItems()).toEqual([]);
  });

  it('tells the owner even when a worker died just before, and not while it may be alive', async () => {
    const dead = { ...deleter, sendMail: () => Promise.reject(new Error('killed')) };
    await expect(closeAccount(dead, item, ALL_THE_TIME)).rejects.toThrow('killed');
    await expect(closeAccount(deleter, item, ALL_THE_TIME)).rejects.toThrow('another delivery');
    expect(mails).toEqual([]);
    vault.pass(15 * 60_000);
    expect(await closeAccount(deleter, item, ALL_THE_TIME)).toBe(true);
    expect(mails).toHaveLength(1);
    expect(await accountItems()).toEqual([]);
  });

  it('leaves an account alone whose owner has not had it deleted', async () => {
    await put(profileOf());
    const file = await owner.upload(samplePng());
    expect(await closeAccount(deleter, item, ALL_THE_TIME)).toBe(true);
    expect((await owner.file(file)).body.id).toBe(file);
    expect(await accountItems()).toEqual(['PROFILE']);
    expect(mails).toEqual([]);
  });

  it('leaves what others have alone', async () => {
    const other = newOwner(vault);
    const file = await other.upload(samplePng());
    await closeAccount(deleter, item, ALL_THE_TIME);
    expect((await other.file(file)).body.id).toBe(file);
  });
});
