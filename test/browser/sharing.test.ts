import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { t } from '../../frontend/locales/index.ts';
import { launchBrowser } from '../setup/browser.ts';
import { awaitMail, tokenIn } from '../setup/mailbox.ts';
import { samplePdf, samplePng } from '../setup/sample-files.ts';
import { awaitStatus, PASSWORD, signedIn, upload } from '../setup/vault-client.ts';

const vault = inject('vault');
const SHARE_PASSWORD = 'told by telephone';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

async function openPage(path: string): Promise<Page> {
  const page = await (await browser.newContext({ acceptDownloads: true })).newPage();
  await page.goto(new URL(path, vault.pageUrl).href);
  return page;
}

async function signIn(page: Page, email: string): Promise<void> {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

it('a file is shared by a link with a password, downloaded without an account, and the link is revoked', async () => {
  const client = await signedIn(vault);
  const file = samplePdf('Angebot.pdf');
  const id = await upload(client, file);
  await awaitStatus(client, id, 'encrypted');
  const page = await openPage(`/files/${id}`);
  await signIn(page, client.email);

  await page.getByRole('button', { name: 'Share Angebot.pdf' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Expires after').selectOption({ label: '1 day' });
  await dialog.getByLabel('Download limit').fill('2');
  await dialog.getByLabel('Password', { exact: true }).fill(SHARE_PASSWORD);
  await dialog.getByRole('button', { name: 'Create link' }).click();
  const link = (await dialog.locator('code').textContent()) ?? '';
  expect(link).toContain('/s#token=');
  await dialog.getByRole('button', { name: 'Done' }).click();
  const links = page.getByRole('list', { name: t.shares.list });
  await links.getByText('0 of 2 downloads').waitFor();

  const other = await openPage(link);
  await other.getByRole('heading', { name: 'Angebot.pdf' }).waitFor();
  expect(other.url()).not.toContain('token');
  const download = other.getByRole('button', { name: 'Download' });
  await other.getByLabel('Password', { exact: true }).fill('told by letter');
  await download.click();
  await other.getByText('Incorrect password').waitFor();
  await other.getByLabel('Password', { exact: true }).fill(SHARE_PASSWORD);
  const saving = other.waitForEvent('download');
  await download.press('Enter');
  const saved = await saving;
  expect(saved.suggestedFilename()).toBe('Angebot.pdf');
  expect((await readFile(await saved.path())).equals(file.bytes)).toBe(true);
  await other.getByText(t.sharedFile.started).waitFor();

  await page.reload();
  await links.getByText('1 of 2 downloads').waitFor();
  await page.getByText('Downloaded through a share link').waitFor();
  await links.getByRole('button', { name: /^Revoke the link/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await links.getByText('Revoked').waitFor();
  await other.getByRole('button', { name: 'Download again' }).click();
  await other.getByRole('heading', { name: 'This link no longer works' }).waitFor();
  await other.getByText(t.errors.byCode.share_revoked).waitFor();

  const late = await openPage(link);
  await late.getByText(t.errors.byCode.share_revoked).waitFor();
  const nothing = await openPage('/s');
  await nothing.getByRole('heading', { name: t.sharedFile.openAgainTitle }).waitFor();
});

it('a link is emailed to a recipient; a download repeated after a reload counts once, and then the limit applies', async () => {
  const client = await signedIn(vault);
  const recipient = `${randomUUID()}@example.org`;
  const file = samplePng('once.png');
  const id = await upload(client, file);
  await awaitStatus(client, id, 'encrypted');
  const page = await openPage(`/files/${id}`);
  await signIn(page, client.email);
  await page.getByRole('button', { name: 'Share once.png' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Download limit').fill('1');
  await dialog.getByLabel('Password', { exact: true }).fill(SHARE_PASSWORD);
  await dialog.getByLabel('Email the link to').fill(recipient);
  await dialog.getByRole('button', { name: 'Create link' }).click();
  await dialog.getByText(t.shares.link.emailed(1)).waitFor();
  const token = tokenIn(await awaitMail(vault.mailUrl, recipient, 'A file is shared with you'));
  const link = `/s#token=${token}`;

  const other = await openPage(link);
  await other.getByLabel('Password', { exact: true }).fill(SHARE_PASSWORD);
  const first = other.waitForEvent('download');
  await other.getByRole('button', { name: 'Download' }).click();
  expect((await readFile(await (await first).path())).equals(file.bytes)).toBe(true);

  await other.reload();
  await other.getByRole('heading', { name: t.sharedFile.openAgainTitle }).waitFor();
  await other.goto(new URL(link, vault.pageUrl).href);
  await other.getByRole('heading', { name: t.sharedFile.resumeTitle }).waitFor();
  const second = other.waitForEvent('download');
  await other.getByRole('button', { name: 'Download again' }).click();
  expect((await readFile(await (await second).path())).equals(file.bytes)).toBe(true);
  const { items } = await client.call('listShares', { params: { id } });
  expect(items).toMatchObject([{ downloads: 1, status: 'exhausted' }]);

  const late = await openPage(link);
  await late.getByText(t.errors.byCode.share_exhausted).waitFor();
});

it('an owner renames a file, and finds it by the beginning of its name and by its status', async () => {
  const client = await signedIn(vault);
  const id = await upload(client, samplePng('draft.png'));
  await awaitStatus(client, await upload(client, samplePng('other.png')), 'encrypted');
  await awaitStatus(client, id, 'encrypted');
  const page = await openPage(`/files/${id}`);
  await signIn(page, client.email);
  await page.getByRole('button', { name: 'Rename draft.png' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Final.pdf');
  await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
  await page.getByRole('alert').getByText('extension_mismatch').waitFor();
  await page.getByRole('dialog').getByLabel('Name').fill('Final.png');
  await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
  await page.getByRole('heading', { name: 'Final.png' }).waitFor();

  await page.getByRole('link', { name: 'All files', exact: true }).click();
  const rows = page.getByRole('list', { name: 'Files' }).getByRole('listitem');
  await expect.poll(() => rows.count()).toBe(2);
  await page.getByRole('searchbox').fill('FIN');
  await expect.poll(() => rows.count()).toBe(1);
  await rows.getByText('Final.png').waitFor();
  await page.getByLabel(t.files.status).selectOption('failed');
  await page.getByText('No files match.').waitFor();
  expect(new URL(page.url()).search).toBe('?q=FIN&status=failed');
  await page.reload();
  await page.getByText('No files match.').waitFor();
  await page.getByLabel(t.files.status).selectOption('encrypted');
  await expect.poll(() => rows.count()).toBe(1);
});
