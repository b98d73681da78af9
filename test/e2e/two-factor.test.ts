import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, inject, it } from 'vitest';
import { problemSchema } from '#contract';
import { authenticatorOf, turnOnTwoFactor } from '../setup/authenticator.ts';
import { awaitMail, tokenIn } from '../setup/mailbox.ts';
import {
  NEW_PASSWORD,
  PASSWORD,
  signedIn,
  signedInAgain,
  stranger,
  withApiKey,
} from '../setup/vault-client.ts';

const vault = inject('vault');

describe('two-factor authentication', () => {
  it('is on after a first correct code, and sign-in then requires a code', async () => {
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
    const signedInWithCode = await signedInAgain(client, { code: app.next() });
    expect((await signedInWithCode.call('validate')).user.secondFactor).toBe(true);
  });

  it('is not revealed without the correct password', async () => {
    const client = await signedIn(vault);
    const app = await turnOnTwoFactor(client);
    const wrong = { email: client.email, password: 'not my password' };
    for (const body of [wrong, { ...wrong, code: app.next() }])
      expect(await client.problem('login', { body })).toMatchObject({ code: 'invalid_credentials' });
    await signedInAgain(client, { code: app.next() });
  });

  it('accepts a code once when several clients sign in with it at the same time', async () => {
    const client = await signedIn(vault);
    const app = await turnOnTwoFactor(client);
    const body = { email: client.email, password: PASSWORD, session: 'token', code: app.next() };
    const answers = await Promise.all(Array.from({ length: 4 }, () => client.request('login', { body })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 403, 403, 403]);
    expect(await client.problem('login', { body })).toMatchObject({ code: 'code_wrong' });
  });

  it('does not accept the code that turned it on', async () => {
    const client = await signedIn(vault);
    const { uri } = await client.call('beginSecondFactor', { body: { password: PASSWORD } });
    const code = authenticatorOf(uri).now();
    await client.call('confirmSecondFactor', { body: { code } });
    const body = { email: client.email, password: PASSWORD, code };
    expect(await client.problem('login', { body })).toMatchObject({ code: 'code_wrong' });
  });

  it('accepts each recovery code once, in any spelling', async () => {
    const client = await signedIn(vault);
    const [first = '', second = ''] = (await turnOnTwoFactor(client)).recoveryCodes;
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

  it('stays on after a password reset', async () => {
    const client = await signedIn(vault);
    const app = await turnOnTwoFactor(client);
    await client.call('forgotPassword', { body: { email: client.email } });
    const token = tokenIn(await awaitMail(vault.mailUrl, client.email, 'Set a new password'));
    await client.call('resetPassword', { body: { token, password: NEW_PASSWORD } });
    const body = { email: client.email, password: NEW_PASSWORD };
    expect(await client.problem('login', { body })).toMatchObject({ code: 'code_required' });
    await signedInAgain(client, { password: NEW_PASSWORD, code: app.next() });
  });

  it('locks the account for a while after five wrong codes', async () => {
    const client = await signedIn(vault);
    const app = await turnOnTwoFactor(client);
    const body = { email: client.email, password: PASSWORD, code: app.wrong() };
    for (let guess = 1; guess <= 5; guess += 1)
      expect(await client.problem('login', { body })).toMatchObject({ code: 'code_wrong' });
    const right = await client.request('login', { body: { ...body, code: app.next() } });
    expect(right.status).toBe(429);
    expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('turning on 2FA', () => {
  it('requires a code of the newest secret', async () => {
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

  it('succeeds once when requested concurrently', async () => {
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

  it('requires the password, so that a stolen access token is not enough', async () => {
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

  it('refuses all codes for a while after five wrong ones', async () => {
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
    const app = await turnOnTwoFactor(client);
    expect(await other.problem('validate')).toMatchObject({ code: 'session_ended' });
    expect(await other.problem('refresh', { body: { refreshToken: other.refreshToken } })).toMatchObject({
      code: 'session_ended',
    });
    await client.call('validate');
    await signedInAgain(client, { code: app.next() });
  });

  it('leaves no session that signed in without a code at the same moment', async () => {
    const client = await signedIn(vault);
    const body = { email: client.email, password: PASSWORD, session: 'token' };
    const signingIn = Array.from({ length: 6 }, async (_, turn) => {
      await pause(turn * 40);
      return client.request('login', { body });
    });
    await turnOnTwoFactor(client);
    await Promise.all(signingIn);
    const { items } = await client.call('listSessions');
    expect(items.map(({ current }) => current)).toEqual([true]);
  });

  it('refuses a malformed code', async () => {
    const client = await signedIn(vault);
    for (const code of ['12345', '1234567', 'abcdef', '7Q3M-XK9T-0ZBC', '', '1'.repeat(65)])
      expect(await client.problem('confirmSecondFactor', { body: { code } })).toMatchObject({
        code: 'invalid_request',
        errors: [{ field: '/code' }],
      });
  });

  it('requires a session: an anonymous client or an API key is refused', async () => {
    const client = await signedIn(vault);
    const program = await withApiKey(client, 'files:read');
    const calls = [
      ['beginSecondFactor', { password: PASSWORD }],
      ['confirmSecondFactor', { code: '123456' }],
      ['renewRecoveryCodes', { password: PASSWORD, code: '123456' }],
      ['removeSecondFactor', { password: PASSWORD, code: '123456' }],
    ] as const;
    for (const [name, body] of calls) {
      expect(await stranger(vault).problem(name, { body })).toMatchObject({ code: 'unauthenticated' });
      expect(await program.problem(name, { body })).toMatchObject({
        code: 'session_required',
      });
    }
  });
});

describe('new recovery codes', () => {
  it('replace the old ones and leave 2FA on', async () => {
    const client = await signedIn(vault);
    const app = await turnOnTwoFactor(client);
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

  it('are refused while 2FA is off', async () => {
    const body = { password: PASSWORD, code: '123456' };
    expect(await (await signedIn(vault)).problem('renewRecoveryCodes', { body })).toMatchObject({
      status: 409,
      code: 'second_factor_off',
    });
  });
});

describe('turning off 2FA', () => {
  it('requires the password and a code', async () => {
    const client = await signedIn(vault);
    const app = await turnOnTwoFactor(client);
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

  it('accepts a recovery code, and 2FA can be turned on again', async () => {
    const client = await signedIn(vault);
    const [recovery = ''] = (await turnOnTwoFactor(client)).recoveryCodes;
    await client.call('removeSecondFactor', { body: { password: PASSWORD, code: recovery } });
    const app = await turnOnTwoFactor(client);
    const body = { email: client.email, password: PASSWORD };
    expect(await client.problem('login', { body: { ...body, code: recovery } })).toMatchObject({
      code: 'code_wrong',
    });
    await signedInAgain(client, { code: app.next() });
  });
});

describe('an action that requires the password and a code', () => {
  it('is refused for a while after five wrong codes for any such action', async () => {
    const client = await signedIn(vault);
    const app = await turnOnTwoFactor(client);
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
    '%s: succeeds once when requested concurrently with the same code',
    async (name) => {
      const client = await signedIn(vault);
      const app = await turnOnTwoFactor(client);
      const body = { password: PASSWORD, code: app.next() };
      const answers = await Promise.all(Array.from({ length: 4 }, () => client.request(name, { body })));
      expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
      for (const answer of answers.filter(({ ok }) => !ok))
        expect(['code_wrong', 'second_factor_off']).toContain(problemSchema.parse(await answer.json()).code);
    },
  );
});
