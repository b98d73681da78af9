import { decodeJwt, decodeProtectedHeader } from 'jose';
import { describe, expect, inject, it } from 'vitest';
import { awaitMail, mailsTo, tokenIn } from '../setup/mailbox.ts';
import { until } from '../setup/until.ts';
import { PASSWORD, registerAndConfirm, signedIn, stranger, withToken } from '../setup/vault-client.ts';

const vault = inject('vault');

/** The origin header that a browser on the page sends. */
const fromThePage = { origin: new URL(vault.pageUrl).origin };

function cookieOf(response: Response): string {
  const cookie = response.headers.getSetCookie().find((value) => value.startsWith('__Host-'));
  if (cookie === undefined) throw new Error('the answer sets no cookie');
  return cookie;
}

describe('registering', () => {
  it('answers the same for an existing account, and emails its owner', async () => {
    const client = await signedIn(vault);
    const response = await client.request('register', {
      body: { email: client.email, password: PASSWORD, name: 'Mallory' },
    });
    expect(response.status).toBe(202);
    await awaitMail(vault.mailUrl, client.email, 'You already have an account');
    expect((await client.call('validate')).user.name).toBe('Ada Lovelace');
  });

  it('creates the account from the link that was confirmed, not from other registrations', async () => {
    const client = stranger(vault);
    const attacker = { email: client.email, password: 'a password of the attacker', name: 'Mallory' };
    await client.call('register', { body: attacker });
    await awaitMail(vault.mailUrl, client.email, 'Confirm your address');
    await client.call('register', { body: { email: client.email, password: PASSWORD, name: 'Ada' } });
    const token = await until("the owner's own email", async () => {
      const mails = await mailsTo(vault.mailUrl, client.email);
      return mails.filter(({ text }) => text.includes('Hello Ada')).map(tokenIn)[0];
    });
    await client.call('verify', { body: { token } });
    expect(
      await client.problem('login', { body: { email: client.email, password: attacker.password } }),
    ).toMatchObject({
      code: 'invalid_credentials',
    });
    await client.call('login', { body: { email: client.email, password: PASSWORD, session: 'token' } });
  });

  it('accepts a link once', async () => {
    const client = stranger(vault);
    await registerAndConfirm(client);
    const token = tokenIn(await awaitMail(vault.mailUrl, client.email, 'Confirm your address'));
    expect(await client.problem('verify', { body: { token } })).toMatchObject({
      code: 'link_invalid',
      status: 400,
    });
  });

  it('creates one account when a link is used concurrently', async () => {
    const client = stranger(vault);
    await client.call('register', { body: { email: client.email, password: PASSWORD, name: 'Ada' } });
    const token = tokenIn(await awaitMail(vault.mailUrl, client.email, 'Confirm your address'));
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => client.request('verify', { body: { token } })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 400, 400, 400, 400, 400]);
    await client.call('login', { body: { email: client.email, password: PASSWORD } });
  });

  it('refuses passwords that are too short or too long, and does not repeat them', async () => {
    for (const password of ['elevenchars', 'x'.repeat(129)]) {
      const problem = await stranger(vault).problem('register', {
        body: { email: 'ada@example.org', password, name: 'Ada' },
      });
      expect(problem).toMatchObject({ code: 'invalid_request', errors: [{ field: '/password' }] });
      expect(JSON.stringify(problem)).not.toContain(password);
    }
  });
});

describe('signing in', () => {
  it('answers the same for a wrong password and an unknown address', async () => {
    const client = await signedIn(vault);
    const wrong = await client.problem('login', {
      body: { email: client.email, password: 'not my password' },
    });
    const unknown = await client.problem('login', {
      body: { email: 'unknown@example.org', password: PASSWORD },
    });
    expect(wrong).toEqual(unknown);
    expect(wrong).toMatchObject({ status: 401, code: 'invalid_credentials' });
  });

  it('sets an HttpOnly __Host- cookie for the page, and returns no refresh token', async () => {
    const client = stranger(vault);
    await registerAndConfirm(client);
    const response = await client.request('login', {
      body: { email: client.email, password: PASSWORD },
      headers: fromThePage,
    });
    expect(cookieOf(response)).toMatch(
      /^__Host-encrypt5-session=.+; Path=\/; Secure; HttpOnly; SameSite=Strict; Expires=/,
    );
    expect(await response.json()).not.toHaveProperty('refreshToken');
  });

  it('refuses a browser on another site', async () => {
    const client = stranger(vault);
    const problem = await client.problem('login', {
      body: { email: client.email, password: PASSWORD },
      headers: { origin: 'https://evil.example' },
    });
    expect(problem).toMatchObject({ status: 403, code: 'origin_refused' });
  });

  it('signs access tokens with ES256 for 15 minutes, with a published key', async () => {
    const client = await signedIn(vault);
    const token = client.accessToken ?? '';
    const { kid, alg, typ } = decodeProtectedHeader(token);
    expect({ alg, typ }).toEqual({ alg: 'ES256', typ: 'at+jwt' });
    const { exp = 0, iat = 0 } = decodeJwt(token);
    expect(exp - iat).toBe(900);
    const { keys } = await client.call('jwks');
    expect(keys.map((key) => key.kid)).toContain(kid);
  });
});

describe('refreshing', () => {
  it('returns a new token, and within the grace period the same one again', async () => {
    const client = await signedIn(vault);
    const body = { refreshToken: client.refreshToken };
    const first = await client.call('refresh', { body });
    const again = await client.call('refresh', { body });
    expect(first.refreshToken).not.toBe(client.refreshToken);
    expect(again.refreshToken).toBe(first.refreshToken);
    await withToken(client, again.accessToken).call('validate');
  });

  it('returns the same token to concurrent requests', async () => {
    const client = await signedIn(vault);
    const body = { refreshToken: client.refreshToken };
    const answers = await Promise.all(Array.from({ length: 8 }, () => client.call('refresh', { body })));
    expect(new Set(answers.map(({ refreshToken }) => refreshToken)).size).toBe(1);
  });

  it('ends the session when an old token is reused, and notifies the owner', async () => {
    const client = await signedIn(vault);
    const stolen = { refreshToken: client.refreshToken };
    const { refreshToken } = await client.call('refresh', { body: stolen });
    const { accessToken } = await client.call('refresh', { body: { refreshToken } });
    expect(await client.problem('refresh', { body: stolen })).toMatchObject({
      status: 401,
      code: 'session_ended',
    });
    expect(await withToken(client, accessToken).problem('validate')).toMatchObject({ code: 'session_ended' });
    await awaitMail(vault.mailUrl, client.email, 'A session was ended for your safety');
  });

  it('does not end a session for a guessed token', async () => {
    const client = await signedIn(vault);
    const [user, session] = (client.refreshToken ?? '').split('.');
    const guess = [user, session, 'A'.repeat(43), 'A'.repeat(43)].join('.');
    expect(await client.problem('refresh', { body: { refreshToken: guess } })).toMatchObject({
      code: 'unauthenticated',
    });
    await client.call('validate');
  });

  it('accepts the cookie from the page only', async () => {
    const client = stranger(vault);
    await registerAndConfirm(client);
    const login = await client.request('login', {
      body: { email: client.email, password: PASSWORD },
      headers: fromThePage,
    });
    const cookie = cookieOf(login).split(';')[0] ?? '';
    expect(await client.problem('refresh', { headers: { cookie } })).toMatchObject({
      code: 'origin_refused',
    });
    const foreign = { cookie, origin: 'https://evil.example' };
    expect(await client.problem('refresh', { headers: foreign })).toMatchObject({ code: 'origin_refused' });
    const crossSite = { cookie, ...fromThePage, 'sec-fetch-site': 'cross-site' };
    expect(await client.problem('refresh', { headers: crossSite })).toMatchObject({ code: 'origin_refused' });
    expect(await client.problem('refresh', {})).toMatchObject({ code: 'unauthenticated' });
    await client.call('refresh', { headers: { cookie, ...fromThePage } });
    await client.call('refresh', { headers: { cookie, 'sec-fetch-site': 'same-origin' } });
  });
});

describe('signing out', () => {
  it('ends the session and its access tokens immediately', async () => {
    const client = await signedIn(vault);
    const response = await client.request('logout');
    expect(response.status).toBe(204);
    expect(cookieOf(response)).toMatch(/^__Host-encrypt5-session=; Path=\/; Secure; HttpOnly; .*Max-Age=0$/);
    expect(await client.problem('logout')).toMatchObject({ status: 401, code: 'session_ended' });
    expect(await client.problem('validate')).toMatchObject({ status: 401, code: 'session_ended' });
    expect(await client.problem('listFiles')).toMatchObject({ status: 401, code: 'session_ended' });
    expect(await client.problem('refresh', { body: { refreshToken: client.refreshToken } })).toMatchObject({
      code: 'session_ended',
    });
  });
});
