import { type Html, html } from '../domain/html.ts';
import type { Instrument } from '../domain/instrument.ts';
import { axisOf, column, intervalPlot, table } from './charts.ts';
import { groupedNumber, type Language, linkTo, NOTHING, type Place, page, range, speaker, statistic } from './layout.ts';
import type { ReleaseContent, ReleaseFile } from './release-content.ts';
import type { PublishedFigure, SurveyProduct } from './survey-product.ts';

const KINDS = {
  perception: { vi: 'Nhận định', en: 'Perception' },
  policy: { vi: 'Nhóm chính sách', en: 'Policy groups' },
  service: { vi: 'Yếu tố dịch vụ công', en: 'Factors of public services' },
  need: { vi: 'Nhu cầu, mong đợi', en: 'Needs and expectations' },
} as const;

const percent = (value: number | null, decimals: number, language: Language): string =>
  value === null ? '–' : `${statistic(value, decimals, language)}%`;

function figureTable(
  caption: string,
  rows: readonly { name: string; figure: PublishedFigure | undefined }[],
  formula: string,
  language: Language,
): Html {
  const say = speaker(language);
  return table(
    'plain figures',
    caption,
    [
      column(say('Chỉ tiêu', 'Figure')),
      column('%', 'number'),
      column(say('Khoảng 95 %', '95 % interval'), 'number'),
      column(say('Số ý kiến', 'Opinions'), 'number'),
      column(say('Công thức', 'Formula')),
    ],
    rows.map(
      ({ name, figure }) =>
        html`<tr><th scope="row">${name}</th><td class="number">${percent(figure?.mean ?? null, 2, language)}</td><td class="number">${figure?.low == null || figure.high === null ? '–' : `${statistic(figure.low, 1, language)} – ${statistic(figure.high, 1, language)}`}</td><td class="number">${figure?.n == null ? '–' : groupedNumber(figure.n, language)}</td><td><small>${formula}</small></td></tr>`,
    ),
  );
}

function nationalSection(instrument: Instrument, product: SurveyProduct, language: Language): Html {
  const say = speaker(language);
  const formula = `${instrument.id} v${product.version}`;
  const of = new Map(product.national.map((figure) => [figure.figure, figure]));
  const part = (entries: readonly { code: string; name: { vi: string; en: string } }[]) =>
    entries.map(({ code, name }) => ({ name: name[language], figure: of.get(code) }));
  const headline = of.get(instrument.headline ?? '');
  const sections = (Object.keys(KINDS) as (keyof typeof KINDS)[]).flatMap((kind) => {
    const groups = instrument.groups.filter((group) => group.kind === kind);
    return groups.length === 0
      ? []
      : [
          html`<h3>${KINDS[kind][language]}</h3>
${figureTable(`${instrument.title[language]}: ${KINDS[kind][language]}`, part(groups), formula, language)}`,
        ];
  });
  return html`<section>
<h2>${instrument.title[language]}</h2>
${headline === undefined ? NOTHING : html`<dl class="tiles"><div><dt>${say('Cả nước', 'Country')}</dt><dd>${percent(headline.mean, 2, language)} <small>${headline.low === null || headline.high === null ? '' : `${say('khoảng 95 %', '95 % interval')}: ${statistic(headline.low, 2, language)} – ${statistic(headline.high, 2, language)}`}</small></dd></div><div><dt>${say('Người trả lời', 'People who answered')}</dt><dd>${groupedNumber(product.n, language)} <small>${instrument.population[language]}</small></dd></div><div><dt>${say('Công thức', 'Formula')}</dt><dd class="small">${instrument.id} <small>${say('phiên bản', 'version')} ${product.version}</small></dd></div></dl>`}
${instrument.isIllustrative ? html`<p class="callout">${say('MINH HỌA: phiếu hỏi, công thức và câu trả lời không phải số liệu thật.', 'ILLUSTRATIVE: the questionnaire, the formula and the answers are no real data.')}</p>` : NOTHING}
<h3>${say('Chỉ số chung và các khía cạnh', 'Overall and by aspect')}</h3>
${figureTable(`${instrument.title[language]}: ${say('chỉ số chung và các khía cạnh', 'overall figure and aspects')}`, part(instrument.aggregates.toReversed()), formula, language)}
${sections}
</section>`;
}

function unitsSection({ definition }: ReleaseContent, instrument: Instrument, product: SurveyProduct, place: Place): Html {
  const { language } = place;
  const say = speaker(language);
  if (product.ranks.length === 0) return NOTHING;
  const names = new Map(definition.units.map(({ code, name }) => [code, name[language]]));
  const figures = new Map(product.units.map(({ unit, figures: own }) => [unit, new Map(own.map((figure) => [figure.figure, figure]))]));
  const aspects = instrument.aggregates.filter(({ code }) => code !== instrument.headline);
  const of = (unit: string, code: string): PublishedFigure | undefined => figures.get(unit)?.get(code);
  const headline = instrument.headline ?? '';
  const axis = axisOf(product.ranks.flatMap(({ unit }) => of(unit, headline)?.low ?? of(unit, headline)?.mean ?? []));
  const mean = product.national.find(({ figure }) => figure === headline)?.mean ?? null;
  const without = definition.units.filter(({ code }) => !product.ranks.some(({ unit }) => unit === code));
  return html`<section>
<h2>${say('Theo đơn vị', 'By unit')}</h2>
${table(
  'ranking',
  say(
    'Xếp theo chỉ số chung. Khoảng tin cậy 95 % của chỉ số; hạng có thể với độ tin cậy 90 %, từ các hiệu từng cặp (Mogstad và cộng sự 2024). Hai đơn vị có hạng có thể chồng nhau thì chưa phân biệt được.',
    'By the overall figure. 95 % interval of the figure; possible ranks at 90 % confidence, from pairwise differences (Mogstad and others 2024). Units that share possible ranks may not be told apart.',
  ),
  [
    column(say('Hạng', 'Rank'), 'rank'),
    column(say('Đơn vị', 'Unit')),
    html`<th scope="col" class="index"><span class="label">SIPAS</span><span class="scale"><span>${axis.from}%</span><span>${axis.to}%</span></span></th>`,
    column(say('Hạng có thể', 'Possible ranks'), 'number'),
    ...aspects.map(({ name }) => column(name[language], 'number')),
    column(say('Người trả lời', 'People'), 'number'),
  ],
  product.ranks.map(({ unit, rank, low, high }) => {
    const figure = of(unit, headline);
    const n = product.units.find((entry) => entry.unit === unit)?.n;
    return html`<tr><td class="rank">${rank}</td><th scope="row"><a href="${linkTo(place, `units/${unit}.html`)}">${names.get(unit) ?? unit}</a></th>
<td class="index"><span class="number">${percent(figure?.mean ?? null, 2, language)}</span>${figure?.mean == null ? NOTHING : intervalPlot(axis, { value: figure.mean, low: figure.low, high: figure.high, mean })}</td>
<td class="number" data-label="${say('Hạng có thể', 'Possible ranks')}">${low === null || high === null ? '–' : range(low, high)}</td>
${aspects.map(({ code, name }) => html`<td class="number" data-label="${name[language]}">${percent(of(unit, code)?.mean ?? null, 1, language)}</td>`)}
<td class="number" data-label="${say('Người trả lời', 'People')}">${n == null ? '–' : groupedNumber(n, language)}</td></tr>`;
  }),
)}
${without.length === 0 ? NOTHING : html`<p>${say('Không công bố (dưới ngưỡng số người trả lời)', 'Withheld (too few answers)')}: ${without.map(({ name }) => name[language]).join(', ')}.</p>`}
</section>`;
}

function pressesSection({ definition, presses }: ReleaseContent, language: Language): Html {
  if (presses === null || presses.months.length === 0) return NOTHING;
  const say = speaker(language);
  const names = new Map(definition.units.map(({ code, name }) => [code, name[language]]));
  const levels = new Map(presses.scales.map(({ code, levels: own }) => [code, own.length]));
  // One line a unit and scale: months stand in the data file.
  const sums = [...Map.groupBy(presses.months, ({ unit, scale }) => `${unit}\n${scale}`).values()].map((months) => {
    const count = months.reduce((sum, { presses: own }) => sum + own, 0);
    const tickets = months.every((month) => month.tickets !== null) ? months.reduce((sum, month) => sum + (month.tickets ?? 0), 0) : null;
    const worth = months.reduce((sum, month) => sum + (month.mean ?? 0) * month.presses, 0);
    return {
      unit: months[0]?.unit ?? '',
      scale: months[0]?.scale ?? '',
      months: months.length,
      count,
      tickets,
      mean: count === 0 ? null : worth / count,
    };
  });
  return html`<section>
<h2>${say('Bấm nút đánh giá: lượt bấm, không phải số người; không thuộc chỉ số', 'Push buttons: presses, not people; not part of the index')}</h2>
${table(
  'plain',
  say(
    'Cộng các tháng; từng tháng ở button-presses.csv. Độ phủ = lượt bấm / số phiếu đã phục vụ.',
    'Months added up; each month stands in button-presses.csv. Coverage = presses / tickets served.',
  ),
  [
    column(say('Đơn vị', 'Unit')),
    column(say('Thang', 'Scale')),
    column(say('Tháng', 'Months'), 'number'),
    column(say('Lượt bấm', 'Presses'), 'number'),
    column(say('Trung bình', 'Mean'), 'number'),
    column(say('Độ phủ', 'Coverage'), 'number'),
  ],
  sums.map(
    ({ unit, scale, months, count, tickets, mean }) =>
      html`<tr><th scope="row">${names.get(unit) ?? unit}</th><td>${scale} (${levels.get(scale) ?? 0} ${say('mức', 'levels')})</td><td class="number">${months}</td><td class="number">${groupedNumber(count, language)}</td><td class="number">${percent(mean, 1, language)}</td><td class="number">${tickets === null || tickets === 0 ? '–' : percent((100 * count) / tickets, 1, language)}</td></tr>`,
  ),
)}
</section>`;
}

/** SIPAS and the round's other surveys as a product of their own; presses of buttons stand apart. */
export function sipasPage(content: ReleaseContent, language: Language): ReleaseFile {
  const { definition, surveys } = content;
  const say = speaker(language);
  const place: Place = { language, path: 'sipas.html' };
  const known = surveys.flatMap((product) => {
    const instrument = definition.instruments.find(({ id }) => id === product.instrument);
    return instrument === undefined ? [] : [{ instrument, product }];
  });
  // The survey that people know by name first.
  known.sort((a, b) => Number(a.instrument.headline === undefined) - Number(b.instrument.headline === undefined));
  const breaks = definition.history.breaks.filter(({ product }) => product !== 'par-index');
  return page({
    content,
    place,
    title: say(`Chỉ số hài lòng của người dân ${definition.year}`, `Citizens’ satisfaction ${definition.year}`),
    kicker: 'SIPAS',
    main: html`${known.map(
      ({ instrument, product }) => html`${nationalSection(instrument, product, language)}
${unitsSection(content, instrument, product, place)}`,
    )}
${pressesSection(content, language)}
${breaks.length === 0 ? NOTHING : html`<section><h2>${say('Chuỗi số liệu bị ngắt', 'Breaks of series')}</h2><ul>${breaks.map(({ product, year, note }) => html`<li><strong>${product.toUpperCase()} ${year}</strong>: ${note[language]}</li>`)}</ul></section>`}
<section>
<h2>${say('Dữ liệu', 'Data')}</h2>
<p><a href="${linkTo(place, 'data.html')}">${say('Tất cả tệp dữ liệu', 'All data files')}</a>: survey-figures.csv, survey-ranks.csv, survey-places.csv, button-presses.csv</p>
</section>`,
  });
}
