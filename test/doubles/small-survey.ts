import { Random } from '../../examples/full-size/random.ts';
import type { Instrument } from '../../shared/domain/instrument.ts';
import { instrumentSchema } from '../../shared/domain/instrument.ts';
import { type SurveyMapping, surveyMappingSchema } from '../../shared/domain/survey-mapping.ts';
import { type SurveySample, surveySampleSchema } from '../../shared/domain/survey-sample.ts';
import { UNITS } from './small-round.ts';

export const SURVEYOR = { sub: 'buu-dien.demo', groups: ['surveyor'] };

const name = (text: string): { vi: string; en: string } => ({ vi: text, en: text });
const ITEMS = ['thai-do', 'thu-tuc', 'ket-qua', 'chi-phi', 'thoi-gian', 'noi-don', 'phan-anh', 'thong-tin'];

/** A sample survey of the small round's units that feeds their one survey item. */
export const smallInstrument: Instrument = instrumentSchema.parse({
  id: 'hai-long',
  version: 1,
  isIllustrative: true,
  title: name('Minh họa: hài lòng'),
  source: 'Thử nghiệm',
  population: name('Người dân'),
  mode: 'probability',
  scales: [
    {
      code: 'nam',
      options: ['1', '2', '3', '4', '5', '9'].map((code) => ({ code, name: name(`Mức ${code}`), isNoOpinion: code === '9' })),
      score: { rule: 'top-two-box', top: ['4', '5'] },
    },
  ],
  sections: [{ code: 's', name: name('Phần'), items: ITEMS.map((code) => ({ code, name: name(code), scale: 'nam' })) }],
  groups: [{ code: 'dich-vu', name: name('Dịch vụ'), kind: 'service', items: ITEMS, rule: 'mean-of-items' }],
  aggregates: [],
  minimumN: 20,
  leastSeconds: 120,
  feeds: [{ item: '2.1', figure: 'dich-vu' }],
});

export const smallMapping: SurveyMapping = surveyMappingSchema.parse({
  instrument: smallInstrument.id,
  instrumentVersion: 1,
  version: 1,
  instanceId: 'id',
  unit: { column: 'Đơn vị' },
  psu: 'Địa bàn',
  enumerator: 'Điều tra viên',
  times: { start: 'Bắt đầu', end: 'Kết thúc' },
  answers: ITEMS.map((item) => ({ item, column: item })),
});

/** Four places in each unit, in two strata. */
export const smallSample: SurveySample = surveySampleSchema.parse({
  frame: 'Thử nghiệm',
  seed: 'hai-long',
  psus: UNITS.flatMap((unit) =>
    [1, 2, 3, 4].map((n) => ({
      psu: `${unit}-${n}`,
      unit,
      stratum: `${unit}-${n > 2 ? 'b' : 'a'}`,
      size: 1000 * n,
      probability: 0.1 * n,
      interviews: 10,
    })),
  ),
});

/** What a name and a phone look like in a file; nothing of it may be found anywhere afterwards. */
export const PERSONAL = ['Nguyễn Thị Mẫu Minh Họa', '0900123456', 'mau.minh.hoa@vi-du.vn', '10.11.12.13', '21.0285,105.8542'] as const;

export interface SmallAnswer {
  readonly unit: string;
  readonly psu: string;
  readonly id: string;
  readonly choices: readonly string[];
}

export function smallAnswers(seed: string, perPlace = 10): SmallAnswer[] {
  const random = new Random(seed);
  return smallSample.psus.flatMap(({ unit, psu }) =>
    Array.from({ length: perPlace }, (_, i) => ({
      unit,
      psu,
      id: `${seed}-${psu}-${i}`,
      choices: ITEMS.map(() => random.pick(['1', '2', '3', '4', '4', '4', '5', '9'])),
    })),
  );
}

const HEADER = [
  'Họ tên',
  'Điện thoại',
  'Email',
  'IP',
  'Vị trí',
  'Đơn vị',
  'Địa bàn',
  'Điều tra viên',
  'Bắt đầu',
  'Kết thúc',
  ...ITEMS,
  'id',
];

export function smallCsv(answers: readonly SmallAnswer[]): Buffer {
  const rows = answers.map(({ unit, psu, id, choices }, i) => {
    const day = String(2 + Math.floor(i / 400)).padStart(2, '0');
    const minute = (i % 400) + 420;
    const time = (at: number): string =>
      `2024-01-${day}T${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}:00+07:00`;
    const place = psu.endsWith('1') || psu.endsWith('2') ? 1 : 2;
    return [
      ...PERSONAL.map((text) => `"${text}"`),
      unit,
      psu,
      `Điều tra viên ${unit} ${place}`,
      time(minute),
      time(minute + 1),
      ...choices,
      id,
    ].join(',');
  });
  return Buffer.from(`${[HEADER.join(','), ...rows].join('\n')}\n`);
}
