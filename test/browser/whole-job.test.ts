import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { launchBrowser } from '../setup/browser.ts';
import { awaitMail } from '../setup/mailbox.ts';
import { samplePdf } from '../setup/sample-files.ts';
import { PASSWORD } from '../setup/vault-client.ts';

const vault = inject('vault');

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

it('a user registers, confirms, adds a file, sees it encrypted, gets the email, downloads the same bytes and deletes it', async () => {
  const page = await (await browser.newContext({ acceptDownloads: true })).newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy/i.test(message.text()))
      errors.push(message.text());
  });
  const email = `${randomUUID()}@example.org`;
  const file = samplePdf('Geheimer Vertrag.pdf');

  await page.goto(vault.pageUrl);
  await page.getByRole('link', { name: 'Create an account' }).click();
  await page.getByLabel('Name').fill('Grace Hopper');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByText(email).waitFor();

  const message = await awaitMail(vault.mailUrl, email, 'Confirm your address');
  await page.goto(/http\S+/.exec(message.text)?.[0] ?? '');
  await page.getByRole('button', { name: 'Confirm address' }).click();
  await page
    .getByRole('link', { name: 'Sign in' })
    .or(page.getByRole('button', { name: 'Sign in' }))
    .first()
    .click();
  // The dialog opens before the page knows that the vault is empty and changes its layout.
  const listed = Promise.withResolvers<void>();
  await page.route('**/api/files?*', async (route) => {
    await listed.promise;
    await route.continue();
  });
  await signIn(page, email);
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Add files' }).click();
  const chooser = await choosing;
  listed.resolve();
  await page.getByText('No files yet').waitFor();
  await chooser.setFiles({ name: file.name, mimeType: file.contentType, buffer: file.bytes });
  const row = page.getByRole('list', { name: 'Files' }).getByRole('listitem').filter({ hasText: 'Geheimer' });
  await row.getByText('Encrypted', { exact: true }).waitFor({ timeout: 60_000 });
  await awaitMail(vault.mailUrl, email, 'Your file is encrypted');

  await page.reload();
  await row.getByRole('link').first().click();
  await page.getByRole('button', { name: /^Decrypt/ }).click();
  const downloading = page.waitForEvent('download', { timeout: 60_000 });
  await page.getByRole('button', { name: `Download ${file.name}` }).click({ timeout: 60_000 });
  const download = await downloading;
  expect(download.suggestedFilename()).toBe(file.name);
  expect((await readFile(await download.path())).equals(file.bytes)).toBe(true);

  await page.getByRole('button', { name: /^Delete/ }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Delete/ })
    .click();
  await page.getByText('Drop files').first().waitFor();
  expect(errors).toEqual([]);
});

async function signIn(page: Page, email: string): Promise<void> {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
}
