import { defineConfig } from 'vitest/config';

// Two cores: two files at a time. Journeys start a whole cloud each, so their time-outs are those of a slow machine.
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/global-setup.ts'],
    reporters: ['default', ['json', { outputFile: '.build/test-report.json' }]],
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
