import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accountKeys, type Profile } from '#accounts';
import { newId, workSender } from '#aws';
import { type Mail, scopes } from '#contract';
import { createLimiter } from '#http';
import { createShareRoute } from '../../../functions/shares/create-share.ts';
import type { ShareDependencies } from '../../../functions/shares/dependencies.ts';
import { downloadShareRoute } from '../../../functions/shares/download-share.ts';
import { listSharesRoute } from '../../../functions/shares/list-shares.ts';
import { samplePdf } from '../../setup/sample-files.ts';
import { codeOf } from '../front-desk.ts';
import { type IdleVault, openIdleVault } from '../idle-vault.ts';
import { newOwner, type Owner } from '../owner.ts';
import { loseMessages, workOff } from '../worker.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const PASSWORD = 'told by telephone';
/** Attempts that a network has in a quarter of an hour. */
const ATTEMPTS = 60;

let vault: IdleVault;
let owner: Owner;
let file: string;
let shares: ShareDependencies;
let mails: Mail[];
beforeAll(async () => {
  vault = await openIdleVault();
  owner = newOwner(vault);
  const profile: Profile = {
    id: owner.id,
    email: 'ada@example.org',
    name: 'Ada',
    passwordHash: 'none',
    createdAt: vault.now().toISOString(),
  };
  const Item = { ...accountKeys.profile(owner.id), ...profile };
  await vault.accounts.client.send(new PutCommand({ TableName: vault.accounts.name, Item }));
  shares = {
    ...vault,
    sendWork: workSender(vault.sqs, vault.workQueue),
    sendMail: async (mail) => void mails.push(mail),
    limiter: createLimiter({ activity: vault.activity, attemptsPerAddress: ATTEMPTS, now: vault.now }),
    siteUrl: 'https://vault.example.org',
    requireFit: async () => undefined,
  };
});
afterAll(() => vault?.[Symbol.asyncDispose]());
beforeEach(async () => {
  mails = [];
  // What others have tried counts no more.
  vault.pass(DAY);
  file = await owner.upload(samplePdf());
  await workOff(vault);
});

const nobody = {
  query: {},
  cookies: new Map<string, string>(),
  client: {
    address: '192.0.2.1',
    userAgent: undefined,
    host: undefined,
    origin: undefined,
    fetchSite: undefined,
  },
};
const asOwner = () => ({
  ...nobody,
  params: { id: file },
  principal: {
    kind: 'session',
    user: owner.id,
    session: newId(vault.now()),
    scopes,
    expiresAt: vault.now(),
  } as const,
});

/** Makes a link, and answers its token. */
async function share(
  lasts: number,
  more: { maxDownloads?: number; password?: string } = {},
): Promise<string> {
  const body = { expiresAt: new Date(vault.now().getTime() + lasts).toISOString(), ...more };
  const created = await createShareRoute(shares).create({ ...asOwner(), body }, newId(vault.now()));
  return created.body.url.split('#token=')[1] ?? '';
}

const download = async (body: { token: string; claim?: string; password?: string }) =>
  (await downloadShareRoute(shares)({ ...nobody, params: {}, body, principal: undefined })).body;

/** How often the newest share was downloaded. */
async function downloads(): Promise<number | undefined> {
  const asked = { ...asOwner(), body: undefined, query: { limit: 1 } };
  return (await listSharesRoute(shares)(asked)).body.items[0]?.downloads;
}

/** Begins a download and waits for its copy. */
async function ready(token: string) {
  const { claim } = await download({ token });
  await workOff(vault);
  const answer = await download({ token, claim });
  if (answer.status !== 'ready') throw new Error(`the download is ${answer.status}`);
  return answer;
}

describe('the address that a download is given', () => {
  it('is the same claim’s again until its five minutes are over, and then there is none, and it has counted once', async () => {
    const token = await share(HOUR);
    const { claim, expiresAt } = await ready(token);
    expect(new Date(expiresAt).getTime() - vault.now().getTime()).toBe(5 * MINUTE);
    vault.pass(5 * MINUTE - SECOND);
    expect(await download({ token, claim })).toMatchObject({ status: 'ready', expiresAt });
    vault.pass(SECOND);
    expect(await codeOf(download({ token, claim }))).toBe('claim_not_found');
    expect(await downloads()).toBe(1);
    expect(mails.map(({ template }) => template)).toEqual(['share-downloaded']);
  });

  it('does not outlast the share', async () => {
    const end = vault.now().getTime() + 2 * MINUTE;
    const { url, expiresAt } = await ready(await share(2 * MINUTE));
    expect(new Date(expiresAt).getTime()).toBe(end);
    expect(new URL(url).searchParams.get('X-Amz-Expires')).toBe('120');
  });

  it('does not outlast the decrypted copy, and one with too little left is made anew', async () => {
    const token = await share(DAY);
    await ready(token);
    vault.pass(14 * MINUTE);
    const { expiresAt } = await ready(token);
    expect(new Date(expiresAt).getTime() - vault.now().getTime()).toBe(MINUTE);
    vault.pass(31 * SECOND);
    const { status, claim } = await download({ token });
    expect(status).toBe('preparing');
    await workOff(vault);
    expect(await download({ token, claim })).toMatchObject({ status: 'ready' });
  });
});

describe('the owner of a share', () => {
  const told = () => mails.filter(({ template }) => template === 'share-downloaded').length;

  it('is told of the first download alone', async () => {
    const token = await share(HOUR);
    for (let count = 1; count <= 3; count += 1) {
      await ready(token);
      vault.pass(2 * MINUTE);
    }
    expect(told()).toBe(1);
  });

  it('is told although whoever was first died before he could do it, and never came back', async () => {
    const token = await share(HOUR);
    const dead = { ...shares, sendMail: () => Promise.reject(new Error('killed')) };
    const { claim } = await download({ token });
    await workOff(vault);
    const body = { token, claim };
    await expect(
      downloadShareRoute(dead)({ ...nobody, params: {}, body, principal: undefined }),
    ).rejects.toThrow('killed');
    expect(await downloads()).toBe(1);
    await ready(token);
    // Whoever was first may still be at it.
    expect(told()).toBe(0);
    vault.pass(MINUTE);
    for (let count = 1; count <= 2; count += 1) await ready(token);
    expect(told()).toBe(1);
  });
});

describe('a claim', () => {
  it('waits a day for its copy, and no longer', async () => {
    const token = await share(3 * DAY);
    const { claim } = await download({ token });
    await loseMessages(vault);
    vault.pass(DAY - SECOND);
    expect(await download({ token, claim })).toMatchObject({ status: 'preparing' });
    vault.pass(SECOND);
    expect(await codeOf(download({ token, claim }))).toBe('claim_not_found');
    expect(await downloads()).toBe(0);
  });

  it('that comes when all others are counted gets nothing', async () => {
    const token = await share(HOUR, { maxDownloads: 1 });
    const { claim: late } = await download({ token });
    await ready(token);
    expect(await codeOf(download({ token, claim: late }))).toBe('share_exhausted');
    expect(await downloads()).toBe(1);
  });
});

// Each password that is asked or given takes a hash, which is made to take its time.
describe('attempts', { timeout: 120_000 }, () => {
  it('to begin a download are limited for each network, asking on is not', async () => {
    const token = await share(HOUR);
    const { claim } = await download({ token });
    for (let attempt = 1; attempt < ATTEMPTS; attempt += 1) await download({ token });
    expect(await codeOf(download({ token }))).toBe('rate_limited');
    expect(await download({ token, claim })).toMatchObject({ status: 'preparing' });
  });

  it('at the password count where it is wrong, and then not even the right one is looked at', async () => {
    const token = await share(HOUR, { password: PASSWORD });
    for (let attempt = 1; attempt <= 11; attempt += 1) await download({ token, password: PASSWORD });
    for (let guess = 1; guess <= 10; guess += 1)
      expect(await codeOf(download({ token, password: `guess ${guess}` }))).toBe('share_password_wrong');
    for (const password of ['guess 11', PASSWORD])
      expect(await codeOf(download({ token, password }))).toBe('rate_limited');
    vault.pass(MINUTE);
    await download({ token, password: PASSWORD });
  });

  it('to give links a password are limited for each account, before the work that hashing is', async () => {
    for (let count = 1; count <= 20; count += 1) await share(HOUR, { password: PASSWORD });
    expect(await codeOf(share(HOUR, { password: PASSWORD }))).toBe('rate_limited');
    await share(HOUR);
    vault.pass(10 * SECOND);
    await share(HOUR, { password: PASSWORD });
  });

  it('to have links sent are limited for each account', async () => {
    const send = () => {
      const expiresAt = new Date(vault.now().getTime() + HOUR).toISOString();
      const notify = Array.from({ length: 10 }, (_, number) => `friend-${number}@example.org`);
      return createShareRoute(shares).create(
        { ...asOwner(), body: { expiresAt, notify } },
        newId(vault.now()),
      );
    };
    for (let share = 1; share <= 5; share += 1) await send();
    expect(mails).toHaveLength(50);
    expect(await codeOf(send())).toBe('rate_limited');
    expect(mails).toHaveLength(50);
  });
});
