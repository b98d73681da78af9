import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { t } from '../../frontend/locales/index.ts';
import { authenticatorOf } from '../setup/authenticator.ts';
import { launchBrowser } from '../setup/browser.ts';
import { awaitMail } from '../setup/mailbox.ts';
import { PASSWORD, registerAndConfirm, signedIn, stranger } from '../setup/vault-client.ts';

const vault = inject('vault');
const ANOTHER = 'another battery of correct horses';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** A page in its own context, with its errors. */
async function openPage(): Promise<{ page: Page; errors: string[] }> {
  const page = await (await browser.newContext({ acceptDownloads: true })).newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy/i.test(message.text()))
      errors.push(message.text());
  });
  return { page, errors };
}

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto(`${vault.pageUrl}/sign-in`);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

it('a forgotten password is replaced by email', async () => {
  const client = await signedIn(vault);
  const { page, errors } = await openPage();
  await page.goto(`${vault.pageUrl}/sign-in`);
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await page.getByLabel('Email').fill(client.email);
  await page.keyboard.press('Enter');
  await page.getByText(client.email).waitFor();

  const message = await awaitMail(vault.mailUrl, client.email, 'Set a new password');
  await page.goto(/http\S+/.exec(message.text)?.[0] ?? '');
  expect(page.url()).toBe(`${vault.pageUrl}/reset`);
  await page.getByLabel('New password', { exact: true }).fill('passwordpassword');
  await page.getByRole('button', { name: 'Set password' }).click();
  await page.getByText('This password is too common. Choose another.').waitFor();
  await page.getByLabel('New password', { exact: true }).fill(ANOTHER);
  await page.getByRole('button', { name: 'Set password' }).click();
  await page.getByRole('heading', { name: 'Password set' }).waitFor();

  await signIn(page, client.email, ANOTHER);
  await page.getByRole('link', { name: 'Ada Lovelace' }).waitFor();
  expect(errors).toEqual([]);
});

it('a user sets up two-factor authentication, signs in with a code, replaces the recovery codes, ends another session, and turns it off', async () => {
  const client = stranger(vault);
  await registerAndConfirm(client);
  const { page, errors } = await openPage();
  await signIn(page, client.email, PASSWORD);
  await page.getByRole('link', { name: 'Ada Lovelace' }).click();
  await page.getByRole('button', { name: 'Set up' }).click();
  await page.getByRole('dialog').getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('img', { name: t.account.twoFactor.qrCode }).waitFor();
  await page.locator('input[name=code]:focus').waitFor();
  const secret = ((await page.getByRole('dialog').locator('code').textContent()) ?? '').replaceAll(' ', '');
  const app = authenticatorOf(`otpauth://totp/Encrypt5:ada?issuer=Encrypt5&secret=${secret}`);
  await page.getByLabel('Code', { exact: true }).fill(app.now());
  await page.keyboard.press('Enter');
  const codes = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
  await codes.first().waitFor();
  expect(await codes.count()).toBe(10);
  await page.keyboard.press('Escape');
  const [used = '', ...others] = await codes.allTextContents();
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download' }).click();
  expect((await downloading).suggestedFilename()).toBe('encrypt5-recovery-codes.txt');
  await page.getByRole('button', { name: t.account.recovery.saved }).click();
  await page.getByText(t.account.twoFactor.on).waitFor();

  await page.getByRole('button', { name: 'New recovery codes' }).click();
  await page.getByRole('dialog').getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByLabel('Code', { exact: true }).fill(used);
  await page.keyboard.press('Enter');
  await page.getByText(t.account.recovery.replaced).waitFor();
  const [recovery = '', ...renewed] = await codes.allTextContents();
  expect(renewed.filter((code) => others.includes(code))).toEqual([]);
  expect(renewed).toHaveLength(9);
  await page.getByRole('button', { name: t.account.recovery.saved }).click();

  const elsewhere = await openPage();
  await signIn(elsewhere.page, client.email, PASSWORD);
  await elsewhere.page.getByLabel('Code', { exact: true }).fill(app.wrong());
  await elsewhere.page.getByRole('button', { name: 'Sign in' }).click();
  await elsewhere.page.getByText('code_wrong').waitFor();
  await elsewhere.page.getByLabel('Code', { exact: true }).fill(app.next());
  await elsewhere.page.keyboard.press('Enter');
  await elsewhere.page.getByRole('link', { name: 'Ada Lovelace' }).waitFor();

  await page.reload();
  const sessions = page.getByRole('list', { name: 'Sessions' }).getByRole('listitem');
  await sessions.filter({ hasText: t.account.sessions.current }).waitFor();
  expect(await sessions.count()).toBe(2);
  await page.getByRole('button', { name: /^End the session of/ }).click();
  await sessions.filter({ hasNotText: t.account.sessions.current }).waitFor({ state: 'detached' });
  await elsewhere.page.goto(`${vault.pageUrl}/account`);
  await elsewhere.page.getByRole('heading', { name: t.signIn.heading }).waitFor();

  await page.getByRole('button', { name: 'Turn off' }).click();
  await page.getByLabel('Code', { exact: true }).fill(recovery.toLowerCase());
  await page.getByRole('dialog').getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('dialog').getByRole('button', { name: 'Turn off' }).click();
  await page.getByText(t.account.twoFactor.off).waitFor();
  expect([...errors, ...elsewhere.errors]).toEqual([]);
});

it('a signed-in user changes the password', async () => {
  const client = await signedIn(vault);
  const { page, errors } = await openPage();
  await signIn(page, client.email, PASSWORD);
  await page.getByRole('link', { name: 'Ada Lovelace' }).click();
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByLabel('Current password', { exact: true }).fill('not my password');
  await page.getByLabel('New password', { exact: true }).fill(ANOTHER);
  await page.keyboard.press('Enter');
  await page.getByText('The current password is incorrect.').waitFor();
  await page.getByLabel('Current password', { exact: true }).fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByText('Password changed.').waitFor();
  expect(await client.problem('validate')).toMatchObject({ code: 'session_ended' });
  expect(errors).toEqual([]);
});
