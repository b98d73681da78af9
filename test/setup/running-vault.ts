import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { missingRights, startLocalCloud } from 'local-cloud';
import type { TestProject } from 'vitest/node';
import { clearAnswers } from './answers-record.ts';
import { clearRights, saveRights, saveSharedRights } from './rights-record.ts';
import { cacheFolder, root, SOURCES, testSettings } from './test-stack.ts';
import { requireNoSecretsIn } from './used-secrets.ts';
import { isWhole } from './whole-run.ts';
import { writeLog } from './write-log.ts';

/** The vault under test. Tests that need more than HTTP are skipped unless it is the embedded one. */
export interface VaultUnderTest {
  readonly pageUrl: string;
  readonly mailUrl: string;
  /** The log of its functions. */
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
 * Starts one vault for all tests that only speak HTTP to it. If `ENCRYPT5_TEST_URL` and `ENCRYPT5_TEST_MAIL_URL` are
 * set, tests use the vault at those URLs instead. Records which rights the tests used, for `test/judge.ts`, and fails
 * the run if a call was refused.
 */
export default async function runningVault(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const pageUrl = process.env['ENCRYPT5_TEST_URL'];
  if (pageUrl !== undefined) {
    project.provide('vault', { pageUrl, mailUrl: process.env['ENCRYPT5_TEST_MAIL_URL'] ?? '' });
    return undefined;
  }
  // `npm test` starts new records; `npm run test:rest` adds to them.
  const isFirst = project.name === 'vault';
  if (isFirst) await Promise.all([clearRights(), clearAnswers()]);
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
    onRecord: writeLog(logFile),
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
    await requireNoSecretsIn(logFile).catch(failTheRun);
    await rm(folder, { recursive: true, force: true });
    if (isFirst) await saveSharedRights({ whole: await isWhole(project), rights });
    else await saveRights(rights);
    const missing = missingRights(rights);
    if (missing.length > 0) failTheRun(new Error(`Missing rights:\n  ${missing.join('\n  ')}`));
  };
}

function failTheRun(error: Error): void {
  console.error(`\n${error.message}\n`);
  process.exitCode = 1;
}
