// Writes the JSON files of this folder: `node examples/illustrative-sets/make.ts`.
import { writeFile } from 'node:fs/promises';
import { checkCriteriaSet } from '../../shared/domain/check-criteria-set.ts';
import { type CriteriaLookup, checkCriteriaLookup, criteriaLookupSchema } from '../../shared/domain/criteria-lookup.ts';
import { type CriteriaSet, criteriaSetSchema } from '../../shared/domain/criteria-set.ts';
import { ministryOutline } from './ministry-outline.ts';
import {
  BNV,
  both,
  criterion,
  item,
  manual,
  type OutlineCriterion,
  type OutlineField,
  type OutlineItem,
  steps,
  VPCP,
  yesNo,
} from './outline.ts';
import { provinceOutline } from './province-outline.ts';

/** Everything that the sets share but their fields, counts and names. */
const COMMON = {
  illustrative: true,
  pointDecimals: 4,
  minimumExplanation: 50,
  adjustments: [
    {
      code: 'bonus',
      name: both(
        'Điểm thưởng: mô hình CCHC được Thủ tướng Chính phủ cho nhân rộng | Bonus: reform model that the Prime Minister ordered to be spread',
      ),
      kind: 'bonus',
      cap: '1',
    },
    {
      code: 'deduction',
      name: both('Điểm trừ: báo cáo hoặc tài liệu kiểm chứng không trung thực | Deduction: untrue report or evidence'),
      kind: 'deduction',
      cap: '2',
    },
  ],
  explanationGrounds: [
    { code: 'time-frame', name: both('Mốc thời gian lấy số liệu được hiểu khác | Another time frame of the figures was meant') },
    {
      code: 'definition',
      name: both('Khái niệm hoặc phạm vi số liệu được hiểu khác | Another definition or scope of the figures was meant'),
    },
    {
      code: 'evidence-of-the-year',
      name: both('Bổ sung tài liệu kiểm chứng ban hành trong năm đánh giá | Further evidence issued in the year assessed'),
      needsEvidenceOfTheYear: true,
    },
  ],
} as const;

const MINISTRY_GROUPS = [
  { name: '≥ 80%', atLeast: '80' },
  { name: '< 80%', atLeast: '0' },
];
const PROVINCE_GROUPS = [
  { name: 'A', atLeast: '90' },
  { name: 'B', atLeast: '80' },
  { name: 'C', atLeast: '70' },
  { name: 'D', atLeast: '0' },
];

const hasParts = (entry: OutlineCriterion | OutlineItem): entry is OutlineCriterion => 'subCriteria' in entry;

/** Codes by place: field 3, criterion 3.2, sub-criterion 3.2.10. */
function withCodes(fields: readonly OutlineField[]): unknown[] {
  return fields.map((field, f) => ({
    code: `${f + 1}`,
    ...field,
    criteria: field.criteria.map((entry, c) => {
      const code = `${f + 1}.${c + 1}`;
      if (!hasParts(entry)) return { code, ...entry };
      return { code, ...entry, subCriteria: entry.subCriteria.map((part, s) => ({ code: `${code}.${s + 1}`, ...part })) };
    }),
  }));
}

/** How the earlier set differs from the ministries' set, by codes of the latter. Nothing here is an official difference. */
const EARLIER = {
  split: {
    to: ['3.2.6', '3.2.7'],
    item: item(
      '1.25',
      'Số hóa hồ sơ và trả kết quả điện tử | Digitisation of dossiers and electronic results',
      steps(
        'Số hồ sơ được số hóa và trả kết quả điện tử | Dossiers digitised with an electronic result',
        'Số hồ sơ đã tiếp nhận trong năm | Dossiers received in the year',
        { 30: '0.5', 50: '1', 70: '1.25' },
        'zero',
      ),
      'Thống kê trên hệ thống một cửa điện tử của bộ | Statistics of the ministry’s electronic one-stop system',
      VPCP,
    ),
  },
  merged: {
    to: '5.5',
    criterion: criterion('2', 'Đào tạo, bồi dưỡng công chức, viên chức | Training of civil servants and public employees', [
      item(
        '0.5',
        'Ban hành kế hoạch đào tạo, bồi dưỡng năm | Issuing the yearly training plan',
        yesNo('Kế hoạch đào tạo, bồi dưỡng năm có được ban hành trong quý I không? | Was the yearly training plan issued in quarter I?'),
        'Quyết định ban hành kế hoạch đào tạo, bồi dưỡng năm | Decision issuing the yearly training plan',
        BNV,
      ),
      item(
        '1.5',
        'Mức độ hoàn thành kế hoạch đào tạo, bồi dưỡng | Completion of the training plan',
        steps(
          'Số lượt người hoàn thành khóa đào tạo, bồi dưỡng | Course places completed',
          'Số lượt người theo kế hoạch đào tạo, bồi dưỡng năm | Course places in the yearly training plan',
          { 70: '0.5', 80: '0.75', 90: '1', 100: '1.5' },
        ),
        'Báo cáo kết quả đào tạo, bồi dưỡng năm | Report on training of the year',
        BNV,
      ),
    ]),
  },
  added: '7.1.3',
  dropped: {
    lastOf: '7.1',
    item: item(
      '1',
      'Áp dụng Hệ thống quản lý chất lượng theo TCVN ISO 9001 | Quality management under TCVN ISO 9001',
      manual('0.25'),
      'Quyết định công bố hệ thống quản lý chất lượng và biên bản đánh giá nội bộ | Decision declaring the quality management system and internal audit minutes',
      BNV,
    ),
  },
};

type Entry = CriteriaLookup['entries'][number];
interface Earlier {
  readonly item: OutlineItem;
  readonly kind: Entry['kind'];
  readonly to: readonly string[];
}

/** What stood in the earlier set in place of one item of the later set. */
function earlierItems(code: string, later: OutlineItem): Earlier[] {
  if (code === EARLIER.added) return [];
  const place = EARLIER.split.to.indexOf(code);
  if (place === 0) return [{ item: EARLIER.split.item, kind: 'split', to: EARLIER.split.to }];
  if (place > 0) return [];
  const ofItsYear =
    later.rule?.type === 'survey-share' ? { ...later.rule, instrument: later.rule.instrument.replace('2023', '2020') } : later.rule;
  return [{ item: { ...later, rule: ofItsYear }, kind: 'same', to: [code] }];
}

/** The earlier set's fields, and what became of each of their items. */
function earlierSet(later: readonly OutlineField[]): { fields: OutlineField[]; entries: Entry[] } {
  const entries: Entry[] = [{ kind: 'new', from: [], to: [EARLIER.added] }];
  const fields = later.map((field, f) => ({
    ...field,
    criteria: field.criteria.map((entry, c) => {
      const code = `${f + 1}.${c + 1}`;
      if (code === EARLIER.merged.to) {
        entries.push({ kind: 'merged', from: EARLIER.merged.criterion.subCriteria.map((_, s) => `${code}.${s + 1}`), to: [code] });
        return EARLIER.merged.criterion;
      }
      if (!hasParts(entry)) {
        entries.push({ kind: 'same', from: [code], to: [code] });
        return earlierItems(code, entry)[0]?.item ?? entry;
      }
      const parts = entry.subCriteria.flatMap((part, s) => earlierItems(`${code}.${s + 1}`, part));
      if (code === EARLIER.dropped.lastOf) parts.push({ item: EARLIER.dropped.item, kind: 'dropped', to: [] });
      for (const [s, { kind, to }] of parts.entries()) entries.push({ kind, from: [`${code}.${s + 1}`], to: [...to] });
      return { ...entry, subCriteria: parts.map((part) => part.item) };
    }),
  }));
  return { fields, entries };
}

const ministry = criteriaSetSchema.parse({
  id: 'ministry-2023-illustrative',
  level: 'ministry',
  version: '2023',
  decision: '876/QĐ-BNV (10/11/2022), bản minh họa / illustrative',
  note: both(
    'MINH HỌA: có nguồn là tên 7 lĩnh vực, số tiêu chí và tiêu chí thành phần của từng lĩnh vực (tổng 38/97), tổng 100 điểm, trong đó 31,5 điểm điều tra (còn lại 68,5 thẩm định). Tên và điểm của từng mục, cách tính, cơ quan thẩm định, trường hợp không áp dụng, điểm thưởng, điểm trừ là minh họa, không phải bảng tiêu chí chính thức. | ' +
      'ILLUSTRATIVE: sourced are the names of the 7 fields, the counts of criteria and sub-criteria in each (38/97), the total of 100 points and the 31.5 of them by survey (which leaves 68.5 appraised). Names and points of items, rules, agencies, exemptions, bonus and deduction are illustrative, not the official table.',
  ),
  ...COMMON,
  declared: { fields: 7, criteria: 38, subCriteria: 97, points: '100', appraisedPoints: '68.5', surveyPoints: '31.5' },
  groups: MINISTRY_GROUPS,
  fields: withCodes(ministryOutline),
});

const province = criteriaSetSchema.parse({
  id: 'province-2023-illustrative',
  level: 'province',
  version: '2023',
  decision: '876/QĐ-BNV (10/11/2022), bản minh họa / illustrative',
  note: both(
    'MINH HỌA: có nguồn là số lượng 8/37/88, tổng 100 = 68 + 32 điểm điều tra, lĩnh vực 1 = 9,5 và lĩnh vực 3 = 13 điểm, SIPAS 10 điểm (năm 2021); tên lĩnh vực suy từ nguồn báo chí. Phân bố tiêu chí, tên và điểm của từng mục, cách tính, cơ quan thẩm định, trường hợp không áp dụng, điểm thưởng, điểm trừ là minh họa, không phải bảng chính thức. | ' +
      'ILLUSTRATIVE: sourced are the counts 8/37/88, 100 points = 68 + 32 by survey, 9.5 points for field 1, 13 for field 3, SIPAS 10 (in 2021); field names are inferred from news texts. The spread of criteria, names and points of items, rules, agencies, exemptions, bonus and deduction are illustrative, not the official table.',
  ),
  ...COMMON,
  declared: { fields: 8, criteria: 37, subCriteria: 88, points: '100', appraisedPoints: '68', surveyPoints: '32' },
  groups: PROVINCE_GROUPS,
  fields: withCodes(provinceOutline),
});

const before = earlierSet(ministryOutline);
const earlier = criteriaSetSchema.parse({
  id: 'ministry-2020-illustrative',
  level: 'ministry',
  version: '2020',
  decision: '1149/QĐ-BNV (30/12/2020), bản minh họa / illustrative',
  note: both(
    'MINH HỌA: suy ra từ bộ minh họa năm 2023 bằng vài thay đổi đã nêu để có cả năm loại đối chiếu. Có nguồn chỉ là số và ngày của quyết định; số lượng, tên, điểm và cách tính không phải của bộ tiêu chí chính thức (40 tiêu chí, 99 tiêu chí thành phần, 36,5 điểm điều tra). | ' +
      'ILLUSTRATIVE: derived from the illustrative set of 2023 by a few declared changes, so that all five kinds of lookup occur. Sourced are only the number and date of the decision; counts, names, points and rules are not those of the official set (40 criteria, 99 sub-criteria, 36.5 survey points).',
  ),
  ...COMMON,
  declared: { fields: 7, criteria: 38, subCriteria: 98, points: '100', appraisedPoints: '68.5', surveyPoints: '31.5' },
  groups: MINISTRY_GROUPS,
  fields: withCodes(before.fields),
});

const lookup = criteriaLookupSchema.parse({ from: earlier.id, to: ministry.id, entries: before.entries });

const findings = [...[ministry, province, earlier].flatMap(checkCriteriaSet), ...checkCriteriaLookup(lookup, earlier, ministry)];
if (findings.length > 0) throw new Error(JSON.stringify(findings, null, 1));

const files: Readonly<Record<string, CriteriaSet | CriteriaLookup>> = {
  'criteria-ministry.json': ministry,
  'criteria-province.json': province,
  'criteria-ministry-earlier.json': earlier,
  'lookup-ministry.json': lookup,
};
for (const [name, document] of Object.entries(files)) {
  await writeFile(new URL(name, import.meta.url), `${JSON.stringify(document, null, 1)}\n`);
  console.log(`wrote ${name}`);
}
