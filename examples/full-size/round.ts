// The definitions of both full-size rounds, made from the illustrative sets and the sourced list of units.
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type CriteriaSet, criteriaSetSchema, itemsOf } from '../../shared/domain/criteria-set.ts';
import { readCsv } from '../../shared/domain/csv.ts';
import { type RoundDefinition, roundDefinitionSchema } from '../../shared/domain/round.ts';
import { Random } from './random.ts';

export const YEAR = 2023;
const CALENDAR = {
  'self-assessment': { opensAt: '2024-01-02T01:00:00Z', deadlineAt: '2024-01-31T10:00:00Z' },
  survey: { opensAt: '2024-01-02T01:00:00Z', deadlineAt: '2024-03-15T10:00:00Z' },
  appraisal: { opensAt: '2024-02-01T01:00:00Z', deadlineAt: '2024-02-29T10:00:00Z' },
  explanation: { opensAt: '2024-03-01T01:00:00Z', deadlineAt: '2024-03-15T10:00:00Z' },
  publication: { opensAt: '2024-04-01T01:00:00Z', deadlineAt: '2024-04-17T10:00:00Z' },
  officeDays: JSON.parse(readFileSync(new URL('../office-days/2024.json', import.meta.url), 'utf8')) as unknown,
};
const NOTE = {
  vi: 'MINH HỌA: tên đơn vị là thật; điểm tối đa, tiêu chí, số liệu, điểm, tài liệu và người thẩm định đều do máy sinh ra, không phải kết quả thật.',
  en: 'ILLUSTRATIVE: the names of the units are real; maxima, items, figures, points, documents and readers are generated and are no real results.',
};

const here = new URL('.', import.meta.url);
const sets = new URL('../illustrative-sets/', here);
const forms = new URL('../illustrative-instruments/', here);

type Row = Readonly<Record<string, string>>;

async function table(url: URL): Promise<Row[]> {
  const [header, ...rows] = readCsv(await readFile(url)).content ?? [];
  return rows.map(({ cells }) => Object.fromEntries((header?.cells ?? []).map((name, i) => [name, cells[i] ?? ''])));
}

const REGION_SOURCE = 'units-2023.csv (6 vùng theo quy hoạch / six planning regions)';
const REGIONS = [
  { code: 'bac', name: { vi: 'Trung du và miền núi phía Bắc', en: 'Northern Midlands and Mountains' } },
  { code: 'hong', name: { vi: 'Đồng bằng sông Hồng', en: 'Red River Delta' } },
  { code: 'trung', name: { vi: 'Bắc Trung Bộ và Duyên hải miền Trung', en: 'North Central and Central Coast' } },
  { code: 'nguyen', name: { vi: 'Tây Nguyên', en: 'Central Highlands' } },
  { code: 'dong', name: { vi: 'Đông Nam Bộ', en: 'Southeast' } },
  { code: 'cuu', name: { vi: 'Đồng bằng sông Cửu Long', en: 'Mekong River Delta' } },
];
const GENERATED = 'MINH HỌA: do máy sinh ra / ILLUSTRATIVE: generated';

/** Two earlier years by the same set, generated. */
function provincesBefore(units: readonly { readonly code: string; readonly region?: string | undefined }[], { id }: CriteriaSet): unknown {
  const years = [YEAR - 2, YEAR - 1].map((year) => ({
    year,
    criteriaSet: id,
    units: units.map(({ code, region }) => {
      const random = new Random(`before ${year} ${code}`);
      return { unit: code, index: (84 + 11 * random.next()).toFixed(2), se: 0.7, region, status: 'illustrative', source: GENERATED };
    }),
  }));
  const breaks = [
    {
      product: 'sipas',
      year: 2022,
      note: {
        vi: 'Từ 2022 hỏi hộ dân, không chỉ người đã dùng dịch vụ: không nối với các năm trước.',
        en: 'Since 2022 households are asked, not only users of services: not comparable with the years before.',
      },
    },
    {
      product: 'needs',
      year: 2024,
      note: { vi: 'Thang đo nhu cầu, mong đợi đổi năm 2024.', en: 'The scale of needs and expectations changed in 2024.' },
    },
  ];
  return { years, breaks };
}

/** The year before by an earlier set: compared through the declared lookup, item by item. Generated. */
async function ministriesBefore(units: readonly { readonly code: string }[]): Promise<unknown> {
  const read = async (name: string): Promise<unknown> => JSON.parse(await readFile(new URL(name, sets), 'utf8'));
  const earlier = criteriaSetSchema.parse(await read('criteria-ministry-earlier.json'));
  return {
    years: [
      {
        year: YEAR - 1,
        criteriaSet: earlier.id,
        lookup: await read('lookup-ministry.json'),
        units: units.map(({ code }) => {
          const random = new Random(`before ${YEAR - 1} ${code}`);
          const items = itemsOf(earlier).map((item) => [
            item.code,
            { points: (Number(item.maxPoints) * random.near(0.82, 0.18)).toFixed(2), maxPoints: item.maxPoints },
          ]);
          return { unit: code, items: Object.fromEntries(items), status: 'illustrative', source: GENERATED };
        }),
      },
    ],
  };
}

/** Assessed in 2023, but not ranked: the source says so of both. */
const UNRANKED = new Set(['TTCP', 'UBDT']);
const UNRANKED_REASON = { vi: 'Cơ quan có tính đặc thù: đánh giá, không xếp hạng', en: 'Special agency: assessed, not ranked' };

export async function roundOf(level: 'ministry' | 'province'): Promise<RoundDefinition> {
  const criteriaSet = criteriaSetSchema.parse(JSON.parse(await readFile(new URL(`criteria-${level}.json`, sets), 'utf8')));
  const rows = (await table(new URL('units-2023.csv', here))).filter(({ kind }) => kind === level);
  const units = rows.map(({ code = '', name_vi, name_en, region }) => ({
    code,
    ...(level === 'province' ? { region: REGIONS.find(({ name }) => name.vi === region)?.code } : {}),
    name: { vi: name_vi, en: name_en },
    ...(UNRANKED.has(code) ? { unranked: UNRANKED_REASON } : {}),
  }));
  const names = level === 'province' ? ['sipas-2023', 'officials-province-2023'] : ['officials-ministry-2023'];
  const instruments = await Promise.all(
    names.map(async (name) => JSON.parse(await readFile(new URL(`${name}.json`, forms), 'utf8')) as unknown),
  );
  return roundDefinitionSchema.parse({
    round: `illustrative-${YEAR}-${level}`,
    year: YEAR,
    level,
    title:
      level === 'ministry'
        ? { vi: 'MINH HỌA: Chỉ số cải cách hành chính các bộ năm 2023', en: 'ILLUSTRATIVE: PAR INDEX of ministries, 2023' }
        : { vi: 'MINH HỌA: Chỉ số cải cách hành chính các tỉnh năm 2023', en: 'ILLUSTRATIVE: PAR INDEX of provinces, 2023' },
    units: units.sort((a, b) => (a.code < b.code ? -1 : 1)),
    criteriaSet,
    instruments,
    calendar: CALENDAR,
    ...(level === 'province' ? { regions: { asOf: '2023-12-31', source: REGION_SOURCE, list: REGIONS } } : {}),
    history: level === 'province' ? provincesBefore(units, criteriaSet) : await ministriesBefore(units),
    note: NOTE,
  });
}
