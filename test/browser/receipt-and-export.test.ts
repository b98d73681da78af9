import { readFile } from 'node:fs/promises';
import type { Browser, Download } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { historySchema } from '#contract';
import { t } from '../../frontend/locales/index.ts';
import { exportSchema } from '../../functions/contract/exports.ts';
import { verifyHistory } from '../../lib/cli/verify-history.ts';
import { launchBrowser } from '../setup/browser.ts';
import { samplePdf } from '../setup/sample-files.ts';
import { awaitStatus, PASSWORD, signedIn, upload } from '../setup/vault-client.ts';

const vault = inject('vault');

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

it('an owner exports a file, downloads its history, deletes it, and downloads the receipt', async () => {
  const client = await signedIn(vault);
  const id = await upload(client, samplePdf('Vertrag.pdf'));
  await awaitStatus(client, id, 'encrypted');
  const page = await (await browser.newContext({ acceptDownloads: true })).newPage();
  await page.goto(`${vault.pageUrl}/files/${id}`);
  await page.getByLabel('Email').fill(client.email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();

  const saved: Download[] = [];
  page.on('download', (download) => saved.push(download));
  await page.getByRole('button', { name: 'Export Vertrag.pdf' }).click();
  const question = page.getByRole('dialog');
  await question.getByText('any AWS Encryption SDK decrypts it').waitFor();
  await question.getByRole('button', { name: 'Export' }).click();
  await expect
    .poll(() => saved.map((one) => one.suggestedFilename()).toSorted(), { timeout: 30_000 })
    .toEqual([`${id}.encrypted`, 'export.json']);
  const json = saved.find((one) => one.suggestedFilename() === 'export.json');
  const exported = exportSchema.parse(JSON.parse(await readFile((await json?.path()) ?? '', 'utf8')));
  expect(exported.keyName).toBe(id);

  await page.reload();
  const history = page.getByRole('region', { name: 'History' });
  await history.getByText('Exported with its wrapped key').waitFor();
  const kept = page.waitForEvent('download');
  await history.getByRole('button', { name: 'Download history' }).click();
  const historyFile = await kept;
  expect(historyFile.suggestedFilename()).toBe(`history-${id}.json`);
  const { items, head = '' } = historySchema.parse(
    JSON.parse(await readFile(await historyFile.path(), 'utf8')),
  );
  expect((await verifyHistory(items, [head], await client.call('jwks'))).file).toBe(id);

  await page.getByRole('button', { name: 'Delete Vertrag.pdf' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  const receipt = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download receipt' }).click();
  const file = await receipt;
  expect(file.suggestedFilename()).toBe(`receipt-${id}.jws`);
  const { receipt: answered } = await client.call('getReceipt', { params: { id } });
  const claimsOf = (jws: string) => jws.split('.')[1];
  expect(claimsOf(await readFile(await file.path(), 'utf8'))).toBe(claimsOf(answered));

  await page.goto(`${vault.pageUrl}/files/${id}`);
  await page.getByRole('heading', { name: t.files.deleted.title }).waitFor();
  await page.getByText(t.files.history.events.shredded).waitFor();
});
