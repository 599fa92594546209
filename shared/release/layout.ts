import { sayDay } from '../domain/calendar.ts';
import { Html, html } from '../domain/html.ts';
import { decimal, parseSignedDecimal, toFixed } from '../domain/rational.ts';
import type { Bilingual } from '../domain/text-schemas.ts';
import { type ReleaseContent, type ReleaseFile, textFile } from './release-content.ts';

export type Language = keyof Bilingual;

export const NOTHING = new Html('');

/** Where a page stands in the release, and how the rest of it is reached from there. */
export interface Place {
  readonly language: Language;
  /** Below the language's root: "", "sipas.html", "units/BTP.html". */
  readonly path: string;
}

const depthOf = ({ language, path }: Place): number => (language === 'vi' ? 0 : 1) + path.split('/').length - 1;
/** From a page to the release's root. */
export const rootOf = (place: Place): string => '../'.repeat(depthOf(place));
/** From a page to another one of the same language; the directory itself where the path is "". */
export function linkTo(place: Place, path: string): string {
  const up = '../'.repeat(place.path.split('/').length - 1);
  const link = `${up}${path}`;
  return link === '' ? './' : link;
}
const otherLanguage = (place: Place): string =>
  place.language === 'vi' ? `${rootOf(place)}en/${place.path}` : `${rootOf(place)}${place.path}` || './';

/** The language's own of two texts. */
export const speaker =
  (language: Language) =>
  (vi: string, en: string): string =>
    language === 'vi' ? vi : en;

const withComma = (text: string, language: Language): string => (language === 'vi' ? text.replace('.', ',') : text);

/** Exact decimal text, rounded half up once, with the language's decimal sign. */
export function figure(decimalText: string, decimals: number, language: Language): string {
  const value = parseSignedDecimal(decimalText) ?? decimal('0');
  return withComma(toFixed(value, decimals).replace('-', '−'), language);
}

/** A statistic: a double. */
export const statistic = (value: number, decimals: number, language: Language): string =>
  withComma(value.toFixed(decimals).replace('-', '−'), language);

/** A difference with its sign. */
export function signed(decimalText: string, decimals: number, language: Language): string {
  const text = figure(decimalText, decimals, language);
  return text.startsWith('−') || /^[0,.]+$/.test(text) ? text : `+${text}`;
}

/** Exact points as they are. */
export const asShown = (points: string, language: Language): string =>
  points === 'NA' ? '–' : withComma(points.replace('-', '−'), language);

export const groupedNumber = (value: number, language: Language): string =>
  String(value).replace(/\B(?=(\d{3})+$)/g, language === 'vi' ? '.' : ',');

/** "3" or "3–7". */
export const range = (low: number, high: number): string => (low === high ? String(low) : `${low}–${high}`);

interface PageParts {
  readonly content: ReleaseContent;
  readonly place: Place;
  readonly title: string;
  /** Above the heading. */
  readonly kicker?: string;
  /** Under the heading. */
  readonly lead?: Html;
  readonly main: Html;
  /** Does the page do more with a script? */
  readonly hasScript?: boolean;
  readonly head?: Html;
}

/** Pages that the navigation names, in its order: path and both names. */
export const PAGES = [
  ['', 'Xếp hạng', 'Ranking'],
  ['compare.html', 'So sánh', 'Compare'],
  ['sipas.html', 'SIPAS', 'SIPAS'],
  ['method.html', 'Phương pháp', 'Method'],
  ['decisions.html', 'Quyết định', 'Decisions'],
  ['errata.html', 'Đính chính', 'Errata'],
  ['contest.html', 'Khiếu nại', 'Contest'],
  ['data.html', 'Dữ liệu', 'Data'],
] as const;

/** Has the release a page of this path? */
export const hasPage = ({ surveys, presses }: ReleaseContent, path: string): boolean =>
  path !== 'sipas.html' || surveys.length > 0 || presses !== null;

/** One page, complete: works without a script, prints, and says which release it is of. */
export function page({ content, place, title, kicker, lead, main, hasScript, head }: PageParts): ReleaseFile {
  const { language } = place;
  const { definition, release, freezeHash, codeVersion, round, supersedes } = content;
  const say = speaker(language);
  const root = rootOf(place);
  const other = language === 'vi' ? 'en' : 'vi';
  const day = sayDay(Date.parse(definition.calendar.publication.deadlineAt), language);
  const name = definition.title[language];
  const text = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title === name ? title : `${title} · ${name}`}</title>
<meta name="description" content="${title === name ? title : `${title} · ${name}`}">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${root}style.css">
<link rel="stylesheet" href="${root}status.css">
<link rel="alternate" hreflang="${other}" href="${otherLanguage(place)}">
${hasScript === true ? html`<script src="${root}site.js" defer></script>\n` : NOTHING}${head ?? NOTHING}</head>
<body>
<a class="skip" href="#main">${say('Đến nội dung chính', 'Skip to the content')}</a>
<aside class="superseded" aria-label="${say('Bản công bố', 'Release')}"><p>${say('Bản công bố này đã được thay thế.', 'This release has been superseded.')} <a href="/${round}/${language === 'vi' ? '' : 'en/'}errata.html">${say('Xem bản hiện hành và đính chính', 'See the current release and its errata')}</a></p></aside>
<header class="top">
<div class="bar">
<a class="brand" href="${linkTo(place, '')}">${say('Chỉ số cải cách hành chính', 'Public Administration Reform Index')}<span>PAR INDEX ${definition.year}</span></a>
<a class="language" lang="${other}" hreflang="${other}" href="${otherLanguage(place)}">${say('English', 'Tiếng Việt')}</a>
</div>
<nav aria-label="${say('Các trang', 'Pages')}"><ul>
${PAGES.filter(([path]) => hasPage(content, path)).map(
  ([path, vi, en]) =>
    html`<li><a href="${linkTo(place, path)}"${path === place.path ? new Html(' aria-current="page"') : NOTHING}>${say(vi, en)}</a></li>`,
)}
</ul></nav>
</header>
<main id="main">
<div class="head">
${kicker === undefined ? NOTHING : html`<p class="kicker">${kicker}</p>`}
<h1>${title}</h1>
<p class="dateline">${supersedes === null ? say('Ngày công bố theo lịch', 'Scheduled for publication on') : say('Đính chính kết quả công bố theo lịch ngày', 'Corrects the results scheduled for')} ${day} · ${say('Bản công bố số', 'Release')} ${release}${supersedes === null ? NOTHING : html` · <a href="${linkTo(place, 'errata.html')}">${say(`thay thế bản số ${supersedes.release}`, `supersedes release ${supersedes.release}`)}</a>`}</p>
${lead ?? NOTHING}
</div>
<div class="note"><p>${definition.note[language]}</p></div>
${main}
</main>
<footer>
<dl>
<div><dt>${say('Căn cứ', 'Legal basis')}</dt><dd lang="vi">${definition.criteriaSet.decision}</dd></div>
<div><dt>${say('Mã băm số liệu đã chốt', 'Hash of the frozen data')}</dt><dd><code>${freezeHash}</code></dd></div>
<div><dt>${say('Phiên bản phần mềm', 'Software version')}</dt><dd>${codeVersion}</dd></div>
<div><dt>${say('Kiểm chứng', 'Check it')}</dt><dd><a href="${linkTo(place, 'data.html')}">${say('Dữ liệu mở, mã băm và chữ ký số', 'Open data, hashes and signature')}</a></dd></div>
</dl>
</footer>
</body>
</html>
`;
  const path = `${language === 'vi' ? '' : 'en/'}${place.path === '' ? 'index.html' : place.path}`;
  return textFile(path, 'text/html; charset=utf-8', text.text);
}

/** A unit's name in the language; its code where the round has no such unit. */
export const nameIn = ({ definition }: Pick<ReleaseContent, 'definition'>, language: Language): ((unit: string) => string) => {
  const names = new Map(definition.units.map(({ code, name }) => [code, name[language]]));
  return (unit) => names.get(unit) ?? unit;
};
