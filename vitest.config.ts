import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Processes that tests start run what the build made; it is brought up to date first.
    globalSetup: ['scripts/build.mjs'],
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // What a test waits for comes late on a machine that has more to do.
    expect: { poll: { timeout: 15_000 } },
    pool: 'forks',
    maxWorkers: 2,
  },
});
