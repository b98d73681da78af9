import { MissingRequirement } from './environment.ts';

export interface Check {
  readonly title: string;
  /** Resolves with a summary in one line. Rejects if the check fails. */
  readonly run: () => Promise<string>;
}

interface Result {
  readonly title: string;
  readonly verdict: 'passed' | 'FAILED' | 'not run';
  readonly seconds: number;
  readonly note: string;
}

/**
 * Runs checks one after the other, and prints their progress and a summary.
 *
 * @returns whether all of them passed; a check that could not run because of a missing requirement did not pass
 */
export async function runChecks(checks: readonly Check[]): Promise<boolean> {
  const results: Result[] = [];
  for (const [index, check] of checks.entries()) {
    console.log(`[${index + 1}/${checks.length}] ${check.title} …`);
    const result = await runCheck(check);
    console.log(`      ${result.verdict} in ${result.seconds.toFixed(1)} s: ${indented(result.note)}`);
    results.push(result);
  }
  const width = Math.max(...results.map(({ title }) => title.length));
  console.log('');
  for (const { title, verdict, seconds } of results) {
    console.log(`  ${title.padEnd(width)}  ${verdict.padEnd(7)}  ${seconds.toFixed(1).padStart(6)} s`);
  }
  return results.every(({ verdict }) => verdict === 'passed');
}

async function runCheck({ title, run }: Check): Promise<Result> {
  const startedAt = performance.now();
  const result = (verdict: Result['verdict'], note: string): Result => ({
    title,
    verdict,
    seconds: (performance.now() - startedAt) / 1000,
    note,
  });
  try {
    return result('passed', await run());
  } catch (error) {
    if (error instanceof MissingRequirement) return result('not run', `requires ${error.message}`);
    return result('FAILED', error instanceof Error ? error.message : String(error));
  }
}

const indented = (note: string): string => note.replaceAll('\n', '\n        ');
