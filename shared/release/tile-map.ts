import { type Html, html } from '../domain/html.ts';

/**
 * One tile a province, about where it lies: column and row. Every province has the same size, so that the eye compares figures and not areas. Hoàng Sa is a
 * district of Đà Nẵng, Trường Sa one of Khánh Hòa; both are shown with their province.
 */
type Layout = Readonly<Record<string, readonly [column: number, row: number]>>;

/** 63 provinces, until 30 June 2025. */
const LAYOUT_63: Layout = {
  '02': [3, 0],
  '04': [4, 0],
  '12': [1, 1],
  '10': [2, 1],
  '08': [3, 1],
  '06': [4, 1],
  '20': [5, 1],
  '11': [0, 2],
  '14': [1, 2],
  '15': [2, 2],
  '25': [3, 2],
  '19': [4, 2],
  '24': [5, 2],
  '22': [6, 2],
  '26': [2, 3],
  '01': [3, 3],
  '27': [4, 3],
  '30': [5, 3],
  '31': [6, 3],
  '17': [2, 4],
  '35': [3, 4],
  '33': [4, 4],
  '34': [5, 4],
  '37': [3, 5],
  '36': [4, 5],
  '38': [2, 6],
  '40': [2, 7],
  '42': [3, 8],
  '44': [3, 9],
  '45': [4, 10],
  '46': [4, 11],
  '48': [5, 11],
  '49': [5, 12],
  '62': [4, 13],
  '51': [5, 13],
  '64': [4, 14],
  '52': [5, 14],
  '66': [4, 15],
  '54': [5, 15],
  '70': [2, 16],
  '67': [3, 16],
  '68': [4, 16],
  '56': [5, 16],
  '72': [1, 17],
  '74': [2, 17],
  '75': [3, 17],
  '60': [4, 17],
  '58': [5, 17],
  '87': [0, 18],
  '80': [1, 18],
  '79': [2, 18],
  '77': [3, 18],
  '89': [0, 19],
  '82': [1, 19],
  '83': [2, 19],
  '91': [0, 20],
  '92': [1, 20],
  '86': [2, 20],
  '84': [3, 20],
  '93': [1, 21],
  '94': [2, 21],
  '96': [0, 22],
  '95': [1, 22],
};

/** 34 provinces and cities, since 1 July 2025 (Resolution 202/2025/QH15). */
const LAYOUT_34: Layout = {
  '08': [3, 0],
  '04': [4, 0],
  '12': [1, 1],
  '15': [2, 1],
  '19': [3, 1],
  '20': [4, 1],
  '11': [0, 2],
  '14': [1, 2],
  '25': [2, 2],
  '01': [3, 2],
  '24': [4, 2],
  '22': [5, 2],
  '37': [3, 3],
  '33': [4, 3],
  '31': [5, 3],
  '38': [2, 4],
  '40': [2, 5],
  '42': [3, 6],
  '44': [3, 7],
  '46': [4, 8],
  '48': [5, 9],
  '51': [5, 10],
  '52': [5, 11],
  '66': [5, 12],
  '68': [4, 13],
  '56': [5, 13],
  '80': [2, 14],
  '75': [3, 14],
  '91': [0, 15],
  '82': [1, 15],
  '79': [2, 15],
  '92': [1, 16],
  '86': [2, 16],
  '96': [0, 17],
};

const ISLANDS = [
  ['48', 'Hoàng Sa', 'Đà Nẵng'],
  ['56', 'Trường Sa', 'Khánh Hòa'],
] as const;

/** Names that do not fit on a tile. */
const SHORT: Readonly<Record<string, string>> = { '46': 'TT Huế', '79': 'TP HCM', '77': 'BR–VT', '01': 'Hà Nội' };

const SIZE = 48;
const GAP = 3;

export interface Tile {
  readonly code: string;
  readonly name: string;
  /** As it is shown: "89,2%". */
  readonly value: string;
  /** A class of shade: s0 to s9. */
  readonly shade: string;
  readonly href: string;
}

/** The layout that has a place for every unit of a round; undefined for ministries and other bodies. */
function layoutFor(codes: readonly string[]): Layout | undefined {
  return [LAYOUT_34, LAYOUT_63].find((layout) => codes.length === Object.keys(layout).length && codes.every((code) => code in layout));
}

/** Lines of at most ten letters. */
function linesOf(name: string): string[] {
  const bare = name.replace(/^(Tỉnh|Thành phố) /, '').replace(/ (City|Province)$/, '');
  const words = bare.split(' ');
  return words.length === 1 || bare.length <= 7
    ? [bare]
    : [words.slice(0, Math.ceil(words.length / 2)).join(' '), words.slice(Math.ceil(words.length / 2)).join(' ')];
}

/** A map of equal tiles, each a link to its province; undefined where the units are no provinces of either division. */
export function tileMap(tiles: readonly Tile[], label: string, isVietnamese: boolean): Html | undefined {
  const layout = layoutFor(tiles.map(({ code }) => code));
  if (layout === undefined) return undefined;
  const rows = 1 + Math.max(...Object.values(layout).map(([, row]) => row));
  const step = SIZE + GAP;
  const islands = ISLANDS.flatMap(([code, name, province]) => {
    const place = layout[code];
    const tile = tiles.find((entry) => entry.code === code);
    return place === undefined || tile === undefined ? [] : [{ y: place[1] * step, name, province, shade: tile.shade }];
  });
  return html`<svg class="map" viewBox="0 0 ${8 * step} ${rows * step}" role="group" aria-label="${label}">
${tiles.map(({ code, name, value, shade, href }) => {
  const [column, row] = layout[code] ?? [0, 0];
  const lines = linesOf(SHORT[code] ?? name);
  const [x, y] = [column * step, row * step];
  const first = lines.length === 1 ? 18 : 13;
  return html`<a href="${href}" class="tile"><title>${name}: ${value}</title><rect class="${shade}" x="${x}" y="${y}" width="${SIZE}" height="${SIZE}" rx="2"/><text class="t${shade}" x="${x + SIZE / 2}" y="${y + first}">${lines.map((line, i) => html`<tspan x="${x + SIZE / 2}" dy="${i === 0 ? 0 : 11}">${line}</tspan>`)}<tspan class="number" x="${x + SIZE / 2}" dy="${lines.length === 1 ? 17 : 14}">${value}</tspan></text></a>`;
})}
${islands.map(
  ({ y, name, province, shade }) =>
    html`<g><rect class="island ${shade}" x="${6 * step + 14}" y="${y + 10}" width="${2 * SIZE - 14}" height="${SIZE - 12}" rx="2"/><text class="t${shade}" x="${7 * step - 1 + 7}" y="${y + 25}">${isVietnamese ? `QĐ. ${name}` : `${name} Is.`}<tspan x="${7 * step + 6}" dy="12">(${province})</tspan></text></g>`,
)}
</svg>`;
}
