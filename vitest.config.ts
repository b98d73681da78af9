import { defineConfig } from 'vitest/config';

/** How long a test waits for what is bound to come. Vitest's own second is over before a busy machine has started a process. */
const expectations = { poll: { timeout: 25_000 } };

/**
 * Four kinds of tests: what needs nothing or brings its own servers (`unit`), what works on a whole vault that is started
 * once for all of them (`vault`: over HTTP, or in a browser), what AWS services do in whichever cloud (`behaviour`), and what
 * goes down with its own vault (`faults`).
 */
export default defineConfig({
  test: {
    reporters:
      process.env['CI'] === undefined
        ? ['default']
        : ['default', ['json', { outputFile: 'build/tests.json' }]],
    // Many tests wait, for a lease or a queue: on two cores, three at a time keep both busy.
    maxWorkers: 3,
    projects: [
      {
        test: {
          name: 'unit',
          expect: expectations,
          include: ['test/{message,conformance,cli,frontend,functions,cloud-template,setup}/**/*.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'vault',
          expect: expectations,
          include: ['test/{e2e,browser}/**/*.test.ts'],
          globalSetup: ['test/setup/running-vault.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      'lib/local/vitest.config.ts',
      'lib/local/test/behaviour/vitest.config.ts',
      {
        test: {
          name: 'faults',
          expect: expectations,
          include: ['test/faults/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
