import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalCloud } from 'local-cloud';
import type { TestProject } from 'vitest/node';
import { forgetAnswers } from './answers-record.ts';
import { judgeAnswers } from './judge-answers.ts';
import { judgeRun } from './judge-run.ts';
import { keepLog } from './keep-log.ts';
import { forgetRights, withKeptRights } from './rights-record.ts';
import { cacheFolder, root, SOURCES, testSettings } from './test-stack.ts';
import { requireNoneShown } from './used-secrets.ts';

/** Where the vault under test is; a test that needs more than HTTP is skipped where it is not the embedded one. */
export interface VaultUnderTest {
  readonly pageUrl: string;
  readonly mailUrl: string;
  /** What its functions have logged. */
  readonly logFile?: string;
  /** The embedded cloud's data folder, its AWS endpoint, the API's own address, and the administrator. */
  readonly embedded?: {
    readonly dataFolder: string;
    readonly awsUrl: string;
    readonly apiUrl: string;
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
 * `ENCRYPT5_TEST_MAIL_URL` name. A run of all tests has to use every right of the stack, and to need no other, and to see every
 * answer that the document of the API promises.
 */
export default async function runningVault(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const pageUrl = process.env['ENCRYPT5_TEST_URL'];
  if (pageUrl !== undefined) {
    project.provide('vault', { pageUrl, mailUrl: process.env['ENCRYPT5_TEST_MAIL_URL'] ?? '' });
    return undefined;
  }
  await forgetRights();
  await forgetAnswers();
  const folder = await mkdtemp(join(tmpdir(), 'encrypt5-vault-'));
  const dataFolder = join(folder, 'data');
  const logFile = join(folder, 'functions.log');
  const cloud = await startLocalCloud({
    port: 0,
    awsPort: 0,
    mailPort: 0,
    dataFolder,
    projectFolder: root,
    cacheFolder,
    settings: testSettings,
    stackName: 'Encrypt5',
    sources: SOURCES,
    onRecord: keepLog(logFile),
  });
  project.provide('vault', {
    pageUrl: cloud.pageUrl,
    mailUrl: cloud.mailUrl,
    logFile,
    embedded: {
      dataFolder,
      awsUrl: cloud.awsUrl,
      apiUrl: cloud.apiUrls[0] ?? '',
      ...cloud.administrator,
    },
  });
  return async () => {
    const rights = await withKeptRights(cloud.rights());
    await cloud.stop();
    await requireNoneShown(logFile).catch(failTheRun);
    await rm(folder, { recursive: true, force: true });
    await mkdir(`${root}/build`, { recursive: true });
    await writeFile(`${root}/build/rights.json`, `${JSON.stringify(rights, undefined, 2)}\n`);
    await judgeRun(project, rights);
    await judgeAnswers(project);
  };
}

/** No line of any function's log may hold a secret that a test has used. */
function failTheRun(error: Error): void {
  console.error(`\n${error.message}\n`);
  process.exitCode = 1;
}
