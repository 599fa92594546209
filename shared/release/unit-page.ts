import { itemsOf } from '../domain/criteria-set.ts';
import { type Html, html } from '../domain/html.ts';
import { toDecimal } from '../domain/rational.ts';
import type { Unit } from '../domain/units.ts';
import { column, fieldBars, sparkline, table } from './charts.ts';
import { asShown, figure, type Language, linkTo, NOTHING, type Place, page, range, rootOf, signed, speaker, statistic } from './layout.ts';
import { lostPoints } from './lost-points.ts';
import { componentsText, yearsOf } from './national-page.ts';
import type { ReleaseContent, ReleaseFile } from './release-content.ts';
import { reasonsUnranked } from './tables.ts';

type Computed = ReleaseContent['computed']['units'][number];
type Statistics = ReleaseContent['computed']['statistics']['units'][number];

/** What every unit's page needs of the whole release, looked up once. */
export interface UnitIndex {
  readonly pointsOf: ReadonlyMap<string, ReleaseContent['frozen']['points']>;
  readonly computedOf: ReadonlyMap<string, Computed>;
  readonly statisticsOf: ReadonlyMap<string, Statistics>;
  readonly placeNames: readonly string[];
}

export function indexUnits({ frozen, computed }: ReleaseContent): UnitIndex {
  return {
    pointsOf: Map.groupBy(frozen.points, ({ unit }) => unit),
    computedOf: new Map(computed.units.map((entry) => [entry.unit, entry])),
    statisticsOf: new Map(computed.statistics.units.map((entry) => [entry.unit, entry])),
    placeNames: computed.units.map(({ unit }) => unit),
  };
}

function headline(content: ReleaseContent, unit: Unit, index: UnitIndex, language: Language): Html {
  const say = speaker(language);
  const { definition, computed, frozen } = content;
  const own = index.computedOf.get(unit.code);
  const statistics = index.statisticsOf.get(unit.code);
  const ranked = computed.units.filter(({ rank }) => rank !== null).length;
  const change = computed.statistics.comparison?.units.find((entry) => entry.unit === unit.code);
  const unranked = reasonsUnranked(definition, frozen).find((entry) => entry.unit === unit.code);
  const interval =
    statistics?.low == null || statistics.high === null
      ? ''
      : say(
          `khoảng 90 %: ${statistic(statistics.low, 2, language)} – ${statistic(statistics.high, 2, language)}`,
          `90 % interval: ${statistic(statistics.low, 2, language)} – ${statistic(statistics.high, 2, language)}`,
        );
  const ranks =
    statistics?.rankLow == null || statistics.rankHigh === null
      ? say(`trong ${ranked} đơn vị`, `of ${ranked} units`)
      : say(
          `trong ${ranked}; hạng có thể: ${range(statistics.rankLow, statistics.rankHigh)}`,
          `of ${ranked}; possible ranks: ${range(statistics.rankLow, statistics.rankHigh)}`,
        );
  const entries: [string, string, string][] = [
    [say('Chỉ số', 'Index'), own?.index == null ? '–' : `${figure(own.index, 2, language)}%`, interval],
    [say('Hạng', 'Rank'), own?.rank == null ? '–' : String(own.rank), own?.rank == null ? '' : ranks],
    [
      say('Điểm', 'Points'),
      own === undefined ? '–' : `${figure(own.points, 2, language)}`,
      own === undefined
        ? ''
        : say(`trên ${figure(own.maxPoints, 2, language)} điểm áp dụng`, `of ${figure(own.maxPoints, 2, language)} that apply`),
    ],
    ...(own?.group == null ? [] : [[say('Nhóm', 'Group'), own.group, ''] as [string, string, string]]),
    ...(change?.change == null
      ? []
      : [
          [
            say(`So với ${definition.year - 1}`, `On ${definition.year - 1}`),
            signed(change.change, 2, language),
            change.se === null
              ? say('điểm %; sai số không được đo', 'points; its error was not measured')
              : change.direction === null
                ? say('điểm %; chưa phân biệt được với 0', 'points; not distinguishable from 0')
                : change.direction === 'up'
                  ? say('điểm %; tăng có ý nghĩa', 'points; a significant rise')
                  : say('điểm %; giảm có ý nghĩa', 'points; a significant fall'),
          ] as [string, string, string],
        ]),
  ];
  return html`<dl class="tiles">
${entries.map(([label, value, detail]) => html`<div><dt>${label}</dt><dd>${value} <small>${detail}</small></dd></div>`)}
</dl>
${unranked === undefined ? NOTHING : html`<p class="callout">${say('Được đánh giá, không xếp hạng', 'Assessed, not ranked')}: <span lang="vi">${unranked.reason}</span></p>`}
${own?.adjustments === undefined ? NOTHING : html`<p>${say('Điểm điều chỉnh của cả đơn vị, không thuộc lĩnh vực nào', 'Adjustments of the whole unit, part of no field')}: <strong>${signed(own.adjustments, 2, language)}</strong></p>`}`;
}

/** Units that this one cannot be told from: by name where they are few, else by their places. */
function tiedSection(content: ReleaseContent, unit: Unit, index: UnitIndex, place: Place): Html {
  const statistics = index.statisticsOf.get(unit.code);
  const say = speaker(place.language);
  if (statistics === undefined || statistics.ties.length === 0) return NOTHING;
  const places = statistics.ties.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
  const others = places.flatMap((position) => {
    const code = index.placeNames[position - 1];
    return code === undefined || code === unit.code ? [] : [code];
  });
  const names = new Map(content.definition.units.map(({ code, name }) => [code, name[place.language]]));
  const text =
    others.length === 0
      ? html`${say('Khác biệt với mọi đơn vị khác đều có ý nghĩa thống kê.', 'Its difference from every other unit is significant.')}`
      : others.length <= 12
        ? html`${say('Chưa phân biệt được với', 'Cannot be told from')}: ${others.map((code, i) => html`${i === 0 ? '' : ', '}<a href="${linkTo(place, `units/${code}.html`)}">${names.get(code) ?? code}</a>`)}.`
        : html`${say(`Chưa phân biệt được với ${others.length} đơn vị, ở các vị trí`, `Cannot be told from ${others.length} units, in the places`)} ${statistics.ties.map(([from, to]) => range(from, to)).join(', ')} ${say('của bảng xếp hạng.', 'of the ranking.')}`;
  return html`<p class="callout">${text} ${componentsText(content, place.language)}</p>`;
}

function fieldsSection({ definition, computed }: ReleaseContent, unit: Unit, index: UnitIndex, language: Language): Html {
  const say = speaker(language);
  const own = index.computedOf.get(unit.code);
  const national = new Map(computed.statistics.fields.map(({ code, mean }) => [code, mean]));
  const region = computed.statistics.regions.find((entry) => entry.region === unit.region);
  const regional = new Map(region?.fields.map(({ code, mean }) => [code, mean]));
  const regionName = definition.regions?.list.find(({ code }) => code === unit.region)?.name[language];
  const asNumber = (value: string | null | undefined): number | null => (value == null ? null : Number(value));
  const rows = definition.criteriaSet.fields.map(({ code, name }) => ({
    code,
    name: name[language],
    field: own?.fields.find((entry) => entry.code === code),
  }));
  const share = (value: string | null | undefined): string => (value == null ? '–' : `${figure(value, 1, language)}%`);
  return html`<section>
<h2>${say('Các lĩnh vực', 'Fields')}</h2>
<div class="beside">
${table(
  'plain fields',
  regionName === undefined
    ? say('Điểm đạt được trên điểm tối đa áp dụng, cạnh trung bình chung.', 'Points over the applicable maximum, beside the mean of all.')
    : say(
        'Điểm đạt được trên điểm tối đa áp dụng, cạnh trung bình chung và trung bình vùng.',
        'Points over the applicable maximum, beside the mean of all and of the region.',
      ),
  [
    column(say('Lĩnh vực', 'Field')),
    column(say('Điểm', 'Points'), 'number'),
    column(say('Tỷ lệ', 'Share'), 'number'),
    column(say('Hạng', 'Rank'), 'number'),
    column(say('TB chung', 'Mean'), 'number'),
    ...(regionName === undefined ? [] : [column(say('TB vùng', 'Region'), 'number')]),
  ],
  rows.map(
    ({ code, name, field }) =>
      html`<tr><th scope="row"><span class="code">${code}</span> ${name}</th><td class="number">${field?.index == null ? say('không áp dụng', 'does not apply') : `${figure(field.points, 2, language)} / ${asShown(field.maxPoints, language)}`}</td><td class="number">${share(field?.index)}</td><td class="number">${field?.rank ?? '–'}</td><td class="number">${share(national.get(code))}</td>${regionName === undefined ? NOTHING : html`<td class="number">${share(regional.get(code))}</td>`}</tr>`,
  ),
)}
<figure>
${fieldBars(
  rows.map(({ code, field }) => ({
    code,
    value: asNumber(field?.index),
    national: asNumber(national.get(code)),
    regional: asNumber(regional.get(code)),
  })),
  say('Tỷ lệ của từng lĩnh vực theo thứ tự của bảng', 'Share of each field, in the order of the table'),
)}
<figcaption>${say('Cột: đơn vị; vạch đỏ: trung bình chung', 'Bar: the unit; red line: mean of all')}${regionName === undefined ? NOTHING : html`${say('; chấm: trung bình vùng', '; dot: mean of the region')} ${regionName}`}</figcaption>
</figure>
</div>
</section>`;
}

function lostSection(content: ReleaseContent, unit: Unit, index: UnitIndex, language: Language): Html {
  const { definition, ledger } = content;
  const say = speaker(language);
  const names = new Map(itemsOf(definition.criteriaSet).map(({ code, name }) => [code, name[language]]));
  const corrected = new Set(ledger.flatMap((entry) => (entry.unit === unit.code ? [entry.item] : [])));
  const own = index.pointsOf.get(unit.code) ?? [];
  const lost = lostPoints(content, own);
  const inapplicable = own.filter(({ points }) => points === 'NA');
  const rows = lost.map(
    ({ item, points, claimed, reasons, documents, missing }) => html`<tr>
<th scope="row"><span class="code">${item.code}</span> ${item.name[language]}${corrected.has(item.code) ? html` <em class="mark">${say('đã sửa sau khi chốt', 'changed after the freeze')}</em>` : NOTHING}</th>
<td class="number" data-label="${say('Tự chấm', 'Claimed')}">${claimed === null ? '–' : asShown(claimed, language)}</td>
<td class="number" data-label="${say('Điểm', 'Points')}">${figure(points, 2, language)} / ${asShown(item.maxPoints, language)}</td>
<td class="number lost" data-label="${say('Mất', 'Lost')}">${figure(toDecimal(missing), 2, language)}</td>
<td data-label="${say('Lý do', 'Reasons')}" lang="vi">${reasons.length === 0 ? '–' : reasons.join(' · ')}${documents === 0 ? NOTHING : html` <small lang="${language}">(${say(`${documents} tài liệu`, documents === 1 ? '1 document' : `${documents} documents`)})</small>`}</td>
</tr>`,
  );
  return html`<section>
<h2>${say('Điểm mất ở đâu', 'Where points were lost')}</h2>
${
  rows.length === 0
    ? html`<p>${say('Đơn vị không mất điểm nào ở các tiêu chí áp dụng.', 'No points were lost on the items that apply.')}</p>`
    : table(
        'lost-points',
        say(
          `${rows.length} tiêu chí chưa đạt điểm tối đa, mất nhiều nhất trước. Lý do là lời của cơ quan thẩm định.`,
          `${rows.length} items below their maximum, the largest loss first. Reasons are in the words of the appraising agency.`,
        ),
        [
          column(say('Tiêu chí', 'Item')),
          column(say('Tự chấm', 'Claimed'), 'number'),
          column(say('Điểm', 'Points'), 'number'),
          column(say('Mất', 'Lost'), 'number'),
          column(say('Lý do', 'Reasons')),
        ],
        rows,
      )
}
${
  inapplicable.length === 0
    ? NOTHING
    : html`<details><summary>${say(`${inapplicable.length} tiêu chí không áp dụng (rời mẫu số)`, `${inapplicable.length} items that do not apply (they leave the denominator)`)}</summary><ul>
${inapplicable.map(({ item, reasons }) => html`<li><span class="code">${item}</span> ${names.get(item) ?? ''}: <span lang="vi">${reasons.join(' · ')}</span></li>`)}
</ul></details>`
}
</section>`;
}

function surveySection({ definition, surveys }: ReleaseContent, unit: Unit, place: Place): Html {
  const { language } = place;
  const say = speaker(language);
  return html`${surveys.flatMap(({ instrument: id, version, units, national }) => {
    const instrument = definition.instruments.find((entry) => entry.id === id);
    const own = units.find((entry) => entry.unit === unit.code);
    if (instrument === undefined || own === undefined) return [];
    const all = new Map(national.map((entry) => [entry.figure, entry]));
    const rows = [...instrument.aggregates, ...instrument.groups].flatMap(({ code, name }) => {
      const found = own.figures.find((entry) => entry.figure === code);
      return found === undefined ? [] : [{ name: name[language], found, all: all.get(code) }];
    });
    return [
      html`<section>
<h2>${instrument.title[language]}</h2>
${table(
  'plain',
  say(
    `Công thức ${id}, phiên bản ${version}; ${own.n ?? 'dưới ngưỡng'} người trả lời. ${instrument.population.vi}. Khoảng tin cậy 95 %; dấu – là dưới ngưỡng công bố.`,
    `Formula ${id}, version ${version}; ${own.n ?? 'fewer than the minimum of'} people answered. ${instrument.population.en}. 95 % intervals; – is below what may be published.`,
  ),
  [
    column(say('Chỉ tiêu', 'Figure')),
    column('%', 'number'),
    column(say('Khoảng', 'Interval'), 'number'),
    column(say('Cả nước', 'Country'), 'number'),
  ],
  rows.map(
    ({ name, found, all: country }) =>
      html`<tr><th scope="row">${name}</th><td class="number">${found.mean === null ? '–' : statistic(found.mean, 2, language)}</td><td class="number">${found.low === null || found.high === null ? '–' : `${statistic(found.low, 1, language)} – ${statistic(found.high, 1, language)}`}</td><td class="number">${country?.mean == null ? '–' : statistic(country.mean, 2, language)}</td></tr>`,
  ),
)}
</section>`,
    ];
  })}`;
}

function yearsSection(content: ReleaseContent, unit: Unit, language: Language): Html {
  const say = speaker(language);
  const { definition, computed } = content;
  const { history } = definition;
  const change = computed.statistics.comparison?.units.find((entry) => entry.unit === unit.code);
  const rows = history.years.flatMap(({ year, criteriaSet, units }) => {
    const entry = units.find((known) => known.unit === unit.code);
    return entry === undefined ? [] : [{ year, criteriaSet, ...entry }];
  });
  const predecessors = (unit.predecessors ?? []).map(({ code, name }) => {
    const latest = history.years.toSorted((a, b) => b.year - a.year).find(({ units }) => units.some((known) => known.unit === code));
    return { name: name[language], year: latest?.year, entry: latest?.units.find((known) => known.unit === code) };
  });
  if (rows.length === 0 && predecessors.length === 0) return NOTHING;
  const indexes = predecessors
    .flatMap(({ entry }) => (entry?.index === undefined ? [] : [entry.index]))
    .sort((a, b) => Number(a) - Number(b));
  const how =
    change === undefined || change.kind === 'none'
      ? say('Năm trước không so sánh được.', 'The year before cannot be compared.')
      : change.kind === 'hidden'
        ? say(
            `Hai bộ tiêu chí chỉ có ${figure(change.covered ?? '0', 0, language)} % số điểm chung: không so sánh.`,
            `The two sets share ${figure(change.covered ?? '0', 0, language)} % of the points only: not compared.`,
          )
        : change.kind === 'bridge'
          ? say(
              `Trên các tiêu chí chung (${figure(change.covered ?? '0', 0, language)} % số điểm): ${figure(change.before ?? '0', 2, language)} → ${figure(change.now ?? '0', 2, language)}.`,
              `On the items of both sets (${figure(change.covered ?? '0', 0, language)} % of the points): ${figure(change.before ?? '0', 2, language)} → ${figure(change.now ?? '0', 2, language)}.`,
            )
          : say('Cùng một bộ tiêu chí.', 'By the same criteria set.');
  return html`<section>
<h2>${say('Các năm', 'Years')}</h2>
${
  rows.length === 0
    ? NOTHING
    : html`<p>${how} ${sparkline(yearsOf(content, unit.code), say('Chỉ số theo năm, số liệu trong bảng', 'Index by year, numbers in the table'))}</p>
${table(
  'plain',
  say('Số liệu đã công bố của các năm trước, với nguồn.', 'Published figures of earlier years, with their sources.'),
  [
    column(say('Năm', 'Year')),
    column(say('Chỉ số', 'Index'), 'number'),
    column(say('Hạng', 'Rank'), 'number'),
    column(say('Bộ tiêu chí', 'Criteria set')),
    column(say('Nguồn', 'Source')),
  ],
  rows.map(
    ({ year, index, rank, criteriaSet, status, source }) =>
      html`<tr><th scope="row">${year}</th><td class="number">${index === undefined ? '–' : `${asShown(index, language)}%`}</td><td class="number">${rank ?? '–'}</td><td>${criteriaSet}</td><td><small>${status}: ${source}</small></td></tr>`,
  ),
)}`
}
${
  predecessors.length === 0
    ? NOTHING
    : html`<h3>${say('Trước sáp nhập', 'Before the merger')}</h3>
<p>${say('Số liệu của từng đơn vị cũ, không lấy trung bình hạng.', 'Figures of each predecessor; ranks are never averaged.')}${indexes.length < 2 ? '' : ` ${say('Khoảng', 'Range')}: ${asShown(indexes[0] ?? '', language)} – ${asShown(indexes.at(-1) ?? '', language)} %.`}</p>
<ul>
${predecessors.map(({ name, year, entry }) => html`<li>${name}: ${entry?.index === undefined ? say('không có số liệu', 'no figure') : `${asShown(entry.index, language)}%`}${entry?.rank === undefined ? '' : `, ${say('hạng', 'rank')} ${entry.rank}`}${year === undefined ? '' : ` (${year})`}</li>`)}
</ul>`
}
</section>`;
}

function sensitivitySection({ definition }: ReleaseContent, unit: Unit, index: UnitIndex, language: Language): Html {
  const say = speaker(language);
  const own = index.statisticsOf.get(unit.code)?.sensitivity;
  if (own == null) return NOTHING;
  const name = (code: string): string => definition.criteriaSet.fields.find((field) => field.code === code)?.name[language] ?? code;
  const { withoutField, weights } = own;
  return html`<section>
<h2>${say('Phụ lục: độ nhạy với các lựa chọn', 'Annex: sensitivity to choices')}</h2>
<p>${say(
    `Bỏ một lĩnh vực, hạng từ ${withoutField.best} (không có "${name(withoutField.bestField)}") đến ${withoutField.worst} (không có "${name(withoutField.worstField)}"). Nhân trọng số mỗi lĩnh vực với U(0,75; 1,25), 10.000 lần: 90 % số hạng ${weights.low === weights.high ? `là ${weights.low}` : `từ ${weights.low} đến ${weights.high}`}. Đây không phải sai số.`,
    `Without one field its rank goes from ${withoutField.best} (without "${name(withoutField.bestField)}") to ${withoutField.worst} (without "${name(withoutField.worstField)}"). With each field's weight times U(0.75, 1.25), 10,000 draws: 90 % of its ranks ${weights.low === weights.high ? `are ${weights.low}` : `lie from ${weights.low} to ${weights.high}`}. This is about choices, not about error.`,
  )}</p>
</section>`;
}

function remedySection({ remedies }: ReleaseContent, unit: Unit, language: Language): Html {
  const say = speaker(language);
  const own = remedies.filter((entry) => entry.unit === unit.code);
  if (own.length === 0) return NOTHING;
  return html`<section>
<h2>${say('Kế hoạch khắc phục của đơn vị', 'The unit’s remedy plan')}</h2>
${table(
  'plain',
  say('Do đơn vị gửi sau công bố.', 'Sent by the unit after the release.'),
  [
    column(say('Tiêu chí', 'Item')),
    column(say('Việc phải làm', 'Action')),
    column(say('Chịu trách nhiệm', 'Owner')),
    column(say('Thời hạn', 'Due')),
  ],
  own.map(
    ({ item, action, owner, dueOn }) =>
      html`<tr><th scope="row">${item}</th><td lang="vi">${action}</td><td lang="vi">${owner}</td><td>${dueOn.split('-').reverse().join('/')}</td></tr>`,
  ),
)}
</section>`;
}

/** A unit's page: its figures, how sure they are, and where its points were lost, item by item. */
export function unitPage(content: ReleaseContent, unit: Unit, index: UnitIndex, language: Language, hasReports: boolean): ReleaseFile {
  const say = speaker(language);
  const place: Place = { language, path: `units/${unit.code}.html` };
  const region = content.definition.regions?.list.find(({ code }) => code === unit.region)?.name[language];
  return page({
    content,
    place,
    title: unit.name[language],
    kicker: region ?? say('Đơn vị', 'Unit'),
    main: html`${headline(content, unit, index, language)}
${tiedSection(content, unit, index, place)}
${fieldsSection(content, unit, index, language)}
${lostSection(content, unit, index, language)}
${surveySection(content, unit, place)}
${yearsSection(content, unit, language)}
${remedySection(content, unit, language)}
${sensitivitySection(content, unit, index, language)}
<section>
<h2>${say('Tải về', 'Downloads')}</h2>
<ul class="files">
${hasReports ? html`<li><a href="${rootOf(place)}reports/${unit.code}.pdf">${say('Báo cáo của đơn vị (PDF)', 'Report of the unit (PDF, Vietnamese)')}</a></li>` : NOTHING}
<li><a href="${rootOf(place)}items.csv">items.csv</a> ${say('(mọi tiêu chí của mọi đơn vị)', '(every item of every unit)')}</li>
<li><a href="${linkTo(place, `compare.html?units=${unit.code}`)}">${say('So sánh với đơn vị khác', 'Compare with other units')}</a></li>
<li><a href="${linkTo(place, 'contest.html')}">${say('Khiếu nại một kết quả', 'Contest a result')}</a></li>
</ul>
</section>`,
  });
}
