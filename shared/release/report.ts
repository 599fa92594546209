import { dayOf, sayDay } from '../domain/calendar.ts';
import { toDecimal } from '../domain/rational.ts';
import type { Unit } from '../domain/units.ts';
import { axisOf } from './charts.ts';
import { asShown, figure, groupedNumber, range, signed, statistic } from './layout.ts';
import { lostPoints } from './lost-points.ts';
import { componentsText } from './national-page.ts';
import type { ReleaseContent } from './release-content.ts';
import { reasonsUnranked } from './tables.ts';
import type { UnitIndex } from './unit-page.ts';

type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | {
      readonly kind: 'table';
      readonly widths: readonly number[];
      readonly size: number;
      readonly columns: readonly { readonly name: string; readonly number: boolean }[];
      readonly rows: readonly (readonly string[])[];
    }
  | {
      readonly kind: 'chart';
      readonly alt: string;
      readonly caption: string;
      /** Width of the labels, in percent. */
      readonly label: number;
      readonly items: readonly {
        readonly name: string;
        readonly text: string;
        readonly value: number | null;
        readonly low: number | null;
        readonly high: number | null;
        readonly mean: number | null;
      }[];
    };

interface Section {
  readonly level: 1 | 2;
  readonly title: string;
  readonly parts: readonly Part[];
}

/** What the Typst template is given; see report-template.ts. */
export interface Report {
  readonly title: string;
  readonly publisher: string;
  readonly dateline: string;
  readonly note: string;
  readonly day: readonly [number, number, number];
  readonly sections: readonly Section[];
}

/** Reports are in Vietnamese. */
const VI = 'vi';
const two = (value: string | null): string => (value === null ? '–' : figure(value, 2, VI));
const said = (text: string): Part => ({ kind: 'text', text });

function frame({ definition, release, supersedes }: ReleaseContent, title: string, sections: readonly Section[]): Report {
  const deadline = Date.parse(definition.calendar.publication.deadlineAt);
  const [year = 0, month = 0, day = 0] = dayOf(deadline).split('-').map(Number);
  return {
    title,
    publisher: 'BỘ NỘI VỤ',
    dateline: `${supersedes === null ? 'Công bố theo lịch ngày' : 'Đính chính kết quả công bố theo lịch ngày'} ${sayDay(deadline, VI)} · Bản số ${release} · ${definition.criteriaSet.decision}`,
    note: definition.note.vi,
    day: [year, month, day],
    sections,
  };
}

const table = (
  columns: readonly (readonly [name: string, width: number, isNumber?: true])[],
  rows: readonly (readonly string[])[],
  size = 11,
): Part => ({
  kind: 'table',
  size,
  widths: columns.map(([, width]) => width),
  columns: columns.map(([name, , isNumber]) => ({ name, number: isNumber === true })),
  rows,
});

/** The country's report: ranking, chart, fields, regions, surveys, method, decisions and ledger. */
export function nationalReport(content: ReleaseContent): Report {
  const { definition, computed, frozen, ledger, surveys } = content;
  const { statistics } = computed;
  const names = new Map(definition.units.map(({ code, name }) => [code, name.vi]));
  const nameOf = (unit: string): string => names.get(unit) ?? unit;
  const ranked = computed.units.filter(({ rank }) => rank !== null);
  const of = new Map(statistics.units.map((entry) => [entry.unit, entry]));
  const axis = axisOf(ranked.flatMap(({ index }) => (index === null ? [] : [Number(index)])));
  const onAxis = (value: number | null | undefined): number | null =>
    value == null ? null : Math.max(0, Math.min(100, ((value - axis.from) / (axis.to - axis.from)) * 100));
  const hasIntervals = statistics.components.length > 0;
  const unranked = reasonsUnranked(definition, frozen);
  const fieldNames = new Map(definition.criteriaSet.fields.map(({ code, name }) => [code, name.vi]));
  const sections: Section[] = [
    {
      level: 1,
      title: '1. Kết quả chung',
      parts: [
        said(
          `${ranked.length} đơn vị được xếp hạng. Trung bình ${two(computed.mean)} %; cao nhất ${nameOf(ranked[0]?.unit ?? '')} (${two(ranked[0]?.index ?? null)} %); thấp nhất ${nameOf(ranked.at(-1)?.unit ?? '')} (${two(ranked.at(-1)?.index ?? null)} %).`,
        ),
        said(componentsText(content, VI)),
        {
          kind: 'chart',
          label: 38,
          alt: `Chỉ số của ${ranked.length} đơn vị theo thứ hạng, cùng số liệu với bảng xếp hạng`,
          caption: `Chỉ số (chấm), ${hasIntervals ? 'khoảng tin cậy 90 % (vạch ngang), ' : ''}trung bình (vạch đỏ); trục từ ${axis.from} % đến ${axis.to} %.`,
          items: ranked.map(({ unit, index }) => ({
            name: nameOf(unit),
            text: `${two(index)} %`,
            value: onAxis(index === null ? null : Number(index)),
            low: onAxis(of.get(unit)?.low),
            high: onAxis(of.get(unit)?.high),
            mean: onAxis(computed.mean === null ? null : Number(computed.mean)),
          })),
        },
      ],
    },
    {
      level: 1,
      title: '2. Bảng xếp hạng',
      parts: [
        table(
          [
            ['Hạng', 0, true],
            ['Đơn vị', 3],
            ['Điểm', 0, true],
            ['Tối đa', 0, true],
            ['Chỉ số (%)', 0, true],
            ...(hasIntervals ? [['Hạng có thể', 0, true] as const] : []),
            ['Nhóm', 0],
          ],
          computed.units.map((unit) => {
            const own = of.get(unit.unit);
            return [
              unit.rank === null ? '–' : String(unit.rank),
              nameOf(unit.unit),
              two(unit.points),
              asShown(unit.maxPoints, VI),
              two(unit.index),
              ...(hasIntervals ? [own?.rankLow == null || own.rankHigh === null ? '–' : range(own.rankLow, own.rankHigh)] : []),
              unit.group ?? '–',
            ];
          }),
        ),
        ...(unranked.length === 0
          ? []
          : [
              {
                kind: 'list' as const,
                items: unranked.map(({ unit, reason }) => `${nameOf(unit)}: được đánh giá, không xếp hạng. ${reason}`),
              },
            ]),
      ],
    },
    {
      level: 1,
      title: '3. Theo lĩnh vực',
      parts: [
        table(
          [
            ['Lĩnh vực', 4],
            ['Trung bình (%)', 0, true],
          ],
          statistics.fields.map(({ code, mean }) => [fieldNames.get(code) ?? code, two(mean)]),
        ),
        ...(statistics.regions.length === 0 || definition.regions === undefined
          ? []
          : [
              said(`Trung bình theo vùng (vùng theo ngày ${sayDay(Date.parse(`${definition.regions.asOf}T00:00:00+07:00`), VI)}):`),
              table(
                [
                  ['Vùng', 4],
                  ['Đơn vị', 0, true],
                  ['Trung bình (%)', 0, true],
                ],
                statistics.regions.map(({ region, units, mean }) => [
                  definition.regions?.list.find(({ code }) => code === region)?.name.vi ?? region,
                  String(units),
                  two(mean),
                ]),
              ),
            ]),
      ],
    },
    ...surveys.flatMap(({ instrument: id, version, n, national }): Section[] => {
      const instrument = definition.instruments.find((entry) => entry.id === id);
      if (instrument === undefined) return [];
      const figures = new Map(national.map((entry) => [entry.figure, entry]));
      return [
        {
          level: 2,
          title: instrument.title.vi,
          parts: [
            said(`${groupedNumber(n, VI)} người trả lời; công thức ${id}, phiên bản ${version}.`),
            table(
              [
                ['Chỉ tiêu', 4],
                ['%', 0, true],
                ['Khoảng 95 %', 0, true],
              ],
              [...instrument.aggregates, ...instrument.groups].map(({ code, name }) => {
                const found = figures.get(code);
                return [
                  name.vi,
                  found?.mean == null ? '–' : statistic(found.mean, 2, VI),
                  found?.low == null || found.high === null ? '–' : `${statistic(found.low, 1, VI)} – ${statistic(found.high, 1, VI)}`,
                ];
              }),
            ),
          ],
        },
      ];
    }),
    {
      level: 1,
      title: '4. Phương pháp',
      parts: [
        said(
          'Chỉ số = tổng điểm / tổng điểm tối đa của các tiêu chí áp dụng × 100 %. Tiêu chí không áp dụng rời mẫu số. Xếp hạng và phân nhóm theo giá trị chính xác; bằng nhau thì cùng hạng; số công bố làm tròn một lần.',
        ),
        said(
          'Hạng có thể: [1 + số đơn vị cao hơn có ý nghĩa, n − số đơn vị thấp hơn có ý nghĩa], từ hiệu từng cặp với giá trị tới hạn đồng thời, độ tin cậy 90 % (Mogstad, Romano, Shaikh và Wilhelm 2024).',
        ),
        said(`Mã băm số liệu đã chốt: ${content.freezeHash}.`),
      ],
    },
    {
      level: 1,
      title: '5. Các quyết định và sổ thay đổi',
      parts: [
        frozen.resolutions.length === 0
          ? said('Không có việc nào còn mở khi chốt số liệu.')
          : table(
              [
                ['Đơn vị', 3],
                ['Tiêu chí', 0],
                ['Quyết định', 2],
                ['Lý do', 4],
              ],
              frozen.resolutions.map(({ unit, item, instrument, decisionNumber, reason }) => [
                unit === null ? '–' : nameOf(unit),
                item ?? instrument ?? '–',
                decisionNumber,
                reason,
              ]),
              10,
            ),
        ledger.length === 0
          ? said('Không có thay đổi nào sau khi chốt số liệu.')
          : table(
              [
                ['Đơn vị', 3],
                ['Tiêu chí', 0],
                ['Cũ', 0, true],
                ['Mới', 0, true],
                ['Hạng', 0, true],
                ['Quyết định', 2],
                ['Lý do', 3],
              ],
              ledger.map(({ unit, item, before, after, effect, decisionNumber, reason }) => [
                ...[nameOf(unit), item, asShown(before, VI), asShown(after, VI)],
                ...[`${effect?.rankBefore ?? '–'} → ${effect?.rankAfter ?? '–'}`, decisionNumber, reason],
              ]),
              10,
            ),
      ],
    },
  ];
  return frame(content, definition.title.vi, sections);
}

/** A unit's report: its figures, fields, lost points with reasons, survey figures. */
export function unitReport(content: ReleaseContent, unit: Unit, index: UnitIndex): Report {
  const { definition, computed, surveys } = content;
  const { statistics } = computed;
  const own = index.computedOf.get(unit.code);
  const error = index.statisticsOf.get(unit.code);
  const means = new Map(statistics.fields.map(({ code, mean }) => [code, mean]));
  const region = statistics.regions.find((entry) => entry.region === unit.region);
  const change = statistics.comparison?.units.find((entry) => entry.unit === unit.code);
  const lost = lostPoints(content, index.pointsOf.get(unit.code) ?? []);
  const figures = definition.criteriaSet.fields.map(({ code, name }) => ({
    code,
    name: name.vi,
    field: own?.fields.find((entry) => entry.code === code),
    mean: means.get(code) ?? null,
  }));
  const facts = [
    `Chỉ số: ${two(own?.index ?? null)} %${error?.low == null || error.high === null ? '' : ` (khoảng tin cậy 90 %: ${statistic(error.low, 2, VI)} – ${statistic(error.high, 2, VI)})`}`,
    `Điểm: ${own === undefined ? '–' : `${two(own.points)} trên ${asShown(own.maxPoints, VI)} điểm áp dụng`}`,
    `Hạng: ${own?.rank ?? 'không xếp hạng'}${error?.rankLow == null || error.rankHigh === null ? '' : ` (hạng có thể: ${range(error.rankLow, error.rankHigh)})`}`,
    ...(own?.group == null ? [] : [`Nhóm: ${own.group}`]),
    ...(own?.adjustments === undefined ? [] : [`Điểm điều chỉnh: ${signed(own.adjustments, 2, VI)}`]),
    ...(change?.change == null
      ? []
      : [
          `So với ${definition.year - 1}: ${signed(change.change, 2, VI)} điểm %${change.se === null ? ' (sai số không được đo)' : change.direction === null ? ' (chưa phân biệt được với 0)' : ''}`,
        ]),
  ];
  return frame(content, `${unit.name.vi} – ${definition.title.vi}`, [
    { level: 1, title: '1. Kết quả', parts: [{ kind: 'list', items: facts }, said(componentsText(content, VI))] },
    {
      level: 1,
      title: '2. Các lĩnh vực',
      parts: [
        table(
          [
            ['Lĩnh vực', 4],
            ['Điểm', 0, true],
            ['Tối đa', 0, true],
            ['%', 0, true],
            ['TB chung', 0, true],
            ...(region === undefined ? [] : [['TB vùng', 0, true] as const]),
          ],
          figures.map(({ code, name, field, mean }) => [
            name,
            field?.index == null ? 'không áp dụng' : two(field.points),
            field === undefined ? '–' : asShown(field.maxPoints, VI),
            two(field?.index ?? null),
            two(mean),
            ...(region === undefined ? [] : [two(region.fields.find((entry) => entry.code === code)?.mean ?? null)]),
          ]),
        ),
        {
          kind: 'chart',
          label: 45,
          alt: `Tỷ lệ điểm của ${figures.length} lĩnh vực, cùng số liệu với bảng trên`,
          caption: 'Tỷ lệ điểm đạt được (chấm) và trung bình chung (vạch đỏ), từ 0 đến 100 %.',
          items: figures.map(({ name, field, mean }) => ({
            name,
            text: field?.index == null ? '–' : `${figure(field.index, 1, VI)} %`,
            value: field?.index == null ? null : Number(field.index),
            low: null,
            high: null,
            mean: mean === null ? null : Number(mean),
          })),
        },
      ],
    },
    {
      level: 1,
      title: '3. Điểm mất theo tiêu chí',
      parts:
        lost.length === 0
          ? [said('Đơn vị không mất điểm nào ở các tiêu chí áp dụng.')]
          : [
              table(
                [
                  ['Mã', 0],
                  ['Tiêu chí', 4],
                  ['Tự chấm', 0, true],
                  ['Điểm', 0, true],
                  ['Mất', 0, true],
                  ['Lý do', 3],
                ],
                lost.map(({ item, points, claimed, reasons, missing }) => [
                  ...[item.code, item.name.vi, claimed === null ? '–' : asShown(claimed, VI)],
                  ...[
                    `${two(points)} / ${asShown(item.maxPoints, VI)}`,
                    two(toDecimal(missing)),
                    reasons.length === 0 ? '–' : reasons.join(' · '),
                  ],
                ]),
                10,
              ),
            ],
    },
    ...surveys.flatMap(({ instrument: id, version, units }): Section[] => {
      const instrument = definition.instruments.find((entry) => entry.id === id);
      const mine = units.find((entry) => entry.unit === unit.code);
      if (instrument === undefined || mine === undefined) return [];
      return [
        {
          level: 1,
          title: instrument.title.vi,
          parts: [
            said(`${mine.n ?? 'Dưới ngưỡng'} người trả lời; công thức ${id}, phiên bản ${version}.`),
            table(
              [
                ['Chỉ tiêu', 4],
                ['%', 0, true],
                ['Khoảng 95 %', 0, true],
              ],
              [...instrument.aggregates, ...instrument.groups].map(({ code, name }) => {
                const found = mine.figures.find((entry) => entry.figure === code);
                return [
                  name.vi,
                  found?.mean == null ? '–' : statistic(found.mean, 2, VI),
                  found?.low == null || found.high === null ? '–' : `${statistic(found.low, 1, VI)} – ${statistic(found.high, 1, VI)}`,
                ];
              }),
            ),
          ],
        },
      ];
    }),
  ]);
}
