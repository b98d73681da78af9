import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Problem } from '#contract';
import { createLimiter, type Limiter } from '#http';
import { type IdleVault, openIdleVault } from '../../idle-vault.ts';

const MINUTE = 60_000;
const HOME_ADDRESS = '192.0.2.1';
const elsewhere = (number: number) => `198.51.${Math.floor(number / 250)}.${number % 250}`;

let vault: IdleVault;
let limiter: Limiter;
let time: number;
/** A new address for each test, so that tests do not affect each other. */
let ada: string;
let count = 0;

beforeAll(async () => {
  vault = await openIdleVault();
});
afterAll(() => vault[Symbol.asyncDispose]());
beforeEach(() => {
  count += 1;
  ada = `ada${count}@example.org`;
  time = Date.parse('2026-06-01T12:00:00.000Z') + count * 200 * 24 * 60 * MINUTE;
  limiter = createLimiter({ activity: vault.activity, attemptsPerAddress: 1000, now: () => new Date(time) });
});

/** Seconds to wait, or 0 for an accepted attempt. */
async function waitAfter(attempt: Promise<unknown>): Promise<number> {
  try {
    await attempt;
    return 0;
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'rate_limited') throw error;
    return error.retryAfter ?? Number.NaN;
  }
}
const wrong = (address: string, subject = ada) => waitAfter(limiter('login', address, subject));
const waits = (attempts: Promise<number>[]) => Promise.all(attempts);
const countAccepted = (seconds: readonly number[]) => seconds.filter((wait) => wait === 0).length;

describe('attempts from one network on one account', () => {
  it('are limited to ten, then to one a minute, and a refusal says when to retry', async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) expect(await wrong(HOME_ADDRESS)).toBe(0);
    expect(await wrong(HOME_ADDRESS)).toBe(60);
    time += MINUTE - 1;
    expect(await wrong(HOME_ADDRESS)).toBe(1);
    time += 1;
    expect(await wrong(HOME_ADDRESS)).toBe(0);
    expect(await wrong(HOME_ADDRESS)).toBe(60);
  });

  it('are limited to ten when they are concurrent', async () => {
    const seconds = await waits(Array.from({ length: 40 }, () => wrong(HOME_ADDRESS)));
    expect(countAccepted(seconds)).toBe(10);
  });

  it('are available again after a pause, up to the limit', async () => {
    await waits(Array.from({ length: 12 }, () => wrong(HOME_ADDRESS)));
    time += 24 * 60 * MINUTE;
    expect(countAccepted(await waits(Array.from({ length: 20 }, () => wrong(HOME_ADDRESS))))).toBe(10);
  });

  it('are not counted if they succeed', async () => {
    for (let attempt = 0; attempt < 25; attempt += 1)
      await (await limiter('login', HOME_ADDRESS, ada)).succeeded();
    expect(countAccepted(await waits(Array.from({ length: 12 }, () => wrong(HOME_ADDRESS))))).toBe(10);
  });

  it('are counted together for a /64', async () => {
    const seconds = await waits(Array.from({ length: 20 }, (_, host) => wrong(`2001:db8::${host + 1}`)));
    expect(countAccepted(seconds)).toBe(10);
    expect(await wrong('2001:db8:0:1::1')).toBe(0);
  });

  it('are independent of other accounts and of other kinds of attempts', async () => {
    await waits(Array.from({ length: 12 }, () => wrong(HOME_ADDRESS)));
    expect(await wrong(HOME_ADDRESS, `other-${ada}`)).toBe(0);
    expect(await waitAfter(limiter('forgot', HOME_ADDRESS, ada))).toBe(0);
  });
});

describe('attempts from many networks on one account', () => {
  const attack = (from: number) =>
    waits(Array.from({ length: 120 }, (_, number) => wrong(elsewhere(from + number))));

  it('are limited to a hundred, then to one every 36 seconds', async () => {
    expect(countAccepted(await attack(0))).toBe(100);
    expect(await wrong(HOME_ADDRESS)).toBe(36);
    time += 36_000;
    expect(await wrong(HOME_ADDRESS)).toBe(0);
  });

  it('do not lock the owner out of a network of an earlier sign-in', async () => {
    await (await limiter('login', HOME_ADDRESS, ada)).succeeded();
    await attack(1000);
    expect(await wrong(elsewhere(5000))).toBeGreaterThan(0);
    expect(await wrong(HOME_ADDRESS)).toBe(0);
  });

  it('lock the owner out of a network without a sign-in for ninety days', async () => {
    await (await limiter('login', HOME_ADDRESS, ada)).succeeded();
    time += 90 * 24 * 60 * MINUTE;
    await attack(2000);
    expect(await wrong(HOME_ADDRESS)).toBeGreaterThan(0);
  });

  it('cannot be exhausted from a single network', async () => {
    let accepted = 0;
    for (let minute = 0; minute < 300; minute += 1) {
      if ((await wrong(elsewhere(3000))) === 0) accepted += 1;
      time += MINUTE;
    }
    expect(accepted).toBe(300);
    expect(await wrong(HOME_ADDRESS)).toBe(0);
  });
});

describe('attempts from one network on many accounts', () => {
  it('are limited by the setting per quarter of an hour', async () => {
    limiter = createLimiter({ activity: vault.activity, attemptsPerAddress: 5, now: () => new Date(time) });
    const [one, another] = ['203.0.113.1', '203.0.113.2'];
    const seconds = await waits(
      Array.from({ length: 9 }, (_, number) => waitAfter(limiter('register', one, `${number}-${ada}`))),
    );
    expect(countAccepted(seconds)).toBe(5);
    expect(Math.max(...seconds)).toBe(180);
    expect(await waitAfter(limiter('register', another, ada))).toBe(0);
    time += 15 * MINUTE;
    expect(await waitAfter(limiter('verify', one))).toBe(0);
  });
});

describe('a network with many users', () => {
  it('is limited by failed attempts only', async () => {
    limiter = createLimiter({ activity: vault.activity, attemptsPerAddress: 5, now: () => new Date(time) });
    const office = '203.0.113.3';
    for (let person = 0; person < 20; person += 1)
      await (await limiter('login', office, `${person}-${ada}`)).succeeded();
    const guesses = await waits(Array.from({ length: 9 }, (_, number) => wrong(office, `${number}-${ada}`)));
    expect(countAccepted(guesses)).toBe(5);
  });
});

describe('the stored attempts', () => {
  it('contain no address, and expire', async () => {
    await (await limiter('login', HOME_ADDRESS, ada)).succeeded();
    const { Items = [] } = await vault.activity.client.send(
      new ScanCommand({ TableName: vault.activity.name }),
    );
    expect(JSON.stringify(Items)).not.toMatch(/example\.org|192\.0\.2\.1/);
    expect(Items.filter(({ expires }) => typeof expires !== 'number')).toEqual([]);
  });
});
