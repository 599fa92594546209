import { computedIndex } from '../shared/domain/computed-index.ts';
import type { IndexResult } from '../shared/domain/par-index.ts';
import { computeIndex } from '../shared/domain/par-index.ts';
import { toDecimal, toFixed } from '../shared/domain/rational.ts';
import { readScoreFile } from '../shared/domain/score-file.ts';
import { type Command, readArguments } from './arguments.ts';
import { findingsOutcome } from './findings.ts';
import { readBytes, readCriteriaSet } from './read-input.ts';

function indexText(result: IndexResult): string {
  const rows = result.units.map(
    ({ rank, unit, points, maxPoints, index, group }) =>
      `${String(rank ?? '-').padStart(4)}  ${unit.padEnd(10)} ${toDecimal(points).padStart(9)} / ${toDecimal(maxPoints).padEnd(7)} ${(index === undefined ? '-' : `${toFixed(index, 2)}%`).padStart(8)}  ${group ?? ''}`,
  );
  return [...rows, `mean ${result.mean === undefined ? '-' : `${toFixed(result.mean, 2)}%`}`].join('\n');
}

export const indexCommand: Command = {
  usage: 'par index --criteria SET.json --scores SCORES.csv [--json]',
  async run(args) {
    const { options } = readArguments(args, { required: ['criteria', 'scores'], optional: [], files: 0 });
    const set = await readCriteriaSet(options.criteria);
    const { content, findings } = readScoreFile(await readBytes(options.scores), { set, items: () => true });
    if (content === undefined) return findingsOutcome(findings, { text: '', json: {} });
    const result = computeIndex(set, content);
    return { text: indexText(result), json: computedIndex(set.level, result), ok: true };
  },
};
