import { defineConfig } from 'vitest/config';

/** How long a test waits for what is bound to come. Vitest's own second is over before a busy machine has started a process. */
const expect = { poll: { timeout: 25_000 } };

/**
 * No module of the product or of the fixtures keeps state that tests change, so files are not isolated from each other: a worker
 * loads each module once.
 *
 * `npm test` runs the product's tests: what needs nothing (`pure`), services on the stores of a vault without functions
 * (`services`), and a whole vault over HTTP and in a browser (`vault`). `npm run test:rest` runs everything else: the local
 * cloud's own tests (`local-cloud`, `behaviour`), the rest of the page (`browser`), and what kills or starves its own vault (`faults`).
 */
export default defineConfig({
  test: {
    // Most tests wait for a function or a queue most of the time: on two cores, four workers keep both busy.
    maxWorkers: 4,
    reporters: ['default', './test/setup/slowest-files.ts', ['json', { outputFile: 'build/tests.json' }]],
    projects: [
      {
        test: {
          name: 'pure',
          isolate: false,
          expect,
          include: [
            'test/{message,conformance,cli,frontend,functions,cloud-template,docs,prose}/**/*.test.ts',
          ],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'services',
          isolate: false,
          expect,
          include: ['test/services/**/*.test.ts'],
          globalSetup: ['test/setup/assembly.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'vault',
          isolate: false,
          expect,
          include: ['test/e2e/**/*.test.ts', 'test/browser/whole-job.test.ts'],
          globalSetup: ['test/setup/assembly.ts', 'test/setup/running-vault.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'browser',
          isolate: false,
          expect,
          include: ['test/browser/**/*.test.ts'],
          exclude: ['test/browser/whole-job.test.ts'],
          globalSetup: ['test/setup/running-vault.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'exhaustive',
          isolate: false,
          expect,
          include: ['test/exhaustive/**/*.test.ts'],
          globalSetup: ['test/setup/assembly.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      'lib/local/vitest.config.ts',
      'lib/local/test/behaviour/vitest.config.ts',
      {
        test: {
          name: 'faults',
          isolate: false,
          expect,
          include: ['test/faults/**/*.test.ts'],
          globalSetup: ['test/setup/assembly.ts'],
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
