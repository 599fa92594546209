import { type Html, html } from '../domain/html.ts';
import { NOTHING } from './layout.ts';

/** A scale in percent; not from 0, so that differences can be seen: marks are dots, never bars. */
export interface Axis {
  readonly from: number;
  readonly to: number;
}

/** From the ten below the lowest value to 100. */
export function axisOf(values: readonly number[]): Axis {
  const lowest = Math.min(100, ...values);
  return { from: Math.max(0, Math.min(90, Math.floor(lowest / 10) * 10)), to: 100 };
}

const at = ({ from, to }: Axis, value: number, width: number, margin: number): string =>
  (margin + Math.min(1, Math.max(0, (value - from) / (to - from))) * (width - 2 * margin)).toFixed(1);

const WIDTH = 200;
const MARGIN = 5;

/** A dot with its interval on the shared axis, and the mean as a line. Said by the numbers beside it, so hidden from readers of screens. */
export function intervalPlot(
  axis: Axis,
  { value, low, high, mean }: { value: number; low: number | null; high: number | null; mean: number | null },
): Html {
  const x = (of: number): string => at(axis, of, WIDTH, MARGIN);
  return html`<svg class="plot" viewBox="0 0 ${WIDTH} 16" aria-hidden="true" focusable="false"><line class="axis" x1="${MARGIN}" x2="${WIDTH - MARGIN}" y1="8" y2="8"/>${mean === null ? NOTHING : html`<line class="mean" x1="${x(mean)}" x2="${x(mean)}" y1="0" y2="16"/>`}${low === null || high === null ? NOTHING : html`<line class="interval" x1="${x(low)}" x2="${x(high)}" y1="8" y2="8"/>`}<circle class="value" cx="${x(value)}" cy="8" r="4.5"/></svg>`;
}

/** Years as a line; a gap where a year is missing or the series breaks. Its numbers stand in the unit's page. */
export function sparkline(points: readonly { readonly year: number; readonly value: number | null }[], label: string): Html {
  const known = points.filter(({ value }) => value !== null);
  if (known.length < 2) return NOTHING;
  const values = known.map(({ value }) => value ?? 0);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const [first, last] = [points[0]?.year ?? 0, points.at(-1)?.year ?? 0];
  const x = (year: number): string => (3 + ((year - first) / Math.max(1, last - first)) * 58).toFixed(1);
  const y = (value: number): string => (15 - ((value - least) / Math.max(0.01, most - least)) * 11).toFixed(1);
  let path = '';
  let isDrawing = false;
  for (const { year, value } of points) {
    if (value === null) {
      isDrawing = false;
      continue;
    }
    path += `${isDrawing ? 'L' : 'M'}${x(year)} ${y(value)}`;
    isDrawing = true;
  }
  const end = known.at(-1);
  return html`<svg class="spark" viewBox="0 0 64 18" role="img" aria-label="${label}"><path d="${path}"/>${end === undefined ? NOTHING : html`<circle cx="${x(end.year)}" cy="${y(end.value ?? 0)}" r="2.4"/>`}</svg>`;
}

/** All units as dots on one axis, stacked where they are close: the shape of the distribution. */
export function distribution(axis: Axis, values: readonly number[], mean: number | null, label: string): Html {
  const width = 400;
  const stacks = new Map<number, number>();
  const radius = values.length > 400 ? 1.5 : 4;
  const dots = [...values]
    .sort((a, b) => a - b)
    .map((value) => {
      const x = Number(at(axis, value, width, 20));
      const column = Math.round(x / (2 * radius + 1));
      const height = stacks.get(column) ?? 0;
      stacks.set(column, height + 1);
      return { x: column * (2 * radius + 1), y: height };
    });
  const top = Math.max(3, ...stacks.values()) * (2 * radius + 1) + 24;
  const base = top - 4;
  const ticks = Array.from({ length: 1 + Math.round((axis.to - axis.from) / 10) }, (_, i) => axis.from + 10 * i);
  return html`<svg class="distribution" viewBox="0 0 ${width} ${top + 22}" role="img" aria-label="${label}">
${ticks.map((tick) => html`<text x="${at(axis, tick, width, 20)}" y="${top + 16}">${tick}%</text>`)}
<line class="axis" x1="20" x2="${width - 20}" y1="${base + 2}" y2="${base + 2}"/>
${mean === null ? NOTHING : html`<line class="mean" x1="${at(axis, mean, width, 20)}" x2="${at(axis, mean, width, 20)}" y1="4" y2="${base + 2}"/>`}
${dots.map(({ x, y }) => html`<circle cx="${x}" cy="${base - radius - y * (2 * radius + 1)}" r="${radius}"/>`)}
</svg>`;
}

/** Which of ten shades a share of the maximum takes: 0 below 50 %, then by fives; the number stands in the cell. */
export function shade(percent: number): string {
  return `s${Math.max(0, Math.min(9, Math.floor((percent - 50) / 5)))}`;
}

/** A unit's fields beside the means, in percent from 0: bars with two marks. The table beside it has the numbers. */
export function fieldBars(
  rows: readonly {
    readonly code: string;
    readonly value: number | null;
    readonly national: number | null;
    readonly regional: number | null;
  }[],
  label: string,
): Html {
  const [left, width, step] = [34, 300, 30];
  const x = (value: number): string => (left + (Math.min(100, Math.max(0, value)) / 100) * width).toFixed(1);
  return html`<svg class="bars" viewBox="0 0 ${left + width + 22} ${rows.length * step + 20}" role="img" aria-label="${label}">
${[0, 50, 100].map((tick) => html`<line class="axis" x1="${x(tick)}" x2="${x(tick)}" y1="0" y2="${rows.length * step}"/><text x="${x(tick)}" y="${rows.length * step + 15}">${tick}%</text>`)}
${rows.map(({ code, value, national, regional }, i) => {
  const y = i * step + 7;
  return html`<g><text class="code" x="14" y="${y + 12}">${code}</text>${value === null ? NOTHING : html`<rect x="${left}" y="${y}" width="${(Number(x(value)) - left).toFixed(1)}" height="14"/>`}${national === null ? NOTHING : html`<line class="mean" x1="${x(national)}" x2="${x(national)}" y1="${y - 4}" y2="${y + 18}"/>`}${regional === null ? NOTHING : html`<circle class="regional" cx="${x(regional)}" cy="${y + 7}" r="4"/>`}</g>`;
})}
</svg>`;
}

export const table = (
  className: string,
  caption: string,
  head: readonly Html[],
  rows: readonly Html[],
): Html => html`<section class="scroll" tabindex="0" aria-label="${caption}"><table class="${className}">
<caption>${caption}</caption>
<thead><tr>
${head}
</tr></thead>
<tbody>
${rows}
</tbody>
</table></section>`;

export const column = (text: string, className = ''): Html =>
  className === '' ? html`<th scope="col">${text}</th>` : html`<th scope="col" class="${className}">${text}</th>`;
