import { describe, expect, inject, it } from 'vitest';
import { awaitMail, mailsTo, tokenIn } from '../setup/mailbox.ts';
import {
  NEW_PASSWORD,
  PASSWORD,
  signedIn,
  signedInAgain,
  stranger,
  type VaultClient,
  withApiKey,
} from '../setup/vault-client.ts';

const vault = inject('vault');
const UNKNOWN_TOKEN = 'A'.repeat(43);

async function resetToken(client: VaultClient): Promise<string> {
  await client.call('forgotPassword', { body: { email: client.email } });
  return tokenIn(await awaitMail(vault.mailUrl, client.email, 'Set a new password'));
}

describe('a forgotten password', () => {
  it('can be reset with an emailed link, which ends all sessions and notifies the owner', async () => {
    const client = await signedIn(vault);
    const other = await signedInAgain(client);
    const token = await resetToken(client);
    await client.call('validate');
    await client.call('resetPassword', { body: { token, password: NEW_PASSWORD } });
    for (const one of [client, other]) {
      expect(await one.problem('validate')).toMatchObject({ code: 'session_ended' });
      const body = { refreshToken: one.refreshToken };
      expect(await one.problem('refresh', { body })).toMatchObject({ code: 'session_ended' });
    }
    const body = { email: client.email, password: PASSWORD };
    expect(await client.problem('login', { body })).toMatchObject({ code: 'invalid_credentials' });
    await signedInAgain(client, { password: NEW_PASSWORD });
    const { text } = await awaitMail(vault.mailUrl, client.email, 'Your password was changed');
    expect(text).toContain('All sessions were ended and all API keys were revoked');
  });

  it('revokes all API keys when it is reset, because a thief may have created one', async () => {
    const client = await signedIn(vault);
    const program = await withApiKey(client, 'files:read');
    await client.call('resetPassword', { body: { token: await resetToken(client), password: NEW_PASSWORD } });
    expect(await program.problem('listFiles')).toMatchObject({ code: 'unauthenticated' });
    const again = await signedInAgain(client, { password: NEW_PASSWORD });
    expect((await again.call('listKeys')).items).toEqual([]);
  });

  it('has the same answer for an unknown address, which gets no email', async () => {
    const [client, unregistered] = [await signedIn(vault), stranger(vault)];
    const ask = ({ email }: VaultClient) => client.request('forgotPassword', { body: { email } });
    const [known, unknown] = [await ask(client), await ask(unregistered)];
    expect([known.status, await known.text()]).toEqual([202, '']);
    expect([unknown.status, await unknown.text()]).toEqual([202, '']);
    // A later email has arrived, so the queue has handled both requests.
    const later = await signedIn(vault);
    await resetToken(later);
    expect(await mailsTo(vault.mailUrl, unregistered.email)).toEqual([]);
  });

  it('is reset once by concurrent requests with the same link', async () => {
    const client = await signedIn(vault);
    const token = await resetToken(client);
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        client.request('resetPassword', { body: { token, password: `${NEW_PASSWORD} ${index}` } }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 400, 400, 400, 400, 400]);
    expect(await client.problem('resetPassword', { body: { token, password: NEW_PASSWORD } })).toMatchObject({
      status: 400,
      code: 'link_invalid',
    });
  });

  it('invalidates links that were sent before the password changed', async () => {
    const client = await signedIn(vault);
    await client.call('forgotPassword', { body: { email: client.email } });
    const first = await resetToken(client);
    await client.call('changePassword', { body: { current: PASSWORD, password: NEW_PASSWORD } });
    expect(
      await client.problem('resetPassword', { body: { token: first, password: 'yet another password' } }),
    ).toMatchObject({ code: 'link_invalid' });
  });

  it('is not reset with an unknown token or with one that confirms an address', async () => {
    const client = await signedIn(vault);
    const confirming = stranger(vault);
    await confirming.call('register', { body: { email: confirming.email, password: PASSWORD, name: 'Ada' } });
    const foreign = tokenIn(await awaitMail(vault.mailUrl, confirming.email, 'Confirm your address'));
    for (const token of [UNKNOWN_TOKEN, foreign])
      expect(
        await client.problem('resetPassword', { body: { token, password: NEW_PASSWORD } }),
      ).toMatchObject({
        code: 'link_invalid',
      });
    const token = await resetToken(client);
    expect(await client.problem('verify', { body: { token } })).toMatchObject({ code: 'link_invalid' });
  });

  it('keeps its link valid after a password was refused', async () => {
    const client = await signedIn(vault);
    const token = await resetToken(client);
    for (const password of ['passwordpassword', client.email, 'too short'])
      expect(await client.problem('resetPassword', { body: { token, password } })).toMatchObject({
        code: 'invalid_request',
        errors: [{ field: '/password' }],
      });
    await client.call('resetPassword', { body: { token, password: NEW_PASSWORD } });
  });
});

describe('changing the password', () => {
  it('keeps API keys valid, and says so', async () => {
    const client = await signedIn(vault);
    const program = await withApiKey(client, 'files:read');
    await client.call('changePassword', { body: { current: PASSWORD, password: NEW_PASSWORD } });
    await program.call('listFiles');
    const { text } = await awaitMail(vault.mailUrl, client.email, 'Your password was changed');
    expect(text).toContain('Your API keys still work');
  });

  it('ends all other sessions, keeps this one, and notifies the owner', async () => {
    const client = await signedIn(vault);
    const other = await signedInAgain(client);
    await client.call('changePassword', { body: { current: PASSWORD, password: NEW_PASSWORD } });
    expect(await other.problem('validate')).toMatchObject({ code: 'session_ended' });
    await client.call('validate');
    await client.call('refresh', { body: { refreshToken: client.refreshToken } });
    await signedInAgain(client, { password: NEW_PASSWORD });
    await awaitMail(vault.mailUrl, client.email, 'Your password was changed');
  });

  it('requires the current password, and does not say more', async () => {
    const client = await signedIn(vault);
    const body = { current: 'not my password', password: NEW_PASSWORD };
    expect(await client.problem('changePassword', { body })).toMatchObject({
      status: 403,
      code: 'password_wrong',
    });
    await signedInAgain(client);
  });

  it('refuses a common password and the email address', async () => {
    const client = await signedIn(vault);
    for (const password of ['passwordpassword', client.email.toUpperCase(), 'x'.repeat(129)]) {
      const problem = await client.problem('changePassword', { body: { current: PASSWORD, password } });
      expect(problem).toMatchObject({ code: 'invalid_request', errors: [{ field: '/password' }] });
      expect(JSON.stringify(problem)).not.toContain(password);
    }
  });

  it('succeeds once for two concurrent requests', async () => {
    const client = await signedIn(vault);
    const answers = await Promise.all(
      ['one more good password', 'another good password'].map((password) =>
        client.request('changePassword', { body: { current: PASSWORD, password } }),
      ),
    );
    const statuses = answers.map(({ status }) => status).toSorted();
    // The slower one has a wrong password, or conflicts if the password changed during hashing.
    expect([
      [204, 403],
      [204, 409],
    ]).toContainEqual(statuses);
  });

  it('requires a session', async () => {
    const body = { current: PASSWORD, password: NEW_PASSWORD };
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
