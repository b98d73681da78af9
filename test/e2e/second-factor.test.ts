import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, inject, it } from 'vitest';
import { problemSchema } from '#contract';
import { authenticatorOf, secondFactorOf } from '../setup/authenticator.ts';
import { awaitMail, tokenIn } from '../setup/mailbox.ts';
import { PASSWORD, signedIn, signedInAgain, stranger, withToken } from '../setup/vault-client.ts';

const vault = inject('vault');
const ANOTHER = 'another battery of correct horses';

describe('a second factor', () => {
  it('is on once a code has shown that the app is set up; from then on signing in takes one', async () => {
    const client = await signedIn(vault);
    const { secret, uri } = await client.call('beginSecondFactor', { body: { password: PASSWORD } });
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(new URL(uri).searchParams.get('secret')).toBe(secret);
    expect(new URL(uri).searchParams.get('issuer')).toBe('Encrypt5');
    expect(decodeURIComponent(uri)).toContain(client.email);
    expect((await (await signedInAgain(client)).call('validate')).user.secondFactor).toBe(false);

    const app = authenticatorOf(uri);
    const { recoveryCodes } = await client.call('confirmSecondFactor', { body: { code: app.now() } });
    expect(new Set(recoveryCodes).size).toBe(10);
    for (const code of recoveryCodes)
      expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
    await awaitMail(vault.mailUrl, client.email, 'Two-factor authentication is on');

    const body = { email: client.email, password: PASSWORD };
    expect(await client.problem('login', { body })).toMatchObject({ status: 401, code: 'code_required' });
    expect(await client.problem('login', { body: { ...body, code: app.wrong() } })).toMatchObject({
      status: 403,
      code: 'code_wrong',
    });
    const again = await signedInAgain(client, { code: app.next() });
    expect((await again.call('validate')).user.secondFactor).toBe(true);
  });

  it('is not spoken of to who has not the right password', async () => {
    const client = await signedIn(vault);
    const app = await secondFactorOf(client);
    const wrong = { email: client.email, password: 'not my password' };
    for (const body of [wrong, { ...wrong, code: app.next() }])
      expect(await client.problem('login', { body })).toMatchObject({ code: 'invalid_credentials' });
    await signedInAgain(client, { code: app.next() });
  });

  it('takes a code once, however many sign in with it at the same time', async () => {
    const client = await signedIn(vault);
    const app = await secondFactorOf(client);
    const body = { email: client.email, password: PASSWORD, session: 'token', code: app.next() };
    const answers = await Promise.all(Array.from({ length: 4 }, () => client.request('login', { body })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 403, 403, 403]);
    expect(await client.problem('login', { body })).toMatchObject({ code: 'code_wrong' });
  });

  it('takes no code again that switched it on', async () => {
    const client = await signedIn(vault);
    const { uri } = await client.call('beginSecondFactor', { body: { password: PASSWORD } });
    const code = authenticatorOf(uri).now();
    await client.call('confirmSecondFactor', { body: { code } });
    const body = { email: client.email, password: PASSWORD, code };
    expect(await client.problem('login', { body })).toMatchObject({ code: 'code_wrong' });
  });

  it('can be stood in for by a recovery code, once, however it is written', async () => {
    const client = await signedIn(vault);
    const [first = '', second = ''] = (await secondFactorOf(client)).recoveryCodes;
    await signedInAgain(client, { code: ` ${first.toLowerCase().replaceAll('-', ' ')} ` });
    const body = { email: client.email, password: PASSWORD };
    expect(await client.problem('login', { body: { ...body, code: first } })).toMatchObject({
      code: 'code_wrong',
    });
    const answers = await Promise.all(
      Array.from({ length: 3 }, () => client.request('login', { body: { ...body, code: second } })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 403, 403]);
  });

  it('stays on when a forgotten password is replaced', async () => {
    const client = await signedIn(vault);
    const app = await secondFactorOf(client);
    await client.call('forgotPassword', { body: { email: client.email } });
    const token = tokenIn(await awaitMail(vault.mailUrl, client.email, 'Set a new password'));
    await client.call('resetPassword', { body: { token, password: ANOTHER } });
    const body = { email: client.email, password: ANOTHER };
    expect(await client.problem('login', { body })).toMatchObject({ code: 'code_required' });
    await signedInAgain(client, { password: ANOTHER, code: app.next() });
  });

  it('is guessed at five times, and then nobody gets in for a while', async () => {
    const client = await signedIn(vault);
    const app = await secondFactorOf(client);
    const body = { email: client.email, password: PASSWORD, code: app.wrong() };
    for (let guess = 1; guess <= 5; guess += 1)
      expect(await client.problem('login', { body })).toMatchObject({ code: 'code_wrong' });
    const right = await client.request('login', { body: { ...body, code: app.next() } });
    expect(right.status).toBe(429);
    expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('switching a second factor on', () => {
  it('takes a code of the newest secret, and one that was begun', async () => {
    const client = await signedIn(vault);
    expect(await client.problem('confirmSecondFactor', { body: { code: '123456' } })).toMatchObject({
      status: 409,
      code: 'second_factor_off',
    });
    const begin = { body: { password: PASSWORD } };
    const before = authenticatorOf((await client.call('beginSecondFactor', begin)).uri);
    const { uri } = await client.call('beginSecondFactor', { body: { password: PASSWORD } });
    expect(await client.problem('confirmSecondFactor', { body: { code: before.now() } })).toMatchObject({
      status: 403,
      code: 'code_wrong',
    });
    await client.call('confirmSecondFactor', { body: { code: authenticatorOf(uri).now() } });
  });

  it('is done once', async () => {
    const client = await signedIn(vault);
    const { uri } = await client.call('beginSecondFactor', { body: { password: PASSWORD } });
    const body = { code: authenticatorOf(uri).now() };
    const answers = await Promise.all(
      Array.from({ length: 3 }, () => client.request('confirmSecondFactor', { body })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
    for (const answer of answers.filter(({ status }) => status === 409))
      expect(await answer.json()).toMatchObject({ code: 'second_factor_on' });
    const begin = { password: PASSWORD };
    for (const [name, sent] of [
      ['beginSecondFactor', begin],
      ['confirmSecondFactor', body],
    ] as const)
      expect(await client.problem(name, { body: sent })).toMatchObject({ code: 'second_factor_on' });
  });

  it('takes the password: a stolen access token is not enough', async () => {
    const client = await signedIn(vault);
    const body = { password: 'not my password' };
    expect(await client.problem('beginSecondFactor', { body })).toMatchObject({
      status: 403,
      code: 'password_wrong',
    });
    expect(await client.problem('beginSecondFactor')).toMatchObject({ code: 'invalid_request' });
    expect(await client.problem('confirmSecondFactor', { body: { code: '123456' } })).toMatchObject({
      code: 'second_factor_off',
    });
    for (let guess = 2; guess <= 10; guess += 1) await client.problem('beginSecondFactor', { body });
    expect((await client.request('beginSecondFactor', { body: { password: PASSWORD } })).status).toBe(429);
  });

  it('takes five wrong codes, and then none for a while', async () => {
    const client = await signedIn(vault);
    const { uri } = await client.call('beginSecondFactor', { body: { password: PASSWORD } });
    const app = authenticatorOf(uri);
    for (let guess = 1; guess <= 5; guess += 1)
      expect(await client.problem('confirmSecondFactor', { body: { code: app.wrong() } })).toMatchObject({
        code: 'code_wrong',
      });
    expect(await client.problem('confirmSecondFactor', { body: { code: app.now() } })).toMatchObject({
      status: 429,
      code: 'rate_limited',
    });
  });

  it('ends all other sessions', async () => {
    const client = await signedIn(vault);
    const other = await signedInAgain(client);
    const app = await secondFactorOf(client);
    expect(await other.problem('validate')).toMatchObject({ code: 'session_ended' });
    expect(await other.problem('refresh', { body: { refreshToken: other.refreshToken } })).toMatchObject({
      code: 'session_ended',
    });
    await client.call('validate');
    await signedInAgain(client, { code: app.next() });
  });

  it('leaves no session that was signed in to without it at the same moment', async () => {
    const client = await signedIn(vault);
    const body = { email: client.email, password: PASSWORD, session: 'token' };
    const signingIn = Array.from({ length: 6 }, async (_, turn) => {
      await pause(turn * 40);
      return client.request('login', { body });
    });
    await secondFactorOf(client);
    await Promise.all(signingIn);
    const { items } = await client.call('listSessions');
    expect(items.map(({ current }) => current)).toEqual([true]);
  });

  it('refuses what cannot be a code', async () => {
    const client = await signedIn(vault);
    for (const code of ['12345', '1234567', 'abcdef', '7Q3M-XK9T-0ZBC', '', '1'.repeat(65)])
      expect(await client.problem('confirmSecondFactor', { body: { code } })).toMatchObject({
        code: 'invalid_request',
        errors: [{ field: '/code' }],
      });
  });

  it('takes a session: neither strangers nor API keys do it', async () => {
    const client = await signedIn(vault);
    const expiresAt = new Date(Date.now() + 3600_000).toISOString();
    const key = { name: 'a key', scopes: ['files:read'], expiresAt };
    const { secret } = await client.call('createKey', { body: key });
    const calls = [
      ['beginSecondFactor', { password: PASSWORD }],
      ['confirmSecondFactor', { code: '123456' }],
      ['renewRecoveryCodes', { password: PASSWORD, code: '123456' }],
      ['removeSecondFactor', { password: PASSWORD, code: '123456' }],
    ] as const;
    for (const [name, body] of calls) {
      expect(await stranger(vault).problem(name, { body })).toMatchObject({ code: 'unauthenticated' });
      expect(await withToken(client, secret).problem(name, { body })).toMatchObject({
        code: 'session_required',
      });
    }
  });
});

describe('new recovery codes', () => {
  it('take the place of those that were there; the second factor stays on', async () => {
    const client = await signedIn(vault);
    const app = await secondFactorOf(client);
    const [first = '', old = ''] = app.recoveryCodes;
    const renew = (password: string, code: string) => ({ body: { password, code } });
    expect(await client.problem('renewRecoveryCodes', renew('not my password', app.next()))).toMatchObject({
      status: 403,
      code: 'password_wrong',
    });
    expect(await client.problem('renewRecoveryCodes', renew(PASSWORD, app.wrong()))).toMatchObject({
      code: 'code_wrong',
    });
    const { recoveryCodes } = await client.call('renewRecoveryCodes', renew(PASSWORD, first));
    expect(new Set([...recoveryCodes, ...app.recoveryCodes]).size).toBe(20);
    await awaitMail(vault.mailUrl, client.email, 'You have new recovery codes');

    const body = { email: client.email, password: PASSWORD, code: old };
    expect(await client.problem('login', { body })).toMatchObject({ code: 'code_wrong' });
    const [fresh = ''] = recoveryCodes;
    await signedInAgain(client, { code: fresh });
    await signedInAgain(client, { code: app.next() });
    expect(await client.problem('login', { body: { ...body, code: fresh } })).toMatchObject({
      code: 'code_wrong',
    });
  });

  it('are for a second factor that is on', async () => {
    const body = { password: PASSWORD, code: '123456' };
    expect(await (await signedIn(vault)).problem('renewRecoveryCodes', { body })).toMatchObject({
      status: 409,
      code: 'second_factor_off',
    });
  });
});

describe('switching a second factor off', () => {
  it('takes the password and a code', async () => {
    const client = await signedIn(vault);
    const app = await secondFactorOf(client);
    const remove = (password: string, code: string) => ({ body: { password, code } });
    expect(await client.problem('removeSecondFactor', remove('not my password', app.next()))).toMatchObject({
      status: 403,
      code: 'password_wrong',
    });
    expect(await client.problem('removeSecondFactor', remove(PASSWORD, app.wrong()))).toMatchObject({
      code: 'code_wrong',
    });
    await client.call('removeSecondFactor', remove(PASSWORD, app.next()));
    expect((await client.call('validate')).user.secondFactor).toBe(false);
    await awaitMail(vault.mailUrl, client.email, 'Two-factor authentication is off');
    await signedInAgain(client);
    const [recovery = ''] = app.recoveryCodes;
    expect(await client.problem('removeSecondFactor', remove(PASSWORD, recovery))).toMatchObject({
      status: 409,
      code: 'second_factor_off',
    });
  });

  it('can be done with a recovery code, and another one switched on', async () => {
    const client = await signedIn(vault);
    const [recovery = ''] = (await secondFactorOf(client)).recoveryCodes;
    await client.call('removeSecondFactor', { body: { password: PASSWORD, code: recovery } });
    const app = await secondFactorOf(client);
    const body = { email: client.email, password: PASSWORD };
    expect(await client.problem('login', { body: { ...body, code: recovery } })).toMatchObject({
      code: 'code_wrong',
    });
    await signedInAgain(client, { code: app.next() });
  });
});

describe('what takes the password and a code', () => {
  it('is not done any more for a while after five wrong codes, whichever they were for', async () => {
    const client = await signedIn(vault);
    const app = await secondFactorOf(client);
    const proof = (code: string) => ({ body: { password: PASSWORD, code } });
    for (const name of ['renewRecoveryCodes', 'removeSecondFactor'] as const)
      for (let guess = 1; guess <= 2; guess += 1)
        expect(await client.problem(name, proof(app.wrong()))).toMatchObject({ code: 'code_wrong' });
    expect(await client.problem('removeSecondFactor', proof(app.wrong()))).toMatchObject({
      code: 'code_wrong',
    });
    for (const name of ['renewRecoveryCodes', 'removeSecondFactor'] as const)
      expect(await client.problem(name, proof(app.next()))).toMatchObject({
        status: 429,
        code: 'rate_limited',
      });
  });

  it.each(['renewRecoveryCodes', 'removeSecondFactor'] as const)(
    '%s: is done by one of several who ask for it at once with the same code',
    async (name) => {
      const client = await signedIn(vault);
      const app = await secondFactorOf(client);
      const body = { password: PASSWORD, code: app.next() };
      const answers = await Promise.all(Array.from({ length: 4 }, () => client.request(name, { body })));
      expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
      for (const answer of answers.filter(({ ok }) => !ok))
        expect(['code_wrong', 'second_factor_off']).toContain(problemSchema.parse(await answer.json()).code);
    },
  );
});
