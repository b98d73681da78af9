import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
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

/** The second click comes before the page could render what the first has begun. */
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

it('somebody is invited, registers, makes a key and takes it back, is shut out and let in, and deletes his account', async () => {
  const { email } = stranger(vault);

  // The administrator finds the page of users on that of his account, and invites.
  const desk = await open('/account');
  await signIn(desk, ROOT);
  await desk.getByRole('link', { name: 'Users and invitations' }).click();
  await desk.getByRole('button', { name: 'Invite' }).click();
  await desk.getByRole('dialog').getByLabel('Email').fill(email);
  await desk.getByRole('button', { name: 'Send invitation' }).click();
  await desk.getByText(`An invitation is on its way to ${email}.`).waitFor();

  // The link of the mail leads to a page that knows of the invitation, and leaves nothing of it in the address.
  const { text } = await awaitMail(vault.mailUrl, email, 'You are invited to a vault');
  const page = await open(/\/register#invite=[\w-]+/.exec(text)?.[0] ?? '');
  await page.getByText('You are invited').waitFor();
  expect(page.url()).toBe(`${vault.pageUrl}/register`);
  await page.getByLabel('Name').fill('Ada Lovelace');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByText('Look into your mailbox').waitFor();
  const token = tokenIn(await awaitMail(vault.mailUrl, email, 'Confirm your address'));
  const confirming = await open(`/confirm#token=${token}`);
  const confirmations = sent(confirming, '/api/auth/verify');
  await clickTwice(confirming.getByRole('button', { name: 'Confirm address' }));
  await confirming.getByText('Address confirmed').waitFor();
  expect(confirmations).toHaveLength(1);
  // The link is used up: there is nothing to press a second time.
  const again = await open(`/confirm#token=${token}`);
  await again.getByRole('button', { name: 'Confirm address' }).click();
  await again.getByText('This link was used already').waitFor();
  expect(await again.getByRole('button', { name: 'Confirm address' }).count()).toBe(0);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await signIn(page, email);

  // A key for a program.
  await page.getByRole('link', { name: 'Ada Lovelace' }).click();
  await page.getByText('in 0 files of at most').waitFor();
  expect(await page.getByRole('link', { name: 'Users and invitations' }).count()).toBe(0);
  await page.getByRole('button', { name: 'New key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Nightly backup');
  expect(await dialog.getByLabel('reads metrics').count()).toBe(0);
  const made = sent(page, '/api/auth/keys');
  await clickTwice(dialog.getByRole('button', { name: 'Make key' }));
  const secret = (await dialog.getByText(/^e5_/).textContent()) ?? '';
  await dialog.getByRole('button', { name: 'Done' }).click();
  const program = withToken(clientOf(vault, email), secret);
  await program.call('listFiles');
  expect(made).toHaveLength(1);
  await page.getByRole('button', { name: 'Take back Nightly backup' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
  await page.getByText('“Nightly backup” was taken back.').waitFor();
  expect(await program.problem('listFiles')).toMatchObject({ code: 'unauthenticated' });

  // An address that leads nowhere says so.
  await page.goto(`${vault.pageUrl}/no/such/page`);
  await page.getByRole('heading', { name: 'No such page' }).waitFor();
  await page.getByRole('link', { name: 'All files', exact: true }).click();
  await page.getByRole('link', { name: 'Ada Lovelace' }).click();

  // Another quota, which he sees.
  await desk.reload();
  await desk.getByRole('button', { name: `Quota of ${email}` }).click();
  await desk.getByRole('dialog').getByLabel('Gigabytes').fill('1.5');
  await desk.getByRole('dialog').getByLabel('Files').fill('7');
  await desk.getByRole('button', { name: 'Save' }).click();
  await desk.getByText('0 bytes of 1.5 GB').waitFor();
  await page.reload();
  await page.getByText('0 bytes of 1.5 GB, in 0 files of at most 7').waitFor();

  // Shut out, and let in again.
  await desk.getByRole('button', { name: `Disable ${email}` }).click();
  await desk.getByText('Disabled').waitFor();
  expect(await desk.getByRole('button', { name: `Disable ${ROOT}` }).count()).toBe(0);
  await page.reload();
  await signIn(page, email);
  await page.getByText('An administrator has disabled this account.').waitFor();
  await desk.getByRole('button', { name: `Enable ${email}` }).click();
  await desk.getByText(`${email} is let in again.`).waitFor();
  await signIn(page, email);

  // And gone.
  await page.getByRole('link', { name: 'Ada Lovelace' }).click();
  await page.getByRole('button', { name: 'Delete account' }).click();
  await page.getByRole('dialog').getByLabel('Password', { exact: true }).fill('not my password');
  await page.getByRole('button', { name: 'Delete for good' }).click();
  await page.getByText('password_wrong').waitFor();
  await page.getByRole('dialog').getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Delete for good' }).click();
  await page.getByText('Sign in to your vault').waitFor();
  await signIn(page, email);
  await page.getByText('invalid_credentials').waitFor();
});
