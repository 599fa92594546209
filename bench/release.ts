import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { contentFor } from '../examples/full-size/release-content.ts';
import { roundOf } from '../examples/full-size/round.ts';
import { roundDefinitionSchema } from '../shared/domain/round.ts';
import { renderPages } from '../shared/release/render-release.ts';

/** A round of so many units, every one with the errors that readers leave; computed and rendered, in ms. */
async function costOf(units: number): Promise<number> {
  const whole = await roundOf('province');
  const [first] = whole.units;
  const many = Array.from({ length: units }, (_, i) => ({ ...first, code: `U${i}`, name: { vi: `Đơn vị ${i}`, en: `Unit ${i}` } }));
  // A round takes 500 units; here the shape is wanted, not the limit.
  const small = roundDefinitionSchema.parse({ ...whole, instruments: [], history: {}, units: many.slice(0, 2) });
  const definition = { ...small, units: many as typeof small.units };
  const from = performance.now();
  await renderPages(contentFor(definition, [], []), false);
  return performance.now() - from;
}

/** The full-size release, and how its cost grows with units. */
export async function measureRelease(): Promise<string[]> {
  const child = join(import.meta.dirname, 'release-process.ts');
  const figures = JSON.parse(execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', child], { encoding: 'utf8' })) as {
    [name in 'compute' | 'render' | 'memory' | 'reports' | 'pdfs' | 'interviews' | 'units']: number;
  } & { isSame: boolean };
  const { compute, render, memory, reports, pdfs, interviews, units, isSame } = figures;
  await costOf(200);
  const [few, many] = [await costOf(200), await costOf(2000)];
  return [
    `release: ${units} units, ${interviews} interviews: computed in ${compute.toFixed(1)} s (5), site and data rendered in ${render.toFixed(1)} s (10) with ${memory.toFixed(0)} MB at most (512), second run ${isSame ? 'the same bytes' : 'OTHER BYTES'}`,
    `release: ${pdfs} PDF reports in ${reports.toFixed(1)} s (60)`,
    `release: 2,000 units cost ${(many / few).toFixed(1)} times 200 (12): ${(many / 1000).toFixed(1)} s and ${(few / 1000).toFixed(1)} s`,
  ];
}
