import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { differences, type Emulator } from './differences.ts';
import { root, workFolder } from './folders.ts';
import { start } from './run.ts';

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      message: z.string().default(''),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).default([]),
        }),
      ),
    }),
  ),
});

export interface Trial {
  /** The name of the log, without `.log`. */
  readonly name: string;
  readonly emulator: Emulator;
  /** Arguments of vitest that select the tests. */
  readonly tests: readonly string[];
  /** Environment variables of the tests. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Runs tests against another emulator. Exactly those tests must fail that the table of differences lists for it.
 *
 * @returns the numbers of tests that passed and that failed as listed, as a line for the user
 * @throws Error that names every other test that failed, and every listed test that passed
 */
export async function judge({ name, emulator, tests, variables }: Trial): Promise<string> {
  const reportPath = join(workFolder, `${name}.json`);
  await mkdir(workFolder, { recursive: true });
  await rm(reportPath, { force: true });
  await using running = await start({
    name,
    file: join(root, 'node_modules', '.bin', 'vitest'),
    args: ['run', ...tests, '--reporter=default', '--reporter=json', `--outputFile.json=${reportPath}`],
    variables,
  });
  await running.ended;
  const report = await readFile(reportPath, 'utf8').catch(async () => {
    throw new Error(`the tests did not run:\n${await running.lastLines()}`);
  });
  const { testResults } = reportSchema.parse(JSON.parse(report));
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  const listed = new Set(differences.filter((row) => row.emulator === emulator).map(({ test }) => test));
  const passed = results.filter(({ status }) => status === 'passed');
  const failed = results.filter(({ status }) => status === 'failed');
  const problems = [
    ...testResults
      .filter(({ message, assertionResults }) => message !== '' && assertionResults.length === 0)
      .map(({ message }) => message),
    ...failed
      .filter(({ fullName }) => !listed.has(fullName))
      .map(({ fullName, failureMessages }) => `failed: ${fullName}\n  ${failureMessages[0]?.split('\n')[0]}`),
    ...passed
      .filter(({ fullName }) => listed.has(fullName))
      .map(({ fullName }) => `passes, but is listed as a difference: ${fullName}`),
  ];
  if (problems.length > 0) throw new Error(problems.join('\n'));
  if (passed.length === 0) throw new Error(`no test ran:\n${await running.lastLines()}`);
  return `${passed.length} passed${failed.length > 0 ? `, ${failed.length} known differences` : ''}`;
}
