import { existsSync } from 'node:fs';
import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';
import { type BrowserChoice, browserChoices } from './browser-choices.ts';

/**
 * Starts the first browser of `browserChoices` that this machine has. Never with arguments that disable what a page must obey:
 * `--disable-web-security` hides CORS errors.
 *
 * @throws Error that says how to provide a browser
 */
export async function launchBrowser(): Promise<Browser> {
  const choices = browserChoices({ ...process, browser: process.env['ENCRYPT5_BROWSER'] }, existsSync);
  const failures: unknown[] = [];
  for (const choice of choices) {
    try {
      return await chromium.launch(await optionsOf(choice));
    } catch (error) {
      failures.push(error);
    }
  }
  throw new AggregateError(
    failures,
    'No browser could be started for the tests. Install Google Chrome, or set ENCRYPT5_BROWSER to the path of a Chrome, Chromium or Edge executable.',
  );
}

async function optionsOf(choice: BrowserChoice): Promise<LaunchOptions> {
  switch (choice.kind) {
    case 'executable':
      return { executablePath: choice.path };
    case 'channel':
      return { channel: choice.channel };
    case 'package':
      return { executablePath: await sparticuz.executablePath(), args: PACKAGE_ARGUMENTS };
  }
}

/** The packaged Chromium is a headless shell without a sandbox of its own. */
const PACKAGE_ARGUMENTS = [
  '--no-sandbox',
  '--headless=shell',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
