import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** What AWS services do, in any cloud: in this one, or in the one that `CLOUD_UNDER_TEST` describes. */
export default defineConfig({
  test: {
    name: 'behaviour',
    include: ['**/*.test.ts'],
    isolate: false,
    // As in the project's own configuration: Vitest runs projects together only where this agrees.
    maxWorkers: 4,
    globalSetup: [fileURLToPath(new URL('setup.ts', import.meta.url))],
    expect: { poll: { timeout: 25_000 } },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
