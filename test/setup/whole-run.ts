import type { TestProject } from 'vitest/node';

/** Whether the run included all tests of the project and none has failed. */
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
