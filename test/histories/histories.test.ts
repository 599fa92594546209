import { expect, it } from 'vitest';
import { type Figures, playHistory } from './history.ts';

const COUNT = Number(process.env.HISTORIES ?? 50);
/** Another run of other years, or one year again: the seed of the first. */
const FIRST = Number(process.env.SEED ?? 1);

it(`${COUNT} random years become what the model says`, async () => {
  const totals: Figures = { kills: 0, files: 0, late: 0, refused: 0, covered: 0, extended: 0, reopened: 0, resumed: 0 };
  const failed: string[] = [];
  for (let seed = FIRST; seed < FIRST + COUNT; seed += 1) {
    const { faults, figures, story } = await playHistory(seed);
    for (const name of Object.keys(totals) as (keyof Figures)[]) totals[name] += figures[name];
    if (faults.length > 0) failed.push(`SEED=${seed} HISTORIES=1: ${faults.join('; ')}`);
    if (faults.length > 0 && COUNT === 1) failed.push(...story);
  }
  expect(failed).toEqual([]);
  // Years in which little happened would prove little.
  if (COUNT >= 50) for (const [name, count] of Object.entries(totals)) expect([name, count]).not.toEqual([name, 0]);
}, 1_200_000);
