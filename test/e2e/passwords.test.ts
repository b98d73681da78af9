import { describe, expect, inject, it } from 'vitest';
import { awaitMail, mailsTo, tokenIn } from '../setup/mailbox.ts';
import {
  PASSWORD,
  signedIn,
  signedInAgain,
  stranger,
  type VaultClient,
  withToken,
} from '../setup/vault-client.ts';

const vault = inject('vault');
const ANOTHER = 'another battery of correct horses';
const UNKNOWN_TOKEN = 'A'.repeat(43);

async function resetToken(client: VaultClient): Promise<string> {
  await client.call('forgotPassword', { body: { email: client.email } });
  return tokenIn(await awaitMail(vault.mailUrl, client.email, 'Set a new password'));
}

/** A program that acts for the account with an API key. */
async function withKey(client: VaultClient): Promise<VaultClient> {
  const expiresAt = new Date(Date.now() + 3600_000).toISOString();
  const body = { name: 'backup', scopes: ['files:read'], expiresAt };
  return withToken(client, (await client.call('createKey', { body })).secret);
}

describe('a forgotten password', () => {
  it('is replaced with the link of a mail, which ends every session and tells the owner', async () => {
    const client = await signedIn(vault);
    const other = await signedInAgain(client);
    const token = await resetToken(client);
    await client.call('validate');
    await client.call('resetPassword', { body: { token, password: ANOTHER } });
    for (const one of [client, other]) {
      expect(await one.problem('validate')).toMatchObject({ code: 'session_ended' });
      const body = { refreshToken: one.refreshToken };
      expect(await one.problem('refresh', { body })).toMatchObject({ code: 'session_ended' });
    }
    const body = { email: client.email, password: PASSWORD };
    expect(await client.problem('login', { body })).toMatchObject({ code: 'invalid_credentials' });
    await signedInAgain(client, { password: ANOTHER });
    const { text } = await awaitMail(vault.mailUrl, client.email, 'Your password was changed');
    expect(text).toContain('All sessions were ended and all API keys were revoked');
  });

  it('ends every API key once it is replaced: a thief may have made one', async () => {
    const client = await signedIn(vault);
    const program = await withKey(client);
    await client.call('resetPassword', { body: { token: await resetToken(client), password: ANOTHER } });
    expect(await program.problem('listFiles')).toMatchObject({ code: 'unauthenticated' });
    const again = await signedInAgain(client, { password: ANOTHER });
    expect((await again.call('listKeys')).items).toEqual([]);
  });

  it('is answered the same for an address that nobody has, which gets no mail', async () => {
    const [client, nobody] = [await signedIn(vault), stranger(vault)];
    const ask = ({ email }: VaultClient) => client.request('forgotPassword', { body: { email } });
    const [known, unknown] = [await ask(client), await ask(nobody)];
    expect([known.status, await known.text()]).toEqual([202, '']);
    expect([unknown.status, await unknown.text()]).toEqual([202, '']);
    // One that was asked for later has arrived: the queue has been there.
    const later = await signedIn(vault);
    await resetToken(later);
    expect(await mailsTo(vault.mailUrl, nobody.email)).toEqual([]);
  });

  it('is replaced once with each link, however many try at once', async () => {
    const client = await signedIn(vault);
    const token = await resetToken(client);
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        client.request('resetPassword', { body: { token, password: `${ANOTHER} ${index}` } }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 400, 400, 400, 400, 400]);
    expect(await client.problem('resetPassword', { body: { token, password: ANOTHER } })).toMatchObject({
      status: 400,
      code: 'link_invalid',
    });
  });

  it('makes links void that were sent before it was replaced', async () => {
    const client = await signedIn(vault);
    await client.call('forgotPassword', { body: { email: client.email } });
    const first = await resetToken(client);
    await client.call('changePassword', { body: { current: PASSWORD, password: ANOTHER } });
    expect(
      await client.problem('resetPassword', { body: { token: first, password: 'yet another password' } }),
    ).toMatchObject({ code: 'link_invalid' });
  });

  it('is not replaced with a link that was never sent, or was sent to confirm an address', async () => {
    const client = await signedIn(vault);
    const confirming = stranger(vault);
    await confirming.call('register', { body: { email: confirming.email, password: PASSWORD, name: 'Ada' } });
    const foreign = tokenIn(await awaitMail(vault.mailUrl, confirming.email, 'Confirm your address'));
    for (const token of [UNKNOWN_TOKEN, foreign])
      expect(await client.problem('resetPassword', { body: { token, password: ANOTHER } })).toMatchObject({
        code: 'link_invalid',
      });
    const token = await resetToken(client);
    expect(await client.problem('verify', { body: { token } })).toMatchObject({ code: 'link_invalid' });
  });

  it('keeps its link for whoever chose badly', async () => {
    const client = await signedIn(vault);
    const token = await resetToken(client);
    for (const password of ['passwordpassword', client.email, 'too short'])
      expect(await client.problem('resetPassword', { body: { token, password } })).toMatchObject({
        code: 'invalid_request',
        errors: [{ field: '/password' }],
      });
    await client.call('resetPassword', { body: { token, password: ANOTHER } });
  });
});

describe('changing the password', () => {
  it('leaves API keys as they are, and says so', async () => {
    const client = await signedIn(vault);
    const program = await withKey(client);
    await client.call('changePassword', { body: { current: PASSWORD, password: ANOTHER } });
    await program.call('listFiles');
    const { text } = await awaitMail(vault.mailUrl, client.email, 'Your password was changed');
    expect(text).toContain('Your API keys still work');
  });

  it('ends all other sessions, keeps this one, and tells the owner', async () => {
    const client = await signedIn(vault);
    const other = await signedInAgain(client);
    await client.call('changePassword', { body: { current: PASSWORD, password: ANOTHER } });
    expect(await other.problem('validate')).toMatchObject({ code: 'session_ended' });
    await client.call('validate');
    await client.call('refresh', { body: { refreshToken: client.refreshToken } });
    await signedInAgain(client, { password: ANOTHER });
    await awaitMail(vault.mailUrl, client.email, 'Your password was changed');
  });

  it('takes the present one, and says nothing else of it', async () => {
    const client = await signedIn(vault);
    const body = { current: 'not my password', password: ANOTHER };
    expect(await client.problem('changePassword', { body })).toMatchObject({
      status: 403,
      code: 'password_wrong',
    });
    await signedInAgain(client);
  });

  it('refuses a password that is tried first, and the address itself', async () => {
    const client = await signedIn(vault);
    for (const password of ['passwordpassword', client.email.toUpperCase(), 'x'.repeat(129)]) {
      const problem = await client.problem('changePassword', { body: { current: PASSWORD, password } });
      expect(problem).toMatchObject({ code: 'invalid_request', errors: [{ field: '/password' }] });
      expect(JSON.stringify(problem)).not.toContain(password);
    }
  });

  it('is done by one of two who do it at once', async () => {
    const client = await signedIn(vault);
    const answers = await Promise.all(
      ['one more good password', 'another good password'].map((password) =>
        client.request('changePassword', { body: { current: PASSWORD, password } }),
      ),
    );
    const statuses = answers.map(({ status }) => status).toSorted();
    // The slower one finds another password, or that somebody changed it while it was being hashed.
    expect([
      [204, 403],
      [204, 409],
    ]).toContainEqual(statuses);
  });

  it('takes a session', async () => {
    const body = { current: PASSWORD, password: ANOTHER };
    expect(await stranger(vault).problem('changePassword', { body })).toMatchObject({
      code: 'unauthenticated',
    });
  });
});

describe('registering', () => {
  it.each(['passwordpassword', '123456789012', 'aaaaaaaaaaaaaaaa'])(
    'refuses %s, naming the field',
    async (password) => {
      const client = stranger(vault);
      const problem = await client.problem('register', {
        body: { email: client.email, password, name: 'Ada' },
      });
      expect(problem).toMatchObject({ code: 'invalid_request', errors: [{ field: '/password' }] });
    },
  );
});
