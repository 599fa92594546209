import { defineConfig } from 'vitest/config';

// A run of its own: it needs Chromium. Two files at a time share the browser and the sites that the set-up starts.
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/browser/**/*.test.ts'],
    globalSetup: ['test/browser/global-setup.ts'],
    reporters: ['default', ['json', { outputFile: '.build/browser-report.json' }]],
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
