import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { missingRights, startLocalCloud } from 'local-cloud';
import type { TestProject } from 'vitest/node';
import { forgetAnswers } from './answers-record.ts';
import { keepLog } from './keep-log.ts';
import { forgetRights, keepRights, keepSharedRights } from './rights-record.ts';
import { cacheFolder, root, SOURCES, testSettings } from './test-stack.ts';
import { requireNoneShown } from './used-secrets.ts';
import { isWhole } from './whole-run.ts';

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
 * `ENCRYPT5_TEST_MAIL_URL` name. It records which rights the tests needed, for `test/judge.ts`, and fails a run that was refused one.
 */
export default async function runningVault(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const pageUrl = process.env['ENCRYPT5_TEST_URL'];
  if (pageUrl !== undefined) {
    project.provide('vault', { pageUrl, mailUrl: process.env['ENCRYPT5_TEST_MAIL_URL'] ?? '' });
    return undefined;
  }
  // Records begin anew with `npm test`; what `npm run test:rest` does comes on top.
  const isFirst = project.name === 'vault';
  if (isFirst) await Promise.all([forgetRights(), forgetAnswers()]);
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
    const rights = cloud.rights();
    await cloud.stop();
    await requireNoneShown(logFile).catch(failTheRun);
    await rm(folder, { recursive: true, force: true });
    if (isFirst) await keepSharedRights({ whole: await isWhole(project), rights });
    else await keepRights(rights);
    const missing = missingRights(rights);
    if (missing.length > 0) failTheRun(new Error(`A right is missing:\n  ${missing.join('\n  ')}`));
  };
}

function failTheRun(error: Error): void {
  console.error(`\n${error.message}\n`);
  process.exitCode = 1;
}
