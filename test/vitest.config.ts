import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Longest first, so that no core waits for it at the end. */
const LONG = ['stages/kill', 'assessment/hostile-files', 'intake/tokens', 'journey/', 'infra/', 'cli/'];
const rank = ({ moduleId }: TestSpecification): number => {
  const place = LONG.findIndex((part) => moduleId.includes(part));
  return place === -1 ? LONG.length : place;
};
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => rank(a) - rank(b));
  }
}

const PURE = ['test/unit/**/*.test.ts', 'test/workflow/**/*.test.ts', 'test/architecture/**/*.test.ts'];

// Two cores: two files at a time. Journeys start a whole cloud each, so their time-outs are those of a slow machine; pure
// tests share a process, which saves each file the loading of what it tests.
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    globalSetup: ['test/global-setup.ts'],
    reporters: ['default', ['json', { outputFile: '.build/test-report.json' }]],
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: 'clouds', include: ['test/**/*.test.ts'], exclude: [...PURE, 'test/browser/**'] } },
      { extends: true, test: { name: 'pure', include: PURE, isolate: false } },
    ],
  },
});
