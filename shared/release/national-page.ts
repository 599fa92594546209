import { sayDay } from '../../../shared/domain/calendar.ts';
import type { Resolution } from '../../../shared/domain/gate.ts';
import { Html, html } from '../../../shared/domain/html.ts';
import { compare, decimal, toFixed } from '../../../shared/domain/rational.ts';
import type { Bilingual } from '../../../shared/domain/text-schemas.ts';
import { reasonsUnranked } from './data-files.ts';
import type { ReleaseContent, ReleaseFile } from './release-content.ts';

type Language = keyof Bilingual;

const WORDS = {
  kicker: { vi: 'Chỉ số cải cách hành chính · PAR INDEX', en: 'Public Administration Reform Index · PAR INDEX' },
  skip: { vi: 'Đến bảng xếp hạng', en: 'Skip to the ranking' },
  other: { vi: 'English', en: 'Tiếng Việt' },
  mean: { vi: 'Trung bình', en: 'Mean' },
  highest: { vi: 'Cao nhất', en: 'Highest' },
  lowest: { vi: 'Thấp nhất', en: 'Lowest' },
  above: { vi: 'Trên trung bình', en: 'Above the mean' },
  ofUnits: { vi: 'trong {n} đơn vị', en: 'of {n} units' },
  ranking: { vi: 'Bảng xếp hạng', en: 'Ranking' },
  caption: {
    vi: 'Chỉ số = điểm đạt được / điểm tối đa của các tiêu chí áp dụng, tính bằng %. Xếp hạng theo giá trị chính xác, các đơn vị bằng nhau cùng hạng; số hiển thị làm tròn một lần. Chấm tròn là chỉ số của đơn vị, vạch dọc là giá trị trung bình; trục không bắt đầu từ 0.',
    en: 'Index = points over the maximum of the applicable items, in %. Ranks are decided on exact values and equal values share a rank; shown figures are rounded once. The dot is the unit’s index, the vertical line the mean; the axis does not begin at 0.',
  },
  rank: { vi: 'Hạng', en: 'Rank' },
  unit: { vi: 'Đơn vị', en: 'Unit' },
  total: { vi: 'Tổng điểm', en: 'Total' },
  index: { vi: 'Chỉ số', en: 'Index' },
  group: { vi: 'Nhóm', en: 'Group' },
  adjusted: { vi: 'trong đó điều chỉnh', en: 'with adjustments of' },
  unranked: { vi: 'Được đánh giá, không xếp hạng', en: 'Assessed, not ranked' },
  before: { vi: 'Đã giải quyết trước khi chốt số liệu', en: 'Resolved before the figures were frozen' },
  beforeText: {
    vi: 'Những gì còn thiếu trước khi chốt, và quy định hoặc quyết định đã giải quyết từng việc.',
    en: 'What was missing before the freeze, and the rule or decision that resolved each matter. Reasons are given in the language of the decision.',
  },
  after: { vi: 'Thay đổi sau khi chốt số liệu', en: 'Changes after the freeze' },
  item: { vi: 'Tiêu chí', en: 'Item' },
  resolution: { vi: 'Cách giải quyết', en: 'Resolution' },
  decision: { vi: 'Quyết định', en: 'Decision' },
  reason: { vi: 'Lý do', en: 'Reason' },
  oldPoints: { vi: 'Điểm cũ', en: 'Old points' },
  newPoints: { vi: 'Điểm mới', en: 'New points' },
  rankEffect: { vi: 'Hạng', en: 'Rank' },
  decisions: { vi: 'Các quyết định', en: 'All decisions' },
  data: { vi: 'Dữ liệu mở', en: 'Open data' },
  about: { vi: 'Về số liệu này', en: 'About these figures' },
  basis: { vi: 'Căn cứ', en: 'Legal basis' },
  published: { vi: 'Ngày công bố theo lịch', en: 'Scheduled for publication on' },
  release: { vi: 'Bản công bố số', en: 'Release' },
  frozen: { vi: 'Mã băm số liệu đã chốt', en: 'Hash of the frozen data' },
  version: { vi: 'Phiên bản phần mềm', en: 'Software version' },
  manifest: { vi: 'Danh mục tệp và mã băm', en: 'Manifest of files and hashes' },
  signature: { vi: 'Chữ ký số của danh mục', en: 'Its detached signature' },
} as const satisfies Record<string, Bilingual>;

const RESOLUTION_WORDS: Readonly<Record<Resolution, Bilingual>> = {
  'agency-figures': { vi: 'thẩm định theo số liệu của cơ quan', en: 'appraised from agencies’ figures' },
  zero: { vi: '0 điểm các tiêu chí thẩm định', en: 'zero on the appraised items' },
  unranked: { vi: 'đánh giá, không xếp hạng', en: 'assessed, not ranked' },
  'self-score': { vi: 'công nhận điểm tự chấm', en: 'self-score confirmed' },
  'not-applicable': { vi: 'không áp dụng, rời mẫu số', en: 'not applicable, leaves the denominator' },
};

/** What was open before the freeze and how each was resolved; nothing where nothing was. */
function resolvedSection({ frozen }: ReleaseContent, language: Language, nameOf: (unit: string) => string): Html {
  if (frozen.resolutions.length === 0) return new Html('');
  const say = (word: keyof typeof WORDS): string => WORDS[word][language];
  return html`<section>
<h2>${say('before')}</h2>
<table class="decisions">
<caption>${say('beforeText')}</caption>
<thead><tr><th scope="col">${say('unit')}</th><th scope="col">${say('item')}</th><th scope="col">${say('resolution')}</th><th scope="col">${say('decision')}</th><th scope="col">${say('reason')}</th></tr></thead>
<tbody>
${frozen.resolutions.map(
  ({ unit, item, instrument, resolution, decisionNumber, reason }) => html`<tr>
<th scope="row">${unit === null ? '–' : nameOf(unit)}</th>
<td data-label="${say('item')}">${item ?? instrument ?? '–'}</td>
<td data-label="${say('resolution')}">${RESOLUTION_WORDS[resolution][language]}</td>
<td data-label="${say('decision')}">${decisionNumber}</td>
<td data-label="${say('reason')}" lang="vi">${reason}</td>
</tr>`,
)}
</tbody>
</table>
</section>`;
}

/** Exact points as they are, with the language's decimal sign. */
const asShown = (points: string, language: Language): string =>
  points === 'NA' ? '–' : language === 'vi' ? points.replace('.', ',') : points;

/** Every change after the freeze with its reason and what it did to the unit's rank. */
function ledgerSection({ ledger }: ReleaseContent, language: Language, nameOf: (unit: string) => string): Html {
  if (ledger.length === 0) return new Html('');
  const say = (word: keyof typeof WORDS): string => WORDS[word][language];
  return html`<section>
<h2>${say('after')}</h2>
<table class="decisions">
<thead><tr><th scope="col">${say('unit')}</th><th scope="col">${say('item')}</th><th scope="col" class="number">${say('oldPoints')}</th><th scope="col" class="number">${say('newPoints')}</th><th scope="col" class="number">${say('rankEffect')}</th><th scope="col">${say('decision')}</th><th scope="col">${say('reason')}</th></tr></thead>
<tbody>
${ledger.map(
  ({ unit, item, before, after, effect, decisionNumber, reason }) => html`<tr>
<th scope="row">${nameOf(unit)}</th>
<td data-label="${say('item')}">${item}</td>
<td class="number" data-label="${say('oldPoints')}">${asShown(before, language)}</td>
<td class="number" data-label="${say('newPoints')}">${asShown(after, language)}</td>
<td class="number" data-label="${say('rankEffect')}">${effect?.rankBefore ?? '–'} → ${effect?.rankAfter ?? '–'}</td>
<td data-label="${say('decision')}">${decisionNumber}</td>
<td data-label="${say('reason')}" lang="vi">${reason}</td>
</tr>`,
)}
</tbody>
</table>
</section>`;
}

function unrankedSection({ definition, frozen }: ReleaseContent, language: Language, nameOf: (unit: string) => string): Html {
  const reasons = reasonsUnranked(definition, frozen);
  if (reasons.length === 0) return new Html('');
  return html`<section>
<h2>${WORDS.unranked[language]}</h2>
<ul>
${reasons.map(({ unit, reason }) => html`<li>${nameOf(unit)}: <span lang="vi">${reason}</span></li>`)}
</ul>
</section>`;
}

const PLOT = { width: 240, margin: 6 };

/** The plot's axis in %: from the ten below the lowest index to 100. */
interface Axis {
  readonly from: number;
  readonly mean: string | null;
}

function axisOf(computed: ReleaseContent['computed']): Axis {
  const indexes = computed.units.flatMap(({ index }) => (index === null ? [] : [Number(toFixed(decimal(index), 4))]));
  return { from: Math.min(90, Math.floor(Math.min(100, ...indexes) / 10) * 10), mean: computed.mean };
}

/** The index as a dot on the shared axis, with the mean as a line. A dot, not a bar: the axis does not begin at zero. */
function dot(index: string, { from, mean }: Axis): Html {
  const x = (value: string): string => {
    const share = (Number(toFixed(decimal(value), 4)) - from) / (100 - from);
    return (PLOT.margin + Math.min(1, Math.max(0, share)) * (PLOT.width - 2 * PLOT.margin)).toFixed(1);
  };
  const line = mean === null ? new Html('') : html`<line class="mean" x1="${x(mean)}" x2="${x(mean)}" y1="0" y2="18"/>`;
  return html`<svg class="plot" viewBox="0 0 ${PLOT.width} 18" width="${PLOT.width}" height="18" aria-hidden="true" focusable="false"><line class="axis" x1="${PLOT.margin}" x2="${PLOT.width - PLOT.margin}" y1="9" y2="9"/>${line}<circle class="value" cx="${x(index)}" cy="9" r="5.5"/></svg>`;
}

function figure(decimalText: string, decimals: number, language: Language): string {
  const text = toFixed(decimal(decimalText), decimals);
  return language === 'vi' ? text.replace('.', ',') : text;
}

/** The national page: the ranking table with everything a reader needs to judge it. Works without JavaScript. */
export function rankingPage(content: ReleaseContent, language: Language): ReleaseFile {
  const { definition, computed, release, freezeHash, codeVersion } = content;
  const say = (word: keyof typeof WORDS): string => WORDS[word][language];
  const root = language === 'vi' ? '' : '../';
  const names = new Map(definition.units.map(({ code, name }) => [code, name]));
  const nameOf = (unit: string): string => names.get(unit)?.[language] ?? unit;
  const { fields } = definition.criteriaSet;
  const ranked = computed.units.filter(({ rank }) => rank !== null);
  const mean = computed.mean;
  const axis = axisOf(computed);
  const above = mean === null ? 0 : ranked.filter(({ index }) => compare(decimal(index ?? '0'), decimal(mean)) > 0).length;
  const tiles: [string, string, string][] = [
    [say('mean'), mean === null ? '–' : `${figure(mean, 2, language)}%`, say('ofUnits').replace('{n}', String(ranked.length))],
    ...(
      [
        ['highest', ranked[0]],
        ['lowest', ranked.at(-1)],
      ] as const
    ).map(([word, unit]): [string, string, string] => [
      say(word),
      unit?.index == null ? '–' : `${figure(unit.index, 2, language)}%`,
      names.get(unit?.unit ?? '')?.[language] ?? '',
    ]),
    [say('above'), String(above), say('ofUnits').replace('{n}', String(ranked.length))],
  ];
  const rows = computed.units.map(
    (unit) => html`<tr>
<td class="rank">${unit.rank ?? '–'}</td>
<th scope="row">${names.get(unit.unit)?.[language] ?? unit.unit}</th>
${fields.map(({ code, name }) => {
  const field = unit.fields.find((entry) => entry.code === code);
  // Where nothing applies there are no points: a zero would say something else.
  return html`<td class="number" data-label="${name[language]}">${field?.index == null ? '–' : figure(field.points, 2, language)}</td>`;
})}
<td class="number" data-label="${say('total')}">${unit.index === null ? '–' : figure(unit.points, 2, language)}${unit.adjustments === undefined ? '' : html` <small>(${say('adjusted')} ${asShown(unit.adjustments, language)})</small>`}</td>
<td class="index"><span class="number">${unit.index === null ? '–' : `${figure(unit.index, 2, language)}%`}</span>${unit.index === null ? '' : dot(unit.index, axis)}</td>
<td class="group" data-label="${say('group')}">${unit.group ?? '–'}</td>
</tr>`,
  );
  const day = sayDay(Date.parse(definition.calendar.publication.deadlineAt), language);
  const page = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${definition.title[language]}</title>
<meta name="description" content="${definition.title[language]}">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${root}style.css">
<link rel="alternate" hreflang="${language === 'vi' ? 'en' : 'vi'}" href="${language === 'vi' ? 'en/' : '../'}">
<link rel="alternate" type="application/json" href="${root}ranking.json">
</head>
<body>
<a class="skip" href="#ranking">${say('skip')}</a>
<header>
<p class="kicker">${say('kicker')}</p>
<p class="language"><a lang="${language === 'vi' ? 'en' : 'vi'}" hreflang="${language === 'vi' ? 'en' : 'vi'}" href="${language === 'vi' ? 'en/' : '../'}">${say('other')}</a></p>
<h1>${definition.title[language]}</h1>
<p class="dateline">${say('published')} ${day} · ${say('release')} ${release}</p>
</header>
<main>
<aside class="note"><p>${definition.note[language]}</p></aside>
<dl class="tiles">
${tiles.map(([label, value, detail]) => html`<div><dt>${label}</dt><dd>${value} <small>${detail}</small></dd></div>`)}
</dl>
<h2 id="ranking">${say('ranking')}</h2>
<table>
<caption>${say('caption')}</caption>
<thead><tr>
<th scope="col" class="rank">${say('rank')}</th>
<th scope="col">${say('unit')}</th>
${fields.map(({ name }) => html`<th scope="col" class="number">${name[language]}</th>`)}
<th scope="col" class="number">${say('total')}</th>
<th scope="col" class="index"><span class="label">${say('index')}</span><span class="scale"><span>${axis.from}%</span><span>100%</span></span></th>
<th scope="col" class="group">${say('group')}</th>
</tr></thead>
<tbody>
${rows}
</tbody>
</table>
${unrankedSection(content, language, nameOf)}${resolvedSection(content, language, nameOf)}${ledgerSection(content, language, nameOf)}<section>
<h2>${say('data')}</h2>
<ul class="files">
<li><a href="${root}ranking.csv">ranking.csv</a></li>
<li><a href="${root}ranking.json">ranking.json</a></li>
<li><a href="${root}decisions.csv">${say('decisions')}</a></li>
<li><a href="${root}manifest.json">${say('manifest')}</a></li>
<li><a href="${root}manifest.json.sig">${say('signature')}</a></li>
</ul>
</section>
</main>
<footer>
<h2>${say('about')}</h2>
<dl>
<div><dt>${say('basis')}</dt><dd>${definition.criteriaSet.decision}</dd></div>
<div><dt>${say('frozen')}</dt><dd><code>${freezeHash}</code></dd></div>
<div><dt>${say('version')}</dt><dd>${codeVersion}</dd></div>
</dl>
</footer>
</body>
</html>
`;
  return {
    path: language === 'vi' ? 'index.html' : 'en/index.html',
    contentType: 'text/html; charset=utf-8',
    bytes: new TextEncoder().encode(page.text),
  };
}
