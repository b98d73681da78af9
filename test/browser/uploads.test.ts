import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { t } from '../../frontend/locales/index.ts';
import { launchBrowser } from '../setup/browser.ts';
import { sampleZip } from '../setup/sample-files.ts';
import { PASSWORD, signedIn, type VaultClient } from '../setup/vault-client.ts';

const vault = inject('vault');
/** Bytes: more than one part. */
const LARGE = 20 * 2 ** 20;

let browser: Browser;
let folder: string;
beforeAll(async () => {
  [browser, folder] = await Promise.all([launchBrowser(), mkdtemp(join(tmpdir(), 'encrypt5-uploads-'))]);
});
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

/** A file on disk: only there a reload finds the same time of change. */
async function onDisk(name: string, bytes: number): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, sampleZip(name, bytes).bytes);
  return path;
}

async function openPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  page.on('dialog', (dialog) => void dialog.accept());
  await page.goto(vault.pageUrl);
  return page;
}

async function signIn(page: Page, { email }: VaultClient): Promise<void> {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function add(page: Page, path: string): Promise<void> {
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Add files' }).click();
  await (await choosing).setFiles(path);
}

/** Holds what the page sends to the storage, until it is released. */
async function holdStorage(page: Page): Promise<() => void> {
  const released = Promise.withResolvers<void>();
  await page.route(
    (url) => url.searchParams.has('X-Amz-Signature'),
    async (route) => {
      if (route.request().method() === 'PUT') await released.promise;
      // The page may have aborted the request in the meantime.
      await route.continue().catch(() => undefined);
    },
  );
  return released.resolve;
}

function rowOf(page: Page, name: string): Locator {
  return page.getByRole('list', { name: 'Files' }).getByRole('listitem').filter({ hasText: name });
}

it('an upload is paused and resumed, waits while offline, and its progress never goes back', async () => {
  const client = await signedIn(vault);
  const context = await browser.newContext();
  const page = await openPage(context);
  await signIn(page, client);
  const release = await holdStorage(page);
  await add(page, await onDisk('large.zip', LARGE));
  const row = rowOf(page, 'large.zip');
  await row.getByText(/^Uploading/).waitFor();
  await page.getByRole('button', { name: 'Pause large.zip' }).click();
  await row.getByText('Paused', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Resume large.zip' }).click();
  await row.getByText(/^Uploading/).waitFor();

  const values: number[] = [];
  await page.exposeFunction('seen', (value: string | null) => values.push(Number(value)));
  await page.evaluate(`new MutationObserver((changes) => {
    for (const { target } of changes) seen(target.getAttribute('aria-valuenow'));
  }).observe(document.body, { subtree: true, attributeFilter: ['aria-valuenow'] })`);
  await context.setOffline(true);
  release();
  await row.getByText(t.uploads.offline).waitFor();
  await context.setOffline(false);
  await row.getByText('Encrypted', { exact: true }).waitFor({ timeout: 60_000 });
  const uploading = values.slice(0, values.indexOf(100) + 1);
  expect(uploading).toEqual(uploading.toSorted((a, b) => a - b));
  expect((await client.call('listFiles')).items).toMatchObject([{ name: 'large.zip', status: 'encrypted' }]);
});

it('an upload that a reload interrupts continues with the same file; another tab does not offer that before', async () => {
  const client = await signedIn(vault);
  const context = await browser.newContext();
  const page = await openPage(context);
  await signIn(page, client);
  await holdStorage(page);
  await add(page, await onDisk('reload.zip', LARGE));
  await rowOf(page, 'reload.zip')
    .getByText(/^Uploading/)
    .waitFor();
  const other = await openPage(context);
  await rowOf(other, 'reload.zip').getByText('Uploading in another tab').waitFor();

  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.reload();
  await rowOf(page, 'reload.zip').getByText('Interrupted', { exact: true }).waitFor();
  const resume = page.getByRole('button', { name: 'Choose file to resume reload.zip' });
  const wrong = page.waitForEvent('filechooser');
  await resume.click();
  await (await wrong).setFiles(await onDisk('other.zip', 2000));
  await page.getByText(t.uploads.mismatches.name('reload.zip')).waitFor();
  const right = page.waitForEvent('filechooser');
  await resume.click();
  await (await right).setFiles(join(folder, 'reload.zip'));
  await rowOf(page, 'reload.zip').getByText('Encrypted', { exact: true }).waitFor({ timeout: 60_000 });
  expect((await client.call('listFiles')).items).toHaveLength(1);
});

it('an upload is cancelled, and nothing of it stays in the vault', async () => {
  const client = await signedIn(vault);
  const page = await openPage(await browser.newContext());
  await signIn(page, client);
  await holdStorage(page);
  await add(page, await onDisk('cancelled.zip', 2000));
  await rowOf(page, 'cancelled.zip')
    .getByText(/^Uploading/)
    .waitFor();
  const count = async () => (await client.call('listFiles')).items.length;
  await expect.poll(count).toBe(1);
  await page.getByRole('button', { name: 'Cancel cancelled.zip' }).click();
  await page.getByText(t.files.emptyTitle).waitFor();
  await expect.poll(count).toBe(0);
});
