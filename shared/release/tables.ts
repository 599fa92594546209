import { type CriteriaSet, type Item, itemsOf, itemsOfField, maximumOf } from '../domain/criteria-set.ts';
import type { FrozenContent } from '../domain/freeze.ts';
import { decimal, subtract, toDecimal, toFixed } from '../domain/rational.ts';
import { accuracyOf, type SettledClaim } from '../domain/self-scoring-accuracy.ts';
import type { Bilingual } from '../domain/text-schemas.ts';
import { criterionOfItems } from '../domain/uncertainty.ts';
import type { ReleaseContent } from './release-content.ts';

/** Types of Table Schema (Data Package v2). Points are exact decimals. */
type ColumnType = 'string' | 'integer' | 'number' | 'date';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly description: string;
}

/** One table of open data: its CSV file, its sheet of the workbook and its part of the data package are made from this. */
export interface Table {
  readonly name: string;
  readonly title: Bilingual;
  readonly columns: readonly Column[];
  /** Cells as text; the empty one is missing. */
  readonly rows: readonly (readonly string[])[];
  readonly primaryKey: readonly string[];
  /** Column -> table and column that it points to. */
  readonly foreignKeys?: Readonly<Record<string, readonly [table: string, column: string]>>;
}

const column =
  (type: ColumnType) =>
  (name: string, description: string): Column => ({ name, type, description });
const [text, whole, number] = [column('string'), column('integer'), column('number')];

const or = (value: string | number | null | undefined): string => (value == null ? '' : String(value));
const UNIT = text('unit', 'Mã đơn vị / Unit code');
const OF_UNIT = { unit: ['units', 'unit'] } as const;

/** Why units have no rank: by the round's definition, or by what was resolved before the freeze. */
export function reasonsUnranked({ units }: ReleaseContent['definition'], frozen: FrozenContent): { unit: string; reason: string }[] {
  const byDefinition = units.flatMap(({ code, unranked }) => (unranked === undefined ? [] : [{ unit: code, reason: unranked.vi }]));
  return [...byDefinition, ...frozen.unranked.filter(({ unit }) => !byDefinition.some((entry) => entry.unit === unit))];
}

function ranking({ definition, computed }: ReleaseContent): Table {
  const names = new Map(definition.units.map(({ code, name }) => [code, name]));
  const statistics = new Map(computed.statistics.units.map((entry) => [entry.unit, entry]));
  const { fields } = definition.criteriaSet;
  return {
    name: 'ranking',
    title: { vi: 'Bảng xếp hạng', en: 'Ranking' },
    primaryKey: ['unit'],
    foreignKeys: OF_UNIT,
    columns: [
      whole('rank', 'Hạng theo giá trị chính xác; trống: không xếp hạng / Competition rank on exact values; empty: not ranked'),
      UNIT,
      text('name_vi', 'Tên tiếng Việt / Vietnamese name'),
      text('name_en', 'Tên tiếng Anh / English name'),
      ...fields.map(({ code, name }) => number(`points_${code}`, `${name.vi} / ${name.en}`)),
      number('points', 'Tổng điểm / Total points'),
      number('max_points', 'Điểm tối đa của các tiêu chí áp dụng / Maximum of the applicable items'),
      number('index_pct', 'Chỉ số, làm tròn 2 chữ số / Index in %, rounded to 2 decimals'),
      number('index_exact', 'Chỉ số chính xác / Exact index'),
      text('group', 'Nhóm / Group'),
      number('adjustments', 'Điểm cộng, trừ của cả đơn vị / Points for or against the unit as a whole'),
      number('se', 'Sai số chuẩn của chỉ số, điểm % / Standard error of the index, percentage points'),
      number('low', 'Cận dưới 90 % / Lower end of the 90 % interval'),
      number('high', 'Cận trên 90 % / Upper end of the 90 % interval'),
      whole('rank_low', 'Hạng cao nhất có thể (90 %) / Best rank that is compatible (90 %)'),
      whole('rank_high', 'Hạng thấp nhất có thể (90 %) / Worst rank that is compatible (90 %)'),
    ],
    rows: computed.units.map((unit) => {
      const name = names.get(unit.unit);
      const own = statistics.get(unit.unit);
      return [
        or(unit.rank),
        unit.unit,
        name?.vi ?? '',
        name?.en ?? '',
        ...fields.map(({ code }) => unit.fields.find((field) => field.code === code)?.points ?? ''),
        unit.points,
        unit.maxPoints,
        unit.index === null ? '' : toFixed(decimal(unit.index), 2),
        or(unit.index),
        or(unit.group),
        or(unit.adjustments),
        ...[own?.se, own?.low, own?.high, own?.rankLow, own?.rankHigh].map(or),
      ];
    }),
  };
}

function units({ definition, frozen }: ReleaseContent): Table {
  const reasons = new Map(reasonsUnranked(definition, frozen).map(({ unit, reason }) => [unit, reason]));
  return {
    name: 'units',
    title: { vi: 'Đơn vị', en: 'Units' },
    primaryKey: ['unit'],
    columns: [
      UNIT,
      text('name_vi', 'Tên tiếng Việt / Vietnamese name'),
      text('name_en', 'Tên tiếng Anh / English name'),
      text('region', 'Vùng / Region'),
      text('predecessors', 'Đơn vị trước sáp nhập / Units that became this one'),
      text('unranked_because', 'Lý do không xếp hạng / Why it is not ranked'),
    ],
    rows: definition.units.map(({ code, name, region, predecessors }) => [
      code,
      name.vi,
      name.en,
      or(region),
      (predecessors ?? []).map((entry) => entry.code).join(' '),
      or(reasons.get(code)),
    ]),
  };
}

function criteria({ definition: { criteriaSet } }: ReleaseContent): Table {
  const criterionOf = criterionOfItems(criteriaSet);
  return {
    name: 'criteria',
    title: { vi: 'Bộ tiêu chí', en: 'Criteria set' },
    primaryKey: ['item'],
    columns: [
      text('item', 'Mã tiêu chí chấm điểm / Code of the scored item'),
      text('criterion', 'Tiêu chí / Criterion'),
      text('field', 'Lĩnh vực / Field'),
      text('name_vi', 'Tên tiếng Việt / Vietnamese name'),
      text('name_en', 'Tên tiếng Anh / English name'),
      number('max_points', 'Điểm tối đa / Maximum points'),
      text('method', 'appraised, survey, central'),
    ],
    rows: criteriaSet.fields.flatMap((field) =>
      itemsOfField(field).map(({ code, name, maxPoints, method }) => [
        ...[code, criterionOf.get(code) ?? code, field.code, name.vi, name.en],
        ...[maxPoints, method],
      ]),
    ),
  };
}

function fields({ computed }: ReleaseContent): Table {
  return {
    name: 'fields',
    title: { vi: 'Kết quả theo lĩnh vực', en: 'Results by field' },
    primaryKey: ['unit', 'field'],
    foreignKeys: OF_UNIT,
    columns: [
      UNIT,
      text('field', 'Lĩnh vực / Field'),
      number('points', 'Điểm / Points'),
      number('max_points', 'Điểm tối đa / Maximum'),
      number('index_pct', 'Tỷ lệ, làm tròn / Ratio in %, rounded'),
      number('index_exact', 'Tỷ lệ chính xác / Exact ratio'),
      whole('rank', 'Hạng / Rank'),
    ],
    rows: computed.units.flatMap(({ unit, fields: own }) =>
      own.map(({ code, points, maxPoints, index, rank }) => [
        ...[unit, code, points, maxPoints],
        ...[index === null ? '' : toFixed(decimal(index), 2), or(index), or(rank)],
      ]),
    ),
  };
}

function items({ definition, frozen, ledger }: ReleaseContent): Table {
  const known = new Map(itemsOf(definition.criteriaSet).map((item) => [item.code, item]));
  const corrected = new Set(ledger.map(({ unit, item }) => `${unit}\n${item}`));
  return {
    name: 'items',
    title: { vi: 'Điểm từng tiêu chí', en: 'Points by item' },
    primaryKey: ['unit', 'item'],
    foreignKeys: { ...OF_UNIT, item: ['criteria', 'item'] },
    columns: [
      UNIT,
      text('item', 'Tiêu chí / Item'),
      number('max_points', 'Điểm tối đa / Maximum'),
      number('claimed', 'Điểm tự chấm / Self-scored points'),
      number('points', 'Điểm; NA: không áp dụng / Points; NA: does not apply'),
      number('lost', 'Điểm mất / Points lost'),
      text('reasons', 'Lý do / Reasons'),
      whole('documents', 'Số tài liệu kiểm chứng / Documents that prove it'),
      text('corrected', 'yes: sửa sau khi chốt số liệu / changed after the freeze'),
    ],
    rows: frozen.points.map(({ unit, item, points, claimed, reasons, evidence }) => {
      const maximum = known.get(item)?.maxPoints ?? '';
      const isApplied = points !== 'NA' && maximum !== '';
      return [
        ...[unit, item, maximum, or(claimed), points],
        isApplied ? toDecimal(subtract(decimal(maximum), decimal(points))) : '',
        [...new Set(reasons)].join(' | '),
        String(evidence.length),
        corrected.has(`${unit}\n${item}`) ? 'yes' : '',
      ];
    }),
  };
}

function adjustments({ frozen }: ReleaseContent): Table {
  return {
    name: 'adjustments',
    title: { vi: 'Điểm cộng, điểm trừ', en: 'Adjustments' },
    primaryKey: ['unit', 'code'],
    foreignKeys: OF_UNIT,
    columns: [UNIT, text('code', 'Mã / Code'), number('points', 'Điểm, có dấu / Signed points'), text('decision', 'Quyết định / Decision')],
    rows: frozen.adjustments.map(({ unit, code, points, decisionNumber }) => [unit, code, points, decisionNumber]),
  };
}

function regions({ definition, computed }: ReleaseContent): Table[] {
  const { regions: declared } = definition;
  if (declared === undefined) return [];
  const names = new Map(declared.list.map(({ code, name }) => [code, name]));
  return [
    {
      name: 'regions',
      title: { vi: 'Trung bình vùng', en: 'Regional means' },
      primaryKey: ['region'],
      columns: [
        text('region', 'Mã vùng / Region code'),
        text('name_vi', 'Tên tiếng Việt / Vietnamese name'),
        text('name_en', 'Tên tiếng Anh / English name'),
        column('date')('as_of', 'Vùng theo ngày này / Regions as of this day'),
        whole('units', 'Số đơn vị xếp hạng / Ranked units'),
        number('mean', 'Trung bình chỉ số / Mean index'),
        number('mean_before', 'Năm trước, chỉ khi cùng đơn vị / The year before, only where the units are the same'),
      ],
      rows: computed.statistics.regions.map(({ region, units: count, mean, before }) => [
        ...[region, names.get(region)?.vi ?? '', names.get(region)?.en ?? '', declared.asOf],
        ...[String(count), or(mean), or(before)],
      ]),
    },
  ];
}

function uncertainty({ computed }: ReleaseContent): Table {
  return {
    name: 'uncertainty',
    title: { vi: 'Sai số và độ nhạy', en: 'Errors and sensitivity' },
    primaryKey: ['unit'],
    foreignKeys: OF_UNIT,
    columns: [
      UNIT,
      number('se', 'Sai số chuẩn của chỉ số / Standard error of the index, percentage points'),
      number('survey_se', 'Phần của điều tra, điểm / Of the surveys, in points'),
      number('reader_se', 'Phần của người thẩm định, điểm / Of the readers, in points'),
      number('low', 'Cận dưới 90 % / Lower end of the 90 % interval'),
      number('high', 'Cận trên 90 % / Upper end'),
      whole('rank_low', 'Hạng cao nhất có thể / Best compatible rank'),
      whole('rank_high', 'Hạng thấp nhất có thể / Worst compatible rank'),
      text('ties', 'Các vị trí chưa phân biệt được / Places in the table that it cannot be told from'),
      whole('without_field_best', 'Độ nhạy: hạng cao nhất khi bỏ một lĩnh vực / Sensitivity: best rank without one field'),
      whole('without_field_worst', 'Hạng thấp nhất / Worst rank'),
      whole('weights_low', 'Độ nhạy: hạng 5 % khi đổi trọng số / Sensitivity: 5 % quantile of the rank over drawn weights'),
      whole('weights_high', '95 %'),
    ],
    rows: computed.statistics.units.map((unit) => [
      unit.unit,
      ...[unit.se, unit.surveySe, unit.readerSe, unit.low, unit.high, unit.rankLow, unit.rankHigh].map(or),
      unit.ties.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(' '),
      ...[unit.sensitivity?.withoutField.best, unit.sensitivity?.withoutField.worst].map(or),
      ...[unit.sensitivity?.weights.low, unit.sensitivity?.weights.high].map(or),
    ]),
  };
}

function changes({ computed }: ReleaseContent): Table[] {
  const { comparison } = computed.statistics;
  if (comparison === null) return [];
  return [
    {
      name: 'changes',
      title: { vi: 'So với năm trước', en: 'Change from the year before' },
      primaryKey: ['unit'],
      foreignKeys: OF_UNIT,
      columns: [
        UNIT,
        whole('year_before', 'Năm so sánh / Year compared with'),
        text('kind', 'same-set, bridge, hidden, none'),
        number('before', 'Năm trước / Before'),
        number('now', 'Năm nay / Now'),
        number('change', 'Thay đổi, điểm % / Change, percentage points'),
        number('covered_pct', 'Phần điểm so sánh được / Share of points covered'),
        number('se', 'Sai số chuẩn / Standard error'),
        text('direction', 'up, down; trống: không phân biệt được với 0 / empty: not distinguishable from 0'),
        text('status', 'Nguồn của năm trước / How the earlier figure is known'),
      ],
      rows: comparison.units.map(({ unit, kind, before, now, change, covered, se, direction, status }) => [
        ...[unit, String(comparison.year), kind],
        ...[before, now, change, covered, se, direction, status].map(or),
      ]),
    },
  ];
}

function history({ definition }: ReleaseContent): Table[] {
  const { years } = definition.history;
  if (years.length === 0) return [];
  return [
    {
      name: 'earlier-years',
      title: { vi: 'Các năm trước', en: 'Earlier years' },
      primaryKey: ['year', 'unit'],
      columns: [
        whole('year', 'Năm / Year'),
        UNIT,
        number('index_pct', 'Chỉ số đã công bố / Published index'),
        whole('rank', 'Hạng đã công bố / Published rank'),
        text('criteria_set', 'Bộ tiêu chí / Criteria set'),
        text('status', 'sourced, inferred, computed, illustrative'),
        text('source', 'Nguồn / Source'),
      ],
      rows: years.flatMap(({ year, criteriaSet, units: own }) =>
        own.map(({ unit, index, rank, status, source }) => [String(year), unit, or(index), or(rank), criteriaSet, status, source]),
      ),
    },
  ];
}

/** Every matter that was open before the freeze with its resolution, and every change after it. */
function decisions({ frozen, ledger }: ReleaseContent): Table {
  const resolved = frozen.resolutions.map(({ unit, item, instrument, resolution, by, decisionNumber, reason }) => [
    ...['before-freeze', or(unit), or(item), or(instrument), resolution],
    ...['', '', '', '', by, decisionNumber, reason],
  ]);
  const changed = ledger.map(({ unit, item, before, after, effect, decisionNumber, reason }) => [
    ...['after-freeze', unit, item, '', '', before, after, or(effect?.rankBefore), or(effect?.rankAfter)],
    ...['decision', decisionNumber, reason],
  ]);
  return {
    name: 'decisions',
    title: { vi: 'Các quyết định', en: 'Decisions' },
    primaryKey: [],
    columns: [
      text('when', 'before-freeze, after-freeze'),
      UNIT,
      text('item', 'Tiêu chí / Item'),
      text('instrument', 'Phiếu khảo sát / Survey'),
      text('resolution', 'Cách giải quyết / Resolution'),
      number('before', 'Điểm cũ / Old points'),
      number('after', 'Điểm mới / New points'),
      whole('rank_before', 'Hạng cũ / Old rank'),
      whole('rank_after', 'Hạng mới / New rank'),
      text('by', 'rule, decision'),
      text('decision', 'Số quyết định / Decision number'),
      text('reason', 'Lý do / Reason'),
    ],
    rows: [...resolved, ...changed],
  };
}

const FIGURE_COLUMNS = [
  text('instrument', 'Phiếu / Instrument'),
  whole('version', 'Phiên bản công thức / Version of the formula'),
] as const;

function surveyTables({ surveys }: ReleaseContent): Table[] {
  if (surveys.length === 0) return [];
  const figures = surveys.flatMap(({ instrument, version, national, units: own }) =>
    [{ unit: '', figures: national }, ...own].flatMap(({ unit, figures: all }) =>
      all.map((entry) => [
        ...[instrument, String(version), unit, entry.figure],
        ...[entry.n, entry.numerator, entry.denominator, entry.mean, entry.se, entry.low, entry.high, entry.deff, entry.df].map(or),
      ]),
    ),
  );
  const ranks = surveys.flatMap(({ instrument, version, ranks: own }) =>
    own.map(({ unit, rank, low, high }) => [instrument, String(version), unit, String(rank), or(low), or(high)]),
  );
  const places = surveys.flatMap(({ instrument, version, places: own }) => {
    if (own === null) return [];
    const positions = own.figures.map((figure) => own.items.indexOf(figure));
    return own.rows.flatMap((row) =>
      own.figures.map((figure, f) => {
        const at = positions[f] ?? -1;
        return [
          ...[instrument, String(version), row.unit, row.stratum, row.place, or(row.clusters), or(row.n), figure],
          ...(at < 0 ? ['', ''] : [or(row.numerators[at]), or(row.denominators[at])]),
          ...[or(row.linear[f]), or(row.squares?.[f])],
        ];
      }),
    );
  });
  const all: Table[] = [
    {
      name: 'survey-figures',
      title: { vi: 'Kết quả điều tra', en: 'Survey figures' },
      primaryKey: [],
      columns: [
        ...FIGURE_COLUMNS,
        text('unit', 'Mã đơn vị; trống: cả nước / Unit code; empty: the country'),
        text('figure', 'Chỉ tiêu / Figure'),
        whole('n', 'Số câu trả lời có ý kiến; trống: dưới ngưỡng / Answers that are opinions; empty: too few'),
        number('numerator', 'Tử số có trọng số / Weighted numerator'),
        number('denominator', 'Mẫu số có trọng số / Weighted denominator'),
        number('mean', '%'),
        number('se', 'Sai số chuẩn / Standard error'),
        number('low', 'Cận dưới 95 % / Lower end of the 95 % interval'),
        number('high', 'Cận trên / Upper end'),
        number('deff', 'Hiệu ứng thiết kế / Design effect'),
        number('df', 'Bậc tự do / Degrees of freedom'),
      ],
      rows: figures,
    },
    {
      name: 'survey-ranks',
      title: { vi: 'Xếp hạng SIPAS', en: 'SIPAS ranks' },
      primaryKey: ['instrument', 'unit'],
      foreignKeys: OF_UNIT,
      columns: [
        ...FIGURE_COLUMNS,
        UNIT,
        whole('rank', 'Hạng / Rank'),
        whole('rank_low', 'Hạng cao nhất có thể (90 %) / Best compatible rank'),
        whole('rank_high', 'Hạng thấp nhất có thể (90 %) / Worst compatible rank'),
      ],
      rows: ranks,
    },
    {
      name: 'survey-places',
      title: { vi: 'Tổng theo địa bàn mẫu (mã hóa)', en: 'Totals by sampled place (pseudonyms)' },
      primaryKey: ['instrument', 'unit', 'place', 'figure'],
      columns: [
        ...FIGURE_COLUMNS,
        UNIT,
        text('stratum', 'Tầng, mã hóa / Stratum, pseudonym'),
        text('place', 'Địa bàn, mã hóa / Place, pseudonym'),
        whole('clusters', 'Số cụm / Clusters in the row: 1, or the people of a certain place'),
        whole('n', 'Số người trả lời; trống: dưới ngưỡng / People who answered; empty: withheld'),
        text('figure', 'Chỉ tiêu; points: điểm của đơn vị / Figure; points: what it gives to the unit'),
        number('numerator', 'Tử số có trọng số / Weighted numerator'),
        number('denominator', 'Mẫu số có trọng số / Weighted denominator'),
        number('linear', 'Tổng biến tuyến tính hóa / Total of the linearised variable'),
        number('squares', 'Tổng bình phương theo cụm / Sum of its squares over clusters'),
      ],
      rows: places,
    },
  ];
  return all.filter(({ rows }) => rows.length > 0);
}

function presses({ presses: own }: ReleaseContent): Table[] {
  if (own === null) return [];
  return [
    {
      name: 'button-presses',
      title: {
        vi: 'Lượt bấm nút: lượt bấm, không phải số người; không thuộc chỉ số',
        en: 'Button presses: presses, not people; not part of the index',
      },
      primaryKey: ['unit', 'scale', 'month'],
      columns: [
        UNIT,
        text('scale', 'Thang / Scale'),
        text('month', 'Tháng / Month'),
        whole('presses', 'Lượt bấm / Presses'),
        whole('bursts', 'Lượt bấm dồn dập / Presses in bursts'),
        number('mean', 'Trung bình, % / Mean worth, %'),
        whole('tickets', 'Số phiếu phục vụ / Tickets served'),
        number('coverage', 'Độ phủ / Presses over tickets'),
        text('counts', 'Lượt theo mức, thấp đến cao / Presses by level, lowest first'),
      ],
      rows: own.months.map(({ unit, scale, month, presses: count, bursts, mean, tickets, coverage, counts }) => [
        ...[unit, scale, month, String(count), String(bursts)],
        ...[mean === null ? '' : mean.toFixed(2), or(tickets), coverage === null ? '' : coverage.toFixed(4)],
        counts.join(' '),
      ]),
    },
  ];
}

function remedies({ remedies: own }: ReleaseContent): Table[] {
  if (own.length === 0) return [];
  return [
    {
      name: 'remedies',
      title: { vi: 'Kế hoạch khắc phục', en: 'Remedy plans' },
      primaryKey: ['unit', 'item'],
      foreignKeys: OF_UNIT,
      columns: [
        UNIT,
        text('item', 'Tiêu chí / Item'),
        text('action', 'Việc phải làm / Action'),
        text('owner', 'Đơn vị chịu trách nhiệm / Owner'),
        column('date')('due', 'Thời hạn / Due'),
      ],
      rows: own.map(({ unit, item, action, owner, dueOn }) => [unit, item, action, owner, dueOn]),
    },
  ];
}

/** Every claim that was appraised, with the points that it ended with. */
function finalClaims(frozen: FrozenContent, set: CriteriaSet): SettledClaim[] {
  const places = new Map<string, { field: string; item: Item }>(
    set.fields.flatMap((field) => itemsOfField(field).map((item) => [item.code, { field: field.code, item }] as const)),
  );
  return frozen.points.flatMap(({ unit, item, points, claimed }) => {
    const place = places.get(item);
    if (claimed === null || points === 'NA' || place === undefined) return [];
    const final = decimal(points);
    const claim = { unit, field: place.field, claimed: decimal(claimed), settled: final, final, maximum: maximumOf(place.item) };
    return [{ ...claim, reasonCode: undefined }];
  });
}

/** Only where the round's decision says so: how near claims came to final points, per unit. */
function accuracy({ definition, frozen }: ReleaseContent): Table[] {
  if (!definition.rules.publishesAccuracy) return [];
  const figure = (value: number | undefined): string => (value === undefined ? '' : value.toFixed(4));
  const rows = accuracyOf(finalClaims(frozen, definition.criteriaSet))
    .filter(({ field }) => field === undefined)
    .map(({ unit, n, gapAfter, cut, raised, shareCut, meanGap }) => [
      unit,
      String(n),
      gapAfter === undefined ? '' : toFixed(gapAfter, 4),
      String(cut),
      String(raised),
      ...[shareCut?.estimate, shareCut?.low, shareCut?.high, meanGap?.estimate, meanGap?.low, meanGap?.high].map(figure),
    ]);
  return [
    {
      name: 'self-scoring-accuracy',
      title: { vi: 'Mức độ sát thực của tự chấm', en: 'Accuracy of self-scoring' },
      primaryKey: ['unit'],
      foreignKeys: OF_UNIT,
      columns: [
        UNIT,
        whole('claims', 'Số điểm tự chấm / Claims'),
        number('gap_pct', 'Chênh lệch, % / Gap, %'),
        whole('cut', 'Bị giảm / Cut'),
        whole('raised', 'Được tăng / Raised'),
        number('share_cut', 'Tỷ lệ bị giảm / Share cut'),
        number('share_cut_low', '5 %'),
        number('share_cut_high', '95 %'),
        number('mean_gap', 'Chênh lệch bình quân, % / Mean gap, %'),
        number('mean_gap_low', '5 %'),
        number('mean_gap_high', '95 %'),
      ],
      rows,
    },
  ];
}

/** All tables of a release, in the order in which the data page lists them. */
export function tablesOf(content: ReleaseContent): Table[] {
  return [
    ranking(content),
    fields(content),
    items(content),
    units(content),
    criteria(content),
    adjustments(content),
    ...regions(content),
    uncertainty(content),
    ...changes(content),
    ...history(content),
    decisions(content),
    ...surveyTables(content),
    ...presses(content),
    ...remedies(content),
    ...accuracy(content),
  ];
}
