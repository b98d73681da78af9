import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accountKeys, type Profile } from '#accounts';
import { newId, workSender } from '#aws';
import type { Mail } from '#contract';
import { createLimiter } from '#http';
import { createShareRoute } from '../../../functions/shares/create-share.ts';
import type { ShareDependencies } from '../../../functions/shares/dependencies.ts';
import { downloadShareRoute } from '../../../functions/shares/download-share.ts';
import { listSharesRoute } from '../../../functions/shares/list-shares.ts';
import { samplePdf } from '../../setup/sample-files.ts';
import { codeOf } from '../front-desk.ts';
import { type IdleVault, openIdleVault } from '../idle-vault.ts';
import { newOwner, type Owner } from '../owner.ts';
import { anonymousRequest, baseRequest, sessionOf } from '../requests.ts';
import { loseWork, workOff } from '../worker.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const PASSWORD = 'password of the share';
/** Attempts that a network has per quarter of an hour. */
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
  // Attempts of other tests are no longer counted.
  vault.pass(DAY);
  file = await owner.upload(samplePdf());
  await workOff(vault);
});

const asOwner = () => ({
  ...baseRequest,
  params: { id: file },
  principal: sessionOf(owner.id, vault.now()),
});

/** Creates a share and returns the token of its link. */
async function share(
  lasts: number,
  more: { maxDownloads?: number; password?: string } = {},
): Promise<string> {
  const body = { expiresAt: new Date(vault.now().getTime() + lasts).toISOString(), ...more };
  const created = await createShareRoute(shares).create({ ...asOwner(), body }, newId(vault.now()));
  return created.body.url.split('#token=')[1] ?? '';
}

const download = async (body: { token: string; claim?: string; password?: string }) =>
  (await downloadShareRoute(shares)({ ...anonymousRequest, body })).body;

/** The number of downloads of the newest share. */
async function downloads(): Promise<number | undefined> {
  const request = { ...asOwner(), body: undefined, query: { limit: 1 } };
  return (await listSharesRoute(shares)(request)).body.items[0]?.downloads;
}

/** Starts a download and waits for its copy. */
async function ready(token: string) {
  const { claim } = await download({ token });
  await workOff(vault);
  const answer = await download({ token, claim });
  if (answer.status !== 'ready') throw new Error(`the download is ${answer.status}`);
  return answer;
}

describe('the URL of a download', () => {
  it('is returned for its download grant until it expires after five minutes, and counts once', async () => {
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

  it('does not outlive the share', async () => {
    const end = vault.now().getTime() + 2 * MINUTE;
    const { url, expiresAt } = await ready(await share(2 * MINUTE));
    expect(new Date(expiresAt).getTime()).toBe(end);
    expect(new URL(url).searchParams.get('X-Amz-Expires')).toBe('120');
  });

  it('does not outlive the decrypted copy, and a copy with little time left is replaced', async () => {
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
  const notifications = () => mails.filter(({ template }) => template === 'share-downloaded').length;

  it('is notified of the first download only', async () => {
    const token = await share(HOUR);
    for (let count = 1; count <= 3; count += 1) {
      await ready(token);
      vault.pass(2 * MINUTE);
    }
    expect(notifications()).toBe(1);
  });

  it('is notified even if the first worker died before it sent the email', async () => {
    const token = await share(HOUR);
    const dead = { ...shares, sendMail: () => Promise.reject(new Error('killed')) };
    const { claim } = await download({ token });
    await workOff(vault);
    const body = { token, claim };
    await expect(downloadShareRoute(dead)({ ...anonymousRequest, body })).rejects.toThrow('killed');
    expect(await downloads()).toBe(1);
    await ready(token);
    // The first worker may still be alive.
    expect(notifications()).toBe(0);
    vault.pass(MINUTE);
    for (let count = 1; count <= 2; count += 1) await ready(token);
    expect(notifications()).toBe(1);
  });
});

describe('a download grant', () => {
  it('waits for its copy for one day', async () => {
    const token = await share(3 * DAY);
    const { claim } = await download({ token });
    await loseWork(vault);
    vault.pass(DAY - SECOND);
    expect(await download({ token, claim })).toMatchObject({ status: 'preparing' });
    vault.pass(SECOND);
    expect(await codeOf(download({ token, claim }))).toBe('claim_not_found');
    expect(await downloads()).toBe(0);
  });

  it('is refused when all downloads are used up', async () => {
    const token = await share(HOUR, { maxDownloads: 1 });
    const { claim: late } = await download({ token });
    await ready(token);
    expect(await codeOf(download({ token, claim: late }))).toBe('share_exhausted');
    expect(await downloads()).toBe(1);
  });
});

// Password hashing is slow by design.
describe('attempts', { timeout: 120_000 }, () => {
  it('to start a download are limited per network, but polling is not', async () => {
    const token = await share(HOUR);
    const { claim } = await download({ token });
    for (let attempt = 1; attempt < ATTEMPTS; attempt += 1) await download({ token });
    expect(await codeOf(download({ token }))).toBe('rate_limited');
    expect(await download({ token, claim })).toMatchObject({ status: 'preparing' });
  });

  it('with a wrong password are limited, and then the correct one is refused as well', async () => {
    const token = await share(HOUR, { password: PASSWORD });
    for (let attempt = 1; attempt <= 11; attempt += 1) await download({ token, password: PASSWORD });
    for (let guess = 1; guess <= 10; guess += 1)
      expect(await codeOf(download({ token, password: `guess ${guess}` }))).toBe('share_password_wrong');
    for (const password of ['guess 11', PASSWORD])
      expect(await codeOf(download({ token, password }))).toBe('rate_limited');
    vault.pass(MINUTE);
    await download({ token, password: PASSWORD });
  });

  it('to set passwords of shares are limited per account, before hashing', async () => {
    for (let count = 1; count <= 20; count += 1) await share(HOUR, { password: PASSWORD });
    expect(await codeOf(share(HOUR, { password: PASSWORD }))).toBe('rate_limited');
    await share(HOUR);
    vault.pass(10 * SECOND);
    await share(HOUR, { password: PASSWORD });
  });

  it('to send links by email are limited per account', async () => {
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
