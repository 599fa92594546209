import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type CellContent, fill } from '../../doubles/small-round.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const EXAMPLE = join(ROOT, 'examples', '2023-ministries');
const CRITERIA = join(EXAMPLE, 'criteria.json');
const folder = mkdtempSync(join(tmpdir(), 'par-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

function par(...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'cli', 'par.ts'), ...args], { encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

function scores(text: string): string {
  const path = join(folder, 'scores.csv');
  writeFileSync(path, text);
  return path;
}

describe('par index', () => {
  const index = (csv: string, ...more: string[]) => par('index', '--criteria', CRITERIA, '--scores', csv, ...more);

  it('prints the ranking of the example as one JSON document', () => {
    const { code, out } = index(join(EXAMPLE, 'scores.csv'), '--json');
    const { level, mean, units } = JSON.parse(out) as {
      level: string;
      mean: string;
      units: { unit: string; points: string; rank: number }[];
    };
    expect([code, level, mean, units.length]).toEqual([0, 'ministry', '84.37647058823529411765', 17]);
    expect(units[0]).toMatchObject({ unit: 'BTP', points: '89.96', maxPoints: '100', index: '89.96', rank: 1, group: '≥ 80%' });
  });

  it.each([
    ['an empty cell', 'unit,item,points\nBTP,1.1,\nBTP,2.1,28.1\n', 'points-empty'],
    ['a missing row', 'unit,item,points\nBTP,1.1,61.86\n', 'row-missing'],
    ['a duplicate row', 'unit,item,points\nBTP,1.1,61.86\nBTP,2.1,28.1\nBTP,2.1,28.1\n', 'row-twice'],
    ['an unknown item', 'unit,item,points\nBTP,1.1,61.86\nBTP,2.1,28.1\nBTP,9.9,1\n', 'item-unknown'],
    ['points above the maximum', 'unit,item,points\nBTP,1.1,68.51\nBTP,2.1,28.1\n', 'points-above-maximum'],
  ])('ends with 1 and a finding for %s', (_, csv, finding) => {
    const { code, out } = index(scores(csv), '--json');
    expect(code).toBe(1);
    expect((JSON.parse(out) as { findings: { code: string }[] }).findings.map((entry) => entry.code)).toEqual([finding]);
  });

  it('takes NA out of the denominator and gives nulls where nothing applies', () => {
    const { code, out } = index(scores('unit,item,points\nA,1.1,61.86\nA,2.1,NA\nB,1.1,NA\nB,2.1,NA\n'), '--json');
    expect(code).toBe(0);
    expect((JSON.parse(out) as { units: unknown[] }).units).toMatchObject([
      { unit: 'A', maxPoints: '68.5', index: '90.30656934306569343066', rank: 1 },
      { unit: 'B', maxPoints: '0', index: null, rank: null, group: null },
    ]);
  });

  it('ends with 2 for bad use', () => {
    expect(par('index', '--criteria', CRITERIA).code).toBe(2);
    expect(par('index', '--criteria', CRITERIA, '--scores', join(folder, 'absent.csv')).code).toBe(2);
    expect(par('index', '--criteria', join(EXAMPLE, 'scores.csv'), '--scores', join(EXAMPLE, 'scores.csv')).code).toBe(2);
    expect(index(join(EXAMPLE, 'scores.csv'), '--unknown', 'x').code).toBe(2);
    expect(par('nothing').code).toBe(2);
    expect(par('constructor').code).toBe(2);
  });

  it('prints one JSON document on stdout for bad use as well', () => {
    const { code, out } = par('index', '--criteria', join(folder, 'absent.json'), '--scores', join(EXAMPLE, 'scores.csv'), '--json');
    expect(code).toBe(2);
    expect((JSON.parse(out) as { error: { message: string } }).error.message).toContain('absent.json');
  });
});

describe('par check', () => {
  const check = (unit: string, ...more: string[]) =>
    par('check', join(EXAMPLE, 'workbooks', 'BTP.xlsx'), '--criteria', CRITERIA, '--unit', unit, ...more);

  it('ends with 0 for a good form and shows what it read', () => {
    const { code, out } = check('BTP', '--json');
    expect(code).toBe(0);
    const document = JSON.parse(out) as object;
    expect(Object.keys(document).sort()).toEqual(['fields', 'findings', 'items']);
    expect(document).toMatchObject({ fields: ['1'], findings: [], items: [{ item: '1.1', points: '61.86' }] });
  });

  it('says how many items are claimed', () => {
    expect(check('BTP').out).toBe('không có lỗi / no errors: 1/1 tiêu chí có điểm / item(s) claimed\n');
  });

  it('ends with 1 where an item is not claimed, and with 0 where there is only something to look at', () => {
    const form = readFileSync(join(EXAMPLE, 'workbooks', 'BTP.xlsx'));
    const checkWith = (name: string, points: CellContent) => {
      const path = join(folder, name);
      writeFileSync(path, fill(form, { G7: points }));
      return par('check', path, '--criteria', CRITERIA, '--unit', 'BTP');
    };
    const wrong = checkWith('wrong.xlsx', 68.51);
    expect([wrong.code, wrong.out.split('\n')[0]]).toEqual([1, 'Lĩnh vực 1!G7  lỗi/error: points-above-maximum']);
    expect(wrong.out).toMatch(/1 lỗi \/ error\(s\)\n$/);
    const odd = checkWith('odd.xlsx', '61,86');
    expect([odd.code, odd.out.split('\n')[0]]).toEqual([0, 'Lĩnh vực 1!G7  cảnh báo/warning: number-as-text']);
    expect(odd.out).toContain('"61,86" is stored as text and was understood as 61.86. → Enter it as a number.');
    expect(odd.out).toContain('no errors: 1/1');
  });

  it('ends with 1 for a form of another unit or another round', () => {
    expect(check('BNV').code).toBe(1);
    expect(check('BTP', '--round', '2022-ministry').out).toContain('form-of-another-round');
  });
});

describe('par survey estimate', () => {
  const R = JSON.parse(readFileSync(join(ROOT, 'test', 'fixtures', 'survey', 'expected-estimates.json'), 'utf8')) as {
    data: { stages: Record<string, (string | number | null)[]> };
    cases: {
      name: string;
      columns: object;
      expected: { variables: Record<string, object>; ratio: object; byGroup: Record<string, object> };
    }[];
  };
  const columns = Object.entries(R.data.stages);
  const table = [
    columns.map(([name]) => name).join(','),
    ...(R.data.stages.score ?? []).map((_, row) => columns.map(([, values]) => values[row] ?? 'NA').join(',')),
  ].join('\n');
  const written = (name: string, content: string): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const estimate = (data: string, design: object, ...more: string[]) =>
    par('survey', 'estimate', '--data', written('data.csv', data), '--design', written('design.json', JSON.stringify(design)), ...more);
  const twoStages = R.cases.find(({ name }) => name === 'two stages with fpc');
  const codes = (out: string): string[] => (JSON.parse(out) as { findings: { code: string }[] }).findings.map(({ code }) => code);

  it('prints what R computes, for each variable and each group', () => {
    if (twoStages === undefined) throw new Error('no case');
    const more = ['--variables', 'score,partial', '--ratio', 'goodKnown/knows', '--json'];
    const whole = estimate(table, twoStages.columns, ...more);
    expect(whole.code).toBe(0);
    const { score, partial, 'goodKnown/knows': ratio } = JSON.parse(whole.out) as Record<string, Record<string, number>>;
    const groups = (
      JSON.parse(estimate(table, twoStages.columns, ...more, '--by', 'group').out) as { score: Record<string, Record<string, number>> }
    ).score;
    const { expected } = twoStages;
    for (const [found, wanted] of [
      [score, expected.variables.score],
      [partial, expected.variables.partial],
      [ratio, expected.ratio],
      ...['a', 'b', 'c'].map((group) => [groups[group], expected.byGroup[group]] as const),
    ] as const) {
      for (const [part, value] of Object.entries(wanted ?? {}) as [string, number][]) {
        expect(Math.abs((found?.[part] ?? Number.NaN) / value - 1), part).toBeLessThan(1e-9);
      }
    }
  });

  it.each([
    ['a column that is not there', table, { weights: 'v' }, ['column-missing']],
    ['a weight that is missing', 'w,score\n1,2\n,3\n,4\n', { weights: 'w' }, ['cell-empty']],
    ['words for numbers', 'w,score\n1,2\n1,"2,5"\n1,hai\n', { weights: 'w' }, ['cell-not-a-number']],
    ['neither weights nor populations', table, { strata: 'stratum' }, ['design-weights-missing']],
    ['a stratum with one unit', 's,w,score\na,1,2\na,1,3\nb,1,4\n', { strata: 's', weights: 'w' }, ['design-lonely-psu']],
    ['a row with a cell too many', 'w,score\n1,2\n1,2,3\n', { weights: 'w' }, ['csv-columns']],
    ['an empty file', '', { weights: 'w' }, ['file-empty']],
    ['a header without rows', 'w,score\n', { weights: 'w' }, ['file-empty']],
    ['a column that is there twice', 'w,score,score\n1,2,3\n', { weights: 'w' }, ['column-twice']],
  ])('ends with 1 and a finding for %s', (_, data, design, expected) => {
    const { code, out } = estimate(data, design, '--variables', 'score', '--json');
    expect([code, codes(out)]).toEqual([1, expected]);
  });

  it('gives null where the sample says nothing', () => {
    const { out } = estimate('w,g,score\n1,a,2\n1,a,3\n1,b,NA\n', { weights: 'w' }, '--variables', 'score', '--by', 'g', '--json');
    const { score } = JSON.parse(out) as { score: Record<string, object> };
    expect(score.a).toMatchObject({ mean: 2.5, n: 2, df: 1, deff: null, stable: false });
    expect(score.b).toMatchObject({ mean: null, low: null, high: null, n: 0 });
  });

  it.each([
    ['no variables', ['--variables', '']],
    ['a ratio without a denominator', ['--variables', 'score', '--ratio', 'a/']],
  ])('ends with 2 for %s', (_, more) => {
    expect(estimate(table, { weights: 'w' }, ...more).code).toBe(2);
  });

  it('ends with 2 for a design with an unknown key', () => {
    expect(estimate(table, { weight: 'w' }, '--variables', 'score').code).toBe(2);
  });
});

describe('par survey check', () => {
  const files = join(ROOT, 'examples', 'illustrative-instruments');
  const check = (file: string, ...more: string[]) =>
    par('survey', 'check', file, '--instrument', join(files, 'sipas-2023.json'), '--mapping', join(files, 'mapping-kobo.json'), ...more);

  it('counts the answers of the example, and says that they are illustrative', () => {
    const { code, out } = check(join(files, 'answers-kobo.csv'), '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ illustrative: true, refused: false, rows: 60, accepted: 60, repeated: 0, findings: [] });
    expect(out).not.toContain('Người trả lời');
  });

  it('ends with 1 and the line of an answer that is none of the options', () => {
    const [header = '', first = ''] = readFileSync(join(files, 'answers-kobo.csv'), 'utf8').split('\n');
    const path = join(folder, 'answers.csv');
    writeFileSync(
      path,
      `${header}\n${first.replace('"Không ai"', '"Ai đó"').replace('"Một số"', '"Ai đó"').replace('"Nhiều"', '"Ai đó"')}\n`,
    );
    const { code, out } = check(path, '--json');
    const { findings, refused } = JSON.parse(out) as { refused: boolean; findings: { code: string; line?: number }[] };
    expect([code, refused, findings.map((finding) => [finding.code, finding.line])]).toEqual([
      1,
      true,
      [
        ['rows-refused', undefined],
        ['option-unknown', 2],
      ],
    ]);
  });

  it.each([
    ['a file that is not there', () => check(join(folder, 'nowhere.csv'))],
    [
      'an instrument that is none',
      () =>
        par('survey', 'check', 'x.csv', '--instrument', join(files, 'mapping-kobo.json'), '--mapping', join(files, 'mapping-kobo.json')),
    ],
    [
      'a mapping that is none',
      () => par('survey', 'check', 'x.csv', '--instrument', join(files, 'sipas-2023.json'), '--mapping', join(files, 'sipas-2023.json')),
    ],
    ['an unknown action', () => par('survey', 'count')],
  ])('ends with 2 for %s', (_, run) => {
    const { code, err } = run();
    expect(code).toBe(2);
    expect(err).not.toContain('    at ');
  });
});

describe('par where nobody listens', () => {
  it('says in one sentence of both languages that the API cannot be reached', () => {
    const { code, err } = par('audit', 'verify', '--round', 'r', '--api', 'http://127.0.0.1:9', '--token', 'x');
    expect(code).toBe(2);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toContain('không kết nối được');
  });
});
