import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Problem } from '#contract';
import { createLimiter, type Limiter } from '#http';
import { type IdleVault, openIdleVault } from '../../idle-vault.ts';

const MINUTE = 60_000;
const HOME = '192.0.2.1';
const elsewhere = (number: number) => `198.51.${Math.floor(number / 250)}.${number % 250}`;

let vault: IdleVault;
let limiter: Limiter;
let time: number;
/** Another in each test, so that they do not count for each other. */
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

/** Seconds to wait, or 0 for an attempt that is let through. */
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
const passed = (seconds: readonly number[]) => seconds.filter((wait) => wait === 0).length;

describe('attempts from one network at one account', () => {
  it('are ten at once, then one a minute, and what is refused says when', async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) expect(await wrong(HOME)).toBe(0);
    expect(await wrong(HOME)).toBe(60);
    time += MINUTE - 1;
    expect(await wrong(HOME)).toBe(1);
    time += 1;
    expect(await wrong(HOME)).toBe(0);
    expect(await wrong(HOME)).toBe(60);
  });

  it('are not more when they all come at once', async () => {
    const seconds = await waits(Array.from({ length: 40 }, () => wrong(HOME)));
    expect(passed(seconds)).toBe(10);
  });

  it('come back in full after a pause, and never more than that', async () => {
    await waits(Array.from({ length: 12 }, () => wrong(HOME)));
    time += 24 * 60 * MINUTE;
    expect(passed(await waits(Array.from({ length: 20 }, () => wrong(HOME))))).toBe(10);
  });

  it('do not count where they succeed', async () => {
    for (let attempt = 0; attempt < 25; attempt += 1) await (await limiter('login', HOME, ada)).succeeded();
    expect(passed(await waits(Array.from({ length: 12 }, () => wrong(HOME))))).toBe(10);
  });

  it('are counted together for a whole /64', async () => {
    const seconds = await waits(Array.from({ length: 20 }, (_, host) => wrong(`2001:db8::${host + 1}`)));
    expect(passed(seconds)).toBe(10);
    expect(await wrong('2001:db8:0:1::1')).toBe(0);
  });

  it('leave other accounts and other kinds of attempts alone', async () => {
    await waits(Array.from({ length: 12 }, () => wrong(HOME)));
    expect(await wrong(HOME, `other-${ada}`)).toBe(0);
    expect(await waitAfter(limiter('forgot', HOME, ada))).toBe(0);
  });
});

describe('attempts from everywhere at one account', () => {
  const attack = (from: number) =>
    waits(Array.from({ length: 120 }, (_, number) => wrong(elsewhere(from + number))));

  it('are a hundred at once, then one every 36 seconds', async () => {
    expect(passed(await attack(0))).toBe(100);
    expect(await wrong(HOME)).toBe(36);
    time += 36_000;
    expect(await wrong(HOME)).toBe(0);
  });

  it('do not lock the owner out of where he signed in before', async () => {
    await (await limiter('login', HOME, ada)).succeeded();
    await attack(1000);
    expect(await wrong(elsewhere(5000))).toBeGreaterThan(0);
    expect(await wrong(HOME)).toBe(0);
  });

  it('do so again once he has not been there for ninety days', async () => {
    await (await limiter('login', HOME, ada)).succeeded();
    time += 90 * 24 * 60 * MINUTE;
    await attack(2000);
    expect(await wrong(HOME)).toBeGreaterThan(0);
  });

  it('cannot be used up by a single network', async () => {
    let let_through = 0;
    for (let minute = 0; minute < 300; minute += 1) {
      if ((await wrong(elsewhere(3000))) === 0) let_through += 1;
      time += MINUTE;
    }
    expect(let_through).toBe(300);
    expect(await wrong(HOME)).toBe(0);
  });
});

describe('attempts from one network, at whomever', () => {
  it('are as many as the setting says, in a quarter of an hour', async () => {
    limiter = createLimiter({ activity: vault.activity, attemptsPerAddress: 5, now: () => new Date(time) });
    const [one, another] = ['203.0.113.1', '203.0.113.2'];
    const seconds = await waits(
      Array.from({ length: 9 }, (_, number) => waitAfter(limiter('register', one, `${number}-${ada}`))),
    );
    expect(passed(seconds)).toBe(5);
    expect(Math.max(...seconds)).toBe(180);
    expect(await waitAfter(limiter('register', another, ada))).toBe(0);
    time += 15 * MINUTE;
    expect(await waitAfter(limiter('verify', one))).toBe(0);
  });
});

describe('an office that signs in from one address', () => {
  it('is not kept out by those who get in, but by those who do not', async () => {
    limiter = createLimiter({ activity: vault.activity, attemptsPerAddress: 5, now: () => new Date(time) });
    const office = '203.0.113.3';
    for (let person = 0; person < 20; person += 1)
      await (await limiter('login', office, `${person}-${ada}`)).succeeded();
    const guesses = await waits(Array.from({ length: 9 }, (_, number) => wrong(office, `${number}-${ada}`)));
    expect(passed(guesses)).toBe(5);
  });
});

describe('what is kept of attempts', () => {
  it('names no address, and is forgotten by itself', async () => {
    await (await limiter('login', HOME, ada)).succeeded();
    const { Items = [] } = await vault.activity.client.send(
      new ScanCommand({ TableName: vault.activity.name }),
    );
    expect(JSON.stringify(Items)).not.toMatch(/example\.org|192\.0\.2\.1/);
    expect(Items.filter(({ expires }) => typeof expires !== 'number')).toEqual([]);
  });
});
