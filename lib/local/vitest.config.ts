import { defineConfig } from 'vitest/config';

/** The tests of the package itself. */
export default defineConfig({
  test: {
    name: 'local-cloud',
    include: ['test/**/*.test.ts'],
    exclude: ['test/behaviour/**'],
    // No module keeps state that tests change: a worker loads each module once.
    isolate: false,
    // As in the project's own configuration: Vitest runs projects together only where this agrees.
    maxWorkers: 4,
    // `expect.poll` waits for events. Its default of one second is too short for a process to start on a busy machine.
    expect: { poll: { timeout: 25_000 } },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
