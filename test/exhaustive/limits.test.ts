import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RouteName } from '#contract';
import { type OwnVault, startTemporaryVault } from '../setup/own-vault.ts';
import { PASSWORD, registerAndConfirm, signedIn, stranger } from '../setup/vault-client.ts';

let vault: OwnVault;

beforeAll(async () => {
  // The default limit, which applies when the setting is missing.
  vault = await startTemporaryVault({ attemptsPerAddress: undefined });
});
afterAll(() => vault.stop());

/** Repeats a call until it is rate-limited, and returns all answers. */
async function untilLimited(
  route: RouteName,
  body: unknown,
  maximum: number,
  client = stranger(vault),
): Promise<Response[]> {
  const answers: Response[] = [];
  while (answers.length < maximum) {
    const answer = await client.request(route, { body });
    answers.push(answer);
    if (answer.status === 429) break;
  }
  return answers;
}

describe('a vault with the default limits', () => {
  it('refuses the eleventh wrong password and says when to retry, with and without an account', async () => {
    const client = stranger(vault);
    await registerAndConfirm(client);
    for (const email of [client.email, 'unknown@example.org']) {
      const answers = await untilLimited('login', { email, password: 'not the password' }, 20);
      expect(answers.map(({ status }) => status)).toEqual([...Array(10).fill(401), 429]);
      const refused = answers.at(-1);
      expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(Number(refused?.headers.get('retry-after'))).toBeLessThanOrEqual(60);
      expect(await refused?.json()).toMatchObject({ status: 429, code: 'rate_limited' });
    }
    // The correct password is refused too, so that an attacker learns nothing.
    const right = { email: client.email, password: PASSWORD };
    expect(await client.problem('login', { body: right })).toMatchObject({ code: 'rate_limited' });
  });

  it('refuses the eleventh wrong password of a signed-in user', async () => {
    const client = await signedIn(vault);
    const body = { current: 'not the password', password: 'another good password' };
    const answers = await untilLimited('changePassword', body, 20, client);
    expect(answers.map(({ status }) => status)).toEqual([...Array(10).fill(403), 429]);
  });

  it.each([
    ['register', { password: PASSWORD, name: 'Ada' }],
    ['forgotPassword', {}],
  ] as const)('sends five emails to an address for %s, and then refuses', async (route, more) => {
    const { email } = stranger(vault);
    const answers = await untilLimited(route, { email, ...more }, 10);
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202, 429]);
  });

  it.each([
    ['verify', {}],
    ['resetPassword', { password: PASSWORD }],
  ] as const)(
    'accepts a hundred links for %s from one network per quarter of an hour',
    async (route, more) => {
      const statuses: number[] = [];
      const links = Array.from({ length: 120 }, async (_, number) => {
        const token = `made-up-link-number-${number}`;
        statuses.push((await stranger(vault).request(route, { body: { token, ...more } })).status);
      });
      await Promise.all(links);
      const accepted = statuses.filter((status) => status === 400).length;
      // Earlier tests have used some attempts, and some return during this test.
      expect(accepted).toBeGreaterThanOrEqual(98);
      expect(accepted).toBeLessThan(110);
      expect(statuses).toContain(429);
    },
  );
});
