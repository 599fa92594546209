import { sayDay } from '../domain/calendar.ts';
import { type Html, html } from '../domain/html.ts';
import { compare, decimal } from '../domain/rational.ts';
import { axisOf, column, distribution, intervalPlot, shade, sparkline, table } from './charts.ts';
import {
  figure,
  groupedNumber,
  type Language,
  linkTo,
  NOTHING,
  type Place,
  page,
  range,
  rootOf,
  signed,
  speaker,
  statistic,
} from './layout.ts';
import type { ReleaseContent, ReleaseFile } from './release-content.ts';
import { reasonsUnranked } from './tables.ts';
import { type Tile, tileMap } from './tile-map.ts';

/** Index by year of one unit, of the years that can be set beside each other: a break begins anew. */
export function yearsOf({ definition, computed }: ReleaseContent, unit: string): { year: number; value: number | null }[] {
  const { history, year } = definition;
  const from = Math.max(0, ...history.breaks.filter(({ product }) => product === 'par-index').map((entry) => entry.year));
  const now = computed.units.find((entry) => entry.unit === unit)?.index ?? null;
  const earlier = history.years
    .filter((entry) => entry.year >= from)
    .map((entry) => {
      const index = entry.units.find((known) => known.unit === unit)?.index;
      return { year: entry.year, value: index === undefined ? null : Number(index) };
    });
  return [...earlier, { year, value: now === null ? null : Number(now) }].sort((a, b) => a.year - b.year);
}

/** What the intervals are made of, in a sentence. */
export function componentsText({ computed }: ReleaseContent, language: Language): string {
  const say = speaker(language);
  const { components } = computed.statistics;
  if (components.length === 0) {
    return say(
      'Không có khoảng tin cậy: kỳ này không có nguồn sai số nào được đo.',
      'There are no intervals: no source of error was measured in this round.',
    );
  }
  const parts = components.map(({ source, points }) =>
    source === 'survey'
      ? say(`sai số chọn mẫu của điều tra (${figure(points, 2, language)} điểm)`, `sampling error of the surveys (${points} points)`)
      : say(`sai số giữa người thẩm định (${figure(points, 2, language)} điểm)`, `error between readers (${points} points)`),
  );
  return say(
    `Khoảng tin cậy 90 % gồm: ${parts.join('; ')}. Sai số của các điểm khác không được đo và không nằm trong khoảng này.`,
    `90 % intervals hold: ${parts.join('; ')}. The error of all other points was not measured and is not in them.`,
  );
}

function tiles({ computed, definition }: ReleaseContent, language: Language): Html {
  const say = speaker(language);
  const names = new Map(definition.units.map(({ code, name }) => [code, name[language]]));
  const ranked = computed.units.filter(({ rank }) => rank !== null);
  const { mean } = computed;
  const above = mean === null ? 0 : ranked.filter(({ index }) => compare(decimal(index ?? '0'), decimal(mean)) > 0).length;
  const ofUnits = say(`trong ${ranked.length} đơn vị`, `of ${ranked.length} units`);
  const groups = definition.criteriaSet.groups.map(({ name }) => `${name}: ${ranked.filter(({ group }) => group === name).length}`);
  const entries: [string, string, string][] = [
    [say('Trung bình', 'Mean'), mean === null ? '–' : `${figure(mean, 2, language)}%`, ofUnits],
    ...[[say('Cao nhất', 'Highest'), ranked[0]] as const, [say('Thấp nhất', 'Lowest'), ranked.at(-1)] as const].map(
      ([word, unit]): [string, string, string] => [
        word,
        unit?.index == null ? '–' : `${figure(unit.index, 2, language)}%`,
        names.get(unit?.unit ?? '') ?? '',
      ],
    ),
    [say('Trên trung bình', 'Above the mean'), String(above), ofUnits],
  ];
  return html`<dl class="tiles">
${entries.map(([label, value, detail]) => html`<div><dt>${label}</dt><dd>${value} <small>${detail}</small></dd></div>`)}
${groups.length === 0 ? NOTHING : html`<div><dt>${say('Theo nhóm', 'By group')}</dt><dd class="small">${groups.join(' · ')}</dd></div>`}
</dl>`;
}

const ARROWS = { up: '▲', down: '▼' } as const;

function rankingSection(content: ReleaseContent, place: Place): Html {
  const { definition, computed } = content;
  const { language } = place;
  const say = speaker(language);
  const units = new Map(definition.units.map((unit) => [unit.code, unit]));
  const statistics = new Map(computed.statistics.units.map((entry) => [entry.unit, entry]));
  const changes = new Map(computed.statistics.comparison?.units.map((entry) => [entry.unit, entry]));
  const hasChanges = [...changes.values()].some(({ change }) => change !== null);
  const hasIntervals = computed.statistics.components.length > 0;
  const spark = new Map(computed.units.map(({ unit }) => [unit, yearsOf(content, unit)]));
  const hasSparks = [...spark.values()].some((years) => years.filter(({ value }) => value !== null).length >= 2);
  const hasGroups = definition.criteriaSet.groups.length > 0;
  const axis = axisOf(computed.units.flatMap(({ index }) => (index === null ? [] : [Number(index)])));
  const mean = computed.mean === null ? null : Number(computed.mean);
  const rows = computed.units.map((unit) => {
    const own = statistics.get(unit.unit);
    const change = changes.get(unit.unit);
    const years = spark.get(unit.unit) ?? [];
    const yearsText = years.flatMap(({ year, value }) => (value === null ? [] : [`${year}: ${statistic(value, 2, language)}`])).join('; ');
    return html`<tr data-region="${units.get(unit.unit)?.region ?? ''}" data-group="${unit.group ?? ''}">
<td class="rank">${unit.rank ?? '–'}</td>
<th scope="row"><a href="${linkTo(place, `units/${unit.unit}.html`)}">${units.get(unit.unit)?.name[language] ?? unit.unit}</a></th>
<td class="index" data-value="${unit.index ?? ''}"><span class="number">${unit.index === null ? '–' : `${figure(unit.index, 2, language)}%`}</span>${unit.index === null ? NOTHING : intervalPlot(axis, { value: Number(unit.index), low: own?.low ?? null, high: own?.high ?? null, mean })}</td>
${hasIntervals ? html`<td class="number" data-value="${own?.rankLow ?? ''}" data-label="${say('Hạng có thể', 'Possible ranks')}">${own?.rankLow == null || own.rankHigh === null ? '–' : range(own.rankLow, own.rankHigh)}</td>` : NOTHING}
${hasChanges ? html`<td class="number" data-value="${change?.change ?? ''}" data-label="${say(`So với ${definition.year - 1}`, `On ${definition.year - 1}`)}">${change?.change == null ? '–' : html`${signed(change.change, 2, language)}${change.direction === null ? NOTHING : html` <span class="${change.direction}" role="img" aria-label="${change.direction === 'up' ? say('tăng', 'up') : say('giảm', 'down')}">${ARROWS[change.direction]}</span>`}`}</td>` : NOTHING}
${hasSparks ? html`<td class="years" data-label="${say('Các năm', 'Years')}">${sparkline(years, yearsText)}</td>` : NOTHING}
${hasGroups ? html`<td class="group" data-label="${say('Nhóm', 'Group')}">${unit.group ?? '–'}</td>` : NOTHING}
</tr>`;
  });
  const regions = definition.regions?.list ?? [];
  const filters = html`<div class="filters" role="group" aria-label="${say('Lọc', 'Filter')}" hidden>
${regions.length === 0 ? NOTHING : html`<label>${say('Vùng', 'Region')} <select data-filter="region"><option value="">${say('Tất cả', 'All')}</option>${regions.map(({ code, name }) => html`<option value="${code}">${name[language]}</option>`)}</select></label>`}
${hasGroups ? html`<label>${say('Nhóm', 'Group')} <select data-filter="group"><option value="">${say('Tất cả', 'All')}</option>${definition.criteriaSet.groups.map(({ name }) => html`<option value="${name}">${name}</option>`)}</select></label>` : NOTHING}
<output aria-live="polite" data-one="${say('đơn vị', 'units')}"></output>
</div>`;
  const caption = say(
    'Chỉ số = điểm đạt được / điểm tối đa của các tiêu chí áp dụng, tính bằng %. Xếp hạng theo giá trị chính xác, các đơn vị bằng nhau cùng hạng; số hiển thị làm tròn một lần. Chấm tròn là chỉ số, vạch ngang là khoảng tin cậy, vạch dọc là trung bình; trục không bắt đầu từ 0.',
    'Index = points over the maximum of the applicable items, in %. Ranks are decided on exact values and equal values share a rank; shown figures are rounded once. The dot is the index, the horizontal line its interval, the vertical line the mean; the axis does not begin at 0.',
  );
  const head = [
    column(say('Hạng', 'Rank'), 'rank'),
    column(say('Đơn vị', 'Unit')),
    html`<th scope="col" class="index"><span class="label">${say('Chỉ số', 'Index')}</span><span class="scale"><span>${axis.from}%</span><span>${axis.to}%</span></span></th>`,
    ...(hasIntervals ? [column(say('Hạng có thể (90 %)', 'Possible ranks (90 %)'), 'number')] : []),
    ...(hasChanges ? [column(say(`So với ${definition.year - 1}`, `Change on ${definition.year - 1}`), 'number')] : []),
    ...(hasSparks ? [column(say('Các năm', 'Years'))] : []),
    ...(hasGroups ? [column(say('Nhóm', 'Group'), 'group')] : []),
  ];
  return html`<section id="ranking">
<h2>${say('Bảng xếp hạng', 'Ranking')}</h2>
${filters}
${table('ranking', `${caption} ${componentsText(content, language)}`, head, rows)}
</section>`;
}

function mapSection({ definition, computed }: ReleaseContent, place: Place): Html {
  const { language } = place;
  const say = speaker(language);
  const names = new Map(definition.units.map(({ code, name }) => [code, name[language]]));
  const axis = axisOf(computed.units.flatMap(({ index }) => (index === null ? [] : [Number(index)])));
  const onScale = (value: number): string => shade(50 + ((value - axis.from) / (axis.to - axis.from)) * 50);
  const all = computed.units.map(
    ({ unit, index }): Tile => ({
      code: unit,
      name: names.get(unit) ?? unit,
      value: index === null ? '–' : figure(index, 1, language),
      shade: index === null ? 'none' : onScale(Number(index)),
      href: linkTo(place, `units/${unit}.html`),
    }),
  );
  const map = tileMap(all, say('Bản đồ ô: chỉ số của từng tỉnh', 'Tile map: the index of each province'), language === 'vi');
  const values = computed.units.flatMap(({ index, rank }) => (index === null || rank === null ? [] : [Number(index)]));
  const mean = computed.mean === null ? null : Number(computed.mean);
  const spread =
    values.length < 2
      ? NOTHING
      : html`<figure>
<h2>${say('Phân bố', 'Distribution')}</h2>
${distribution(axis, values, mean, say(`${values.length} đơn vị từ ${statistic(Math.min(...values), 2, language)} đến ${statistic(Math.max(...values), 2, language)} %`, `${values.length} units from ${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)} %`))}
<figcaption>${say('Mỗi chấm là một đơn vị; vạch đỏ là trung bình. Số liệu ở bảng xếp hạng.', 'Each dot is a unit; the red line is the mean. The numbers stand in the ranking.')}</figcaption>
</figure>`;
  if (map === undefined) return html`${spread}${regionSection({ definition, computed }, language)}`;
  const steps = Array.from({ length: 10 }, (_, i) => html`<span class="key s${i}"></span>`);
  return html`<figure>
<h2>${say('Bản đồ', 'Map')}</h2>
${map}
<figcaption>${say('Mỗi ô là một đơn vị, cỡ như nhau, đặt gần đúng vị trí. Quần đảo Hoàng Sa thuộc Đà Nẵng, Trường Sa thuộc Khánh Hòa.', 'Each tile is a unit of the same size, about where it lies. Hoàng Sa belongs to Đà Nẵng, Trường Sa to Khánh Hòa.')} <span class="keys">${axis.from}% ${steps} ${axis.to}%</span></figcaption>
</figure>
${spread}
${regionSection({ definition, computed }, language)}`;
}

function regionSection({ definition, computed }: Pick<ReleaseContent, 'definition' | 'computed'>, language: Language): Html {
  const say = speaker(language);
  const { regions } = definition;
  if (regions === undefined || computed.statistics.regions.length === 0) return NOTHING;
  const names = new Map(regions.list.map(({ code, name }) => [code, name[language]]));
  const asOf = sayDay(Date.parse(`${regions.asOf}T00:00:00+07:00`), language);
  const hasBefore = computed.statistics.regions.some(({ before }) => before !== null);
  return html`<section>
<h2>${say('Trung bình theo vùng', 'Means by region')}</h2>
${table(
  'plain',
  say(
    `Trung bình giản đơn của các đơn vị được xếp hạng. Vùng theo ngày ${asOf}; không so sánh giữa các năm khi thành phần khác nhau.`,
    `Simple means of the ranked units. Regions as of ${asOf}; not compared between years whose members differ.`,
  ),
  [
    column(say('Vùng', 'Region')),
    column(say('Đơn vị', 'Units'), 'number'),
    column(say('Trung bình', 'Mean'), 'number'),
    ...(hasBefore ? [column(String(definition.year - 1), 'number')] : []),
  ],
  computed.statistics.regions.map(
    ({ region, units, mean, before }) =>
      html`<tr><th scope="row">${names.get(region) ?? region}</th><td class="number">${units}</td><td class="number">${mean === null ? '–' : `${figure(mean, 2, language)}%`}</td>${hasBefore ? html`<td class="number">${before === null ? '–' : `${figure(before, 2, language)}%`}</td>` : NOTHING}</tr>`,
  ),
)}
</section>`;
}

function heatSection({ definition, computed }: ReleaseContent, place: Place): Html {
  const { language } = place;
  const say = speaker(language);
  const { fields } = definition.criteriaSet;
  const names = new Map(definition.units.map(({ code, name }) => [code, name[language]]));
  const means = new Map(computed.statistics.fields.map(({ code, mean }) => [code, mean]));
  const axis = axisOf(computed.units.flatMap(({ fields: own }) => own.flatMap(({ index }) => (index === null ? [] : [Number(index)]))));
  const onScale = (value: number): string => shade(50 + ((value - axis.from) / (axis.to - axis.from)) * 50);
  const cell = (index: string | null, label: string): Html =>
    index === null
      ? html`<td class="number none" data-label="${label}">–</td>`
      : html`<td class="number ${onScale(Number(index))}" data-label="${label}">${figure(index, 1, language)}</td>`;
  return html`<section id="fields">
<h2>${say('Theo lĩnh vực', 'By field')}</h2>
${table(
  'heat',
  say(
    'Điểm đạt được trên điểm tối đa của từng lĩnh vực, %. Ô càng đậm, tỷ lệ càng cao; dấu – là lĩnh vực không áp dụng.',
    'Points over the maximum of each field, in %. The darker the cell, the higher the share; – is a field that does not apply.',
  ),
  [
    column(say('Đơn vị', 'Unit')),
    ...fields.map(({ name }) => column(name[language], 'number')),
    column(say('Điểm', 'Points'), 'number'),
    column(say('Tối đa', 'Maximum'), 'number'),
  ],
  [
    html`<tr class="means"><th scope="row">${say('Trung bình', 'Mean')}</th>${fields.map(({ code, name }) => cell(means.get(code) ?? null, name[language]))}<td class="number">–</td><td class="number">–</td></tr>`,
    ...computed.units.map(
      ({ unit, fields: own, points, maxPoints, index, adjustments }) =>
        html`<tr><th scope="row">${names.get(unit) ?? unit}</th>${fields.map(({ code, name }) =>
          cell(own.find((field) => field.code === code)?.index ?? null, name[language]),
        )}<td class="number" data-value="${index === null ? '' : points}" data-label="${say('Điểm', 'Points')}">${index === null ? '–' : figure(points, 2, language)}${adjustments === undefined ? NOTHING : html` <small>(${say('trong đó điều chỉnh', 'with adjustments of')} ${signed(adjustments, 2, language)})</small>`}</td><td class="number" data-label="${say('Tối đa', 'Maximum')}">${figure(maxPoints, 2, language)}</td></tr>`,
    ),
  ],
)}
</section>`;
}

function unrankedSection({ definition, frozen }: ReleaseContent, language: Language): Html {
  const reasons = reasonsUnranked(definition, frozen);
  if (reasons.length === 0) return NOTHING;
  const names = new Map(definition.units.map(({ code, name }) => [code, name[language]]));
  return html`<section>
<h2>${speaker(language)('Được đánh giá, không xếp hạng', 'Assessed, not ranked')}</h2>
<ul>
${reasons.map(({ unit, reason }) => html`<li>${names.get(unit) ?? unit}: <span lang="vi">${reason}</span></li>`)}
</ul>
</section>`;
}

function breaksSection({ definition }: ReleaseContent, language: Language): Html {
  const { breaks } = definition.history;
  if (breaks.length === 0) return NOTHING;
  return html`<section>
<h2>${speaker(language)('Chuỗi số liệu bị ngắt', 'Breaks of series')}</h2>
<ul>
${breaks.map(({ product, year, note }) => html`<li><strong>${product.toUpperCase()} ${year}</strong>: ${note[language]}</li>`)}
</ul>
</section>`;
}

/** The national page: who stands where, how sure that is, and where the points were lost. Complete without a script. */
export function nationalPage(content: ReleaseContent, language: Language): ReleaseFile {
  const { definition, surveys, ledger, frozen } = content;
  const say = speaker(language);
  const place: Place = { language, path: '' };
  const answers = surveys.reduce((sum, { n }) => sum + n, 0);
  const facts = [
    say(`${definition.units.length} đơn vị được đánh giá`, `${definition.units.length} units assessed`),
    ...(answers === 0
      ? []
      : [say(`${groupedNumber(answers, 'vi')} phiếu trả lời khảo sát`, `${groupedNumber(answers, 'en')} answers to surveys`)]),
    ...(frozen.resolutions.length + ledger.length === 0
      ? []
      : [
          say(
            `${frozen.resolutions.length + ledger.length} quyết định đã ghi`,
            `${frozen.resolutions.length + ledger.length} recorded decisions`,
          ),
        ]),
  ];
  return page({
    content,
    place,
    title: definition.title[language],
    lead: html`<p class="lead">${facts.join(' · ')}</p>`,
    hasScript: true,
    head: html`<link rel="alternate" type="application/json" href="${rootOf(place)}ranking.json">
`,
    main: html`${tiles(content, language)}
<div class="front">
${rankingSection(content, place)}
<div class="side">
${mapSection(content, place)}
</div>
</div>
${heatSection(content, place)}
${unrankedSection(content, language)}${breaksSection(content, language)}`,
  });
}
