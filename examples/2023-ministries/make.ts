// Writes the files of this example from published.csv and ministries.csv: `npm run example -- 2023-ministries`.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { type CriteriaSet, criteriaSetSchema } from '../../shared/domain/criteria-set.ts';
import { readCsv } from '../../shared/domain/csv.ts';
import { roundDefinitionSchema } from '../../shared/domain/round.ts';
import { type ClaimedItem, formSheets } from '../../shared/domain/self-assessment-form.ts';
import { writeForm } from '../../shared/spreadsheet/write-form.ts';
import { smallPdf } from '../full-size/documents.ts';

const here = new URL('.', import.meta.url);

async function table(name: string): Promise<Record<string, string>[]> {
  const rows = readCsv(await readFile(new URL(name, here))).content ?? [];
  const [header, ...body] = rows.map(({ cells }) => cells);
  return body.map((cells) => Object.fromEntries((header ?? []).map((column, i) => [column, cells[i] ?? ''])));
}

const APPRAISED = '1.1';
const SURVEYED = '2.1';
const NOTE = {
  vi: 'Số thật: điểm thẩm định và điểm điều tra xã hội học của 17 bộ, cơ quan ngang bộ năm 2023 đã được công bố. Minh họa: chia bộ tiêu chí thành hai mục, điểm tự chấm (lấy bằng điểm thẩm định), cơ quan thẩm định và lịch chi tiết.',
  en: 'Real: the published appraisal points and survey points of the 17 ministries and ministerial-level agencies, 2023. Illustrative: the set reduced to two items, the self-scores (set equal to the appraised points), the appraising agencies and the detailed calendar.',
};

const criteriaSet: CriteriaSet = criteriaSetSchema.parse({
  id: 'ministry-2023-published-parts',
  level: 'ministry',
  version: '2023',
  decision: '876/QĐ-BNV (10/11/2022)',
  note: NOTE,
  groups: [
    { name: '≥ 80%', atLeast: '80' },
    { name: '< 80%', atLeast: '0' },
  ],
  fields: [
    {
      code: '1',
      name: { vi: 'Điểm thẩm định', en: 'Appraised points' },
      criteria: [
        {
          code: APPRAISED,
          name: { vi: 'Điểm thẩm định (tổng đã công bố)', en: 'Appraised points (published total)' },
          maxPoints: '68.5',
          method: 'appraised',
          rule: { type: 'manual', step: '0.01' },
          agencies: { lead: 'BNV', alternate: 'VPCP' },
        },
      ],
    },
    {
      code: '2',
      name: { vi: 'Điểm điều tra xã hội học', en: 'Survey points' },
      criteria: [
        {
          code: SURVEYED,
          name: { vi: 'Điểm điều tra xã hội học (tổng đã công bố)', en: 'Survey points (published total)' },
          maxPoints: '31.5',
          method: 'survey',
          rule: { type: 'survey-share', instrument: 'published-2023' },
        },
      ],
    },
  ],
});

const published = await table('published.csv');
/** Only figures that are known: most ministries' indexes of 2022 are not. */
const before = (await table('published-2022.csv')).filter(({ index_pct, rank }) => index_pct !== '' || rank !== '');
const englishNames = new Map((await table('ministries.csv')).map((row) => [row.code, row.name_en]));

const round = roundDefinitionSchema.parse({
  round: '2023-ministry',
  year: 2023,
  level: 'ministry',
  title: {
    vi: 'Chỉ số cải cách hành chính các bộ, cơ quan ngang bộ năm 2023',
    en: 'PAR INDEX of ministries and ministerial-level agencies, 2023',
  },
  rehearsal: false,
  units: published
    .map(({ code, unit }) => ({ code, name: { vi: unit, en: englishNames.get(code ?? '') } }))
    .sort((a, b) => ((a.code ?? '') < (b.code ?? '') ? -1 : 1)),
  criteriaSet,
  calendar: {
    'self-assessment': { opensAt: '2024-01-02T01:00:00Z', deadlineAt: '2024-01-31T10:00:00Z' },
    survey: { opensAt: '2024-01-02T01:00:00Z', deadlineAt: '2024-03-15T10:00:00Z' },
    appraisal: { opensAt: '2024-02-01T01:00:00Z', deadlineAt: '2024-02-29T10:00:00Z' },
    explanation: { opensAt: '2024-03-01T01:00:00Z', deadlineAt: '2024-03-15T10:00:00Z' },
    publication: { opensAt: '2024-04-01T01:00:00Z', deadlineAt: '2024-04-17T10:00:00Z' },
    officeDays: JSON.parse(await readFile(new URL('../office-days/2024.json', here), 'utf8')),
  },
  history: {
    years: [
      {
        year: 2022,
        // Both years were scored by the set of Decision 876/QĐ-BNV.
        criteriaSet: criteriaSet.id,
        units: before.map(({ code, index_pct: index, rank, status = '', source = '' }) => ({
          unit: code,
          ...(index === '' ? {} : { index }),
          ...(rank === '' ? {} : { rank: Number(rank) }),
          status: status.startsWith('sourced') ? 'sourced' : 'inferred',
          source: status === 'sourced' ? source : `${status}; ${source}`,
        })),
      },
    ],
  },
  rules: { graceMinutes: 10, late: { rule: 'keep-and-do-not-count', forDays: 0 } },
  note: NOTE,
});

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
await writeFile(new URL('criteria.json', here), json(criteriaSet));
await writeFile(new URL('round.json', here), json(round));
const line = (unit: string, item: string, points: string): string => `${unit},${item},${points}\n`;
const rows = [...published].sort((a, b) => ((a.code ?? '') < (b.code ?? '') ? -1 : 1));
await writeFile(
  new URL('central-scores.csv', here),
  `unit,item,points\n${rows.map((row) => line(row.code ?? '', SURVEYED, row.survey_points ?? '')).join('')}`,
);
await writeFile(
  new URL('scores.csv', here),
  `unit,item,points\n${rows.map((row) => line(row.code ?? '', APPRAISED, row.appraisal_points ?? '') + line(row.code ?? '', SURVEYED, row.survey_points ?? '')).join('')}`,
);
const reason = 'Điểm thẩm định đã công bố / The published appraisal points';
await writeFile(
  new URL('readings.csv', here),
  `unit,item,points,reason\n${rows.map((row) => line(row.code ?? '', APPRAISED, `${row.appraisal_points},${reason}`)).join('')}`,
);
await writeFile(
  new URL('publication-decision.pdf', here),
  smallPdf([
    'MINH HOA / ILLUSTRATIVE',
    'Quyet dinh cong bo PAR INDEX 2023: khong phai van ban that',
    'Not the real decision of publication',
  ]),
);
await mkdir(new URL('workbooks/', here), { recursive: true });
for (const unit of round.units) {
  const points = published.find(({ code }) => code === unit.code)?.appraisal_points ?? '';
  const claim: ClaimedItem = {
    item: APPRAISED,
    points: String(Number(points)),
    facts: {},
    evidence: '',
    explanation: 'Minh họa: điểm tự chấm lấy bằng điểm thẩm định đã công bố. / Illustrative: set equal to the published appraised points.',
  };
  const sheets = formSheets({ set: criteriaSet, round: round.round, unit, claims: new Map([[APPRAISED, claim]]) });
  const bytes = await writeForm({ round: round.round, unit: unit.code, set: criteriaSet.id, base: '0' }, sheets);
  await writeFile(new URL(`workbooks/${unit.code}.xlsx`, here), bytes);
}
console.log(`wrote ${round.units.length} workbooks, criteria.json, round.json, central-scores.csv, scores.csv`);
