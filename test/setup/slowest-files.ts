import type { Reporter, TestModule } from 'vitest/node';

const COUNT = 10;

/** Prints the slowest files of a run, with the seconds that their tests and hooks took. */
export default class SlowestFiles implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    if (modules.length <= COUNT) return;
    const slowest = modules
      .map((module) => ({ name: module.relativeModuleId, seconds: module.diagnostic().duration / 1000 }))
      .sort((one, other) => other.seconds - one.seconds)
      .slice(0, COUNT);
    console.log(`\nThe slowest ${COUNT} files:`);
    for (const { name, seconds } of slowest) console.log(`  ${seconds.toFixed(1).padStart(6)} s  ${name}`);
  }
}
