import { expect, inject, it } from 'vitest';
import { awaitMail, mailsTo } from '../setup/mailbox.ts';
import { registerAndConfirm, signedInAgain, stranger } from '../setup/vault-client.ts';

const vault = inject('vault');
const SUBJECT = 'A new sign-in to your account';

it('notifies the owner once of a sign-in from a new device, except the first', async () => {
  const client = stranger(vault);
  await registerAndConfirm(client);
  const signInWith = (userAgent: string) => signedInAgain(client, { headers: { 'user-agent': userAgent } });
  const notices = async () =>
    (await mailsTo(vault.mailUrl, client.email))
      .filter(({ subject }) => subject === SUBJECT)
      .map(({ text }) => /not used recently: (.*), from/.exec(text)?.[1]);

  await signInWith('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0');
  await signInWith('Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0');
  await signInWith('curl/8.14.1');
  const mail = await awaitMail(vault.mailUrl, client.email, SUBJECT);
  expect(mail.text).toContain('curl, from the IP address ');
  await signInWith('curl/8.14.1');
  await signInWith('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605.1.15');
  await expect.poll(notices, { timeout: 30_000 }).toContain('Safari on macOS');
  expect(await notices()).toEqual(['curl', 'Safari on macOS']);
});
