import { missingRights, type Rights, unusedRights } from 'local-cloud';
import type { TestProject } from 'vitest/node';
import { isWhole } from './whole-run.ts';

/**
 * Fails a run whose rights are not just what its tests need. That a right is unused is said of whole runs alone: of a part of
 * the tests it means nothing. A test that is skipped is no excuse: what it alone needed is unused.
 */
export async function judgeRun(project: TestProject, rights: Rights): Promise<void> {
  const faults = [...missingRights(rights), ...((await isWhole(project)) ? unusedRights(rights) : [])];
  if (faults.length === 0) return;
  console.error(`\nThe rights are not what the tests need:\n  ${faults.join('\n  ')}\n`);
  process.exitCode = 1;
}
