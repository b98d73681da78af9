import { appendFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { startLocalCloud } from '#local';

/** Where the vault under test is; a test that needs more than HTTP is skipped where it is not the embedded one. */
export interface VaultUnderTest {
  readonly pageUrl: string;
  readonly mailUrl: string;
  /** The embedded cloud's data folder, the log of its functions, its AWS endpoint and its administrator. */
  readonly embedded?: {
    readonly dataFolder: string;
    readonly logFile: string;
    readonly awsUrl: string;
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
  };
}

declare module 'vitest' {
  interface ProvidedContext {
    vault: VaultUnderTest;
  }
}

/**
 * Starts one vault for all tests that only speak HTTP to it, or points them at the one that `ENCRYPT5_TEST_URL` and
 * `ENCRYPT5_TEST_MAIL_URL` name.
 */
export default async function runningVault(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const pageUrl = process.env['ENCRYPT5_TEST_URL'];
  if (pageUrl !== undefined) {
    project.provide('vault', { pageUrl, mailUrl: process.env['ENCRYPT5_TEST_MAIL_URL'] ?? '' });
    return undefined;
  }
  const folder = await mkdtemp(join(tmpdir(), 'encrypt5-vault-'));
  const dataFolder = join(folder, 'data');
  const logFile = join(folder, 'functions.log');
  const cloud = await startLocalCloud({
    port: 0,
    awsPort: 0,
    mailPort: 0,
    dataFolder,
    projectFolder: fileURLToPath(new URL('../..', import.meta.url)),
    settings: { registration: 'open' },
    stackName: 'Encrypt5',
    onRecord: (record) => {
      if (record.kind === 'function-line') appendFileSync(logFile, `${record.line}\n`);
    },
  });
  project.provide('vault', {
    pageUrl: cloud.pageUrl,
    mailUrl: cloud.mailUrl,
    embedded: { dataFolder, logFile, awsUrl: cloud.awsUrl, ...cloud.administrator },
  });
  return async () => {
    await cloud.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
