import type { TestProject } from 'vitest/node';

/** Whether all tests of the project were meant to run, and none has failed, which fails the run by itself. */
export async function isWhole(project: TestProject): Promise<boolean> {
  const { testFiles } = await project.globTestFiles();
  const modules = project.vitest.state
    .getTestModules()
    .filter((module) => module.project.name === project.name);
  return (
    project.vitest.config.testNamePattern === undefined &&
    modules.length === testFiles.length &&
    modules.every((module) => module.ok())
  );
}
