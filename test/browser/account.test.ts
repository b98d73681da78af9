import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { t } from '../../frontend/locales/index.ts';
import { launchBrowser } from '../setup/browser.ts';
import { awaitMail, tokenIn } from '../setup/mailbox.ts';
import { type OwnVault, startOwnVault } from '../setup/own-vault.ts';
import { clientOf, PASSWORD, registerAndConfirm, stranger, withToken } from '../setup/vault-client.ts';

const ROOT = 'root@example.org';

let folder: string;
let vault: OwnVault;
let browser: Browser;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'encrypt5-account-'));
  // As on a laptop, where the first user is the administrator.
  const settings = { site: 'true', firstUserIsAdministrator: 'true' };
  [vault, browser] = await Promise.all([startOwnVault(folder, settings), launchBrowser()]);
  await registerAndConfirm(clientOf(vault, ROOT));
});
afterAll(async () => {
  await browser.close();
  await vault.stop();
  await rm(folder, { recursive: true, force: true });
});

async function open(path: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${vault.pageUrl}${path}`);
  return page;
}

async function signIn(page: Page, email: string): Promise<void> {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** The second click comes before the page has rendered the effect of the first. */
function clickTwice(button: Locator): Promise<void> {
  return button.evaluate((element: { click: () => void }) => {
    element.click();
    element.click();
  });
}

/** The requests that a page sends to change something at a path, from now on. */
function sent(page: Page, path: string): readonly string[] {
  const urls: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && new URL(request.url()).pathname === path) urls.push(request.url());
  });
  return urls;
}

it('a user is invited, registers, creates and revokes a key, is disabled and enabled, and deletes the account', async () => {
  const { email } = stranger(vault);

  // The administrator reaches the users from the account page, and sends an invitation.
  const admin = await open('/account');
  await signIn(admin, ROOT);
  await admin.getByRole('link', { name: 'Users and invitations' }).click();
  await admin.getByRole('button', { name: 'Invite' }).click();
  await admin.getByRole('dialog').getByLabel('Email').fill(email);
  await admin.getByRole('button', { name: 'Send invitation' }).click();
  await admin.getByText(t.administration.invited(email)).waitFor();

  // The link in the email opens a page that knows the invitation, and leaves no secret in the address.
  const { text } = await awaitMail(vault.mailUrl, email, 'You are invited to a vault');
  const page = await open(/\/register#invite=[\w-]+/.exec(text)?.[0] ?? '');
  await page.getByText('You are invited').waitFor();
  expect(page.url()).toBe(`${vault.pageUrl}/register`);
  await page.getByLabel('Name').fill('Ada Lovelace');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByText('Check your email').waitFor();
  const token = tokenIn(await awaitMail(vault.mailUrl, email, 'Confirm your address'));
  const confirming = await open(`/confirm#token=${token}`);
  const confirmations = sent(confirming, '/api/auth/verify');
  await clickTwice(confirming.getByRole('button', { name: 'Confirm address' }));
  await confirming.getByText('Email address confirmed').waitFor();
  expect(confirmations).toHaveLength(1);
  // The link was used: the button is gone.
  const again = await open(`/confirm#token=${token}`);
  await again.getByRole('button', { name: 'Confirm address' }).click();
  await again.getByText(t.errors.byCode.link_invalid).waitFor();
  expect(await again.getByRole('button', { name: 'Confirm address' }).count()).toBe(0);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await signIn(page, email);

  // A key for a program.
  await page.getByRole('link', { name: 'Ada Lovelace' }).click();
  await page.getByText('0 of').waitFor();
  expect(await page.getByRole('link', { name: 'Users and invitations' }).count()).toBe(0);
  await page.getByRole('button', { name: t.account.keys.new }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Nightly backup');
  expect(await dialog.getByLabel(t.account.keys.scopes['metrics:read']).count()).toBe(0);
  const made = sent(page, '/api/auth/keys');
  await clickTwice(dialog.getByRole('button', { name: 'Create key' }));
  const secret = (await dialog.getByText(/^e5_/).textContent()) ?? '';
  await dialog.getByRole('button', { name: 'Done' }).click();
  const program = withToken(clientOf(vault, email), secret);
  await program.call('listFiles');
  expect(made).toHaveLength(1);
  await page.getByRole('button', { name: 'Revoke Nightly backup' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('“Nightly backup” was revoked.').waitFor();
  expect(await program.problem('listFiles')).toMatchObject({ code: 'unauthenticated' });

  // An unknown address says so.
  await page.goto(`${vault.pageUrl}/no/such/page`);
  await page.getByRole('heading', { name: t.frame.notFoundTitle }).waitFor();
  await page.getByRole('link', { name: 'All files', exact: true }).click();
  await page.getByRole('link', { name: 'Ada Lovelace' }).click();

  // The user sees a new quota.
  await admin.reload();
  await admin.getByRole('button', { name: `Quota of ${email}` }).click();
  await admin.getByRole('dialog').getByLabel('Gigabytes').fill('1.5');
  await admin.getByRole('dialog').getByLabel('Files').fill('7');
  await admin.getByRole('button', { name: 'Save' }).click();
  await admin.getByText('0 bytes of 1.5 GB').waitFor();
  await page.reload();
  await page.getByText('0 bytes of 1.5 GB, and 0 of 7 files').waitFor();

  // Disabled, and enabled again.
  await admin.getByRole('button', { name: `Disable ${email}` }).click();
  await admin.getByText('Disabled', { exact: true }).waitFor();
  expect(await admin.getByRole('button', { name: `Disable ${ROOT}` }).count()).toBe(0);
  await page.reload();
  await signIn(page, email);
  await page.getByText('An administrator disabled this account.').waitFor();
  await admin.getByRole('button', { name: `Enable ${email}` }).click();
  await admin.getByText(t.administration.enabledNews(email)).waitFor();
  await signIn(page, email);

  // Deleted.
  await page.getByRole('link', { name: 'Ada Lovelace' }).click();
  await page.getByRole('button', { name: 'Delete account' }).click();
  await page.getByRole('dialog').getByLabel('Password', { exact: true }).fill('not my password');
  await page.getByRole('button', { name: t.account.delete.confirm }).click();
  await page.getByText('password_wrong').waitFor();
  await page.getByRole('dialog').getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: t.account.delete.confirm }).click();
  await page.getByText(t.signIn.heading).waitFor();
  await signIn(page, email);
  await page.getByText('invalid_credentials').waitFor();
});
