import { defineConfig } from 'vitest/config';

/** How long `expect.poll` waits. Vitest's default of one second is too short to start a process on a busy machine. */
const expect = { poll: { timeout: 25_000 } };

/**
 * Tests change no state in modules of the product or of the fixtures. Files are therefore not isolated from each other, and a
 * worker loads each module once.
 *
 * `npm test` runs the product's tests: those without services (`pure`), services on the stores of a vault without functions
 * (`services`), and a complete vault over HTTP and in a browser (`vault`). `npm run test:rest` runs everything else: tests of
 * the local cloud (`local-cloud`, `behaviour`), the other tests of the page (`browser`), tests with a vault of their own
 * (`exhaustive`), and tests that kill or overload their vault (`faults`).
 */
export default defineConfig({
  test: {
    // Tests mostly wait for a function or a queue. Four workers keep two cores busy.
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
