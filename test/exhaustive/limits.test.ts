import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RouteName } from '#contract';
import { type OwnVault, startOwnVault } from '../setup/own-vault.ts';
import { PASSWORD, registerAndConfirm, signedIn, stranger } from '../setup/vault-client.ts';

let folder: string;
let vault: OwnVault;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'encrypt5-limits-'));
  // As generous as a vault is whose settings do not say it.
  vault = await startOwnVault(folder, { attemptsPerAddress: undefined });
});
afterAll(async () => {
  await vault.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Statuses of calls that are made one after the other, until one is refused for their number. */
async function untilLimited(
  route: RouteName,
  body: unknown,
  most: number,
  client = stranger(vault),
): Promise<Response[]> {
  const answers: Response[] = [];
  while (answers.length < most) {
    const answer = await client.request(route, { body });
    answers.push(answer);
    if (answer.status === 429) break;
  }
  return answers;
}

describe('a vault that nobody has told how generous to be', () => {
  it('refuses the eleventh wrong password, and says when to come back: for an account as for none', async () => {
    const client = stranger(vault);
    await registerAndConfirm(client);
    for (const email of [client.email, 'nobody@example.org']) {
      const answers = await untilLimited('login', { email, password: 'not the password' }, 20);
      expect(answers.map(({ status }) => status)).toEqual([...Array(10).fill(401), 429]);
      const refused = answers.at(-1);
      expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(Number(refused?.headers.get('retry-after'))).toBeLessThanOrEqual(60);
      expect(await refused?.json()).toMatchObject({ status: 429, code: 'rate_limited' });
    }
    // Not the right one either: whoever is guessing learns nothing from then on.
    const right = { email: client.email, password: PASSWORD };
    expect(await client.problem('login', { body: right })).toMatchObject({ code: 'rate_limited' });
  });

  it('refuses the eleventh wrong password of somebody who is signed in', async () => {
    const client = await signedIn(vault);
    const body = { current: 'not the password', password: 'another good password' };
    const answers = await untilLimited('changePassword', body, 20, client);
    expect(answers.map(({ status }) => status)).toEqual([...Array(10).fill(403), 429]);
  });

  it.each([
    ['register', { password: PASSWORD, name: 'Ada' }],
    ['forgotPassword', {}],
  ] as const)('sends an address five mails for %s, and then waits', async (route, more) => {
    const { email } = stranger(vault);
    const answers = await untilLimited(route, { email, ...more }, 10);
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202, 429]);
  });

  it.each([
    ['verify', {}],
    ['resetPassword', { password: PASSWORD }],
  ] as const)(
    'takes a hundred links for %s from one network in a quarter of an hour',
    async (route, more) => {
      const statuses: number[] = [];
      const links = Array.from({ length: 120 }, async (_, number) => {
        const token = `made-up-link-number-${number}`;
        statuses.push((await stranger(vault).request(route, { body: { token, ...more } })).status);
      });
      await Promise.all(links);
      const taken = statuses.filter((status) => status === 400).length;
      // Some have been used before; some come back while this lasts.
      expect(taken).toBeGreaterThanOrEqual(98);
      expect(taken).toBeLessThan(110);
      expect(statuses).toContain(429);
    },
  );
});
