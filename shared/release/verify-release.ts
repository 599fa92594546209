import { createPublicKey, verify } from 'node:crypto';
import * as z from 'zod';
import { publicationRecordSchema, releasePathSchema } from '../contracts/publication.ts';
import { computeRound } from '../domain/computed-round.ts';
import { readCsv } from '../domain/csv.ts';
import { sha256 } from '../domain/hash.ts';
import { type ReleaseContent, type ReleaseFile, releaseContentSchema } from './release-content.ts';
import { manifestOf, renderPages } from './render-release.ts';
import { nationalReport, unitReport } from './report.ts';
import type { SurveyProduct } from './survey-product.ts';
import { indexUnits } from './unit-page.ts';

const manifestSchema = z.object({
  round: z.string(),
  release: z.int(),
  freezeHash: z.string(),
  codeVersion: z.string(),
  files: z.array(z.object({ path: releasePathSchema, contentType: z.string(), bytes: z.int(), sha256: z.string() })),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** Files that stand beside the manifest, because they are about it. */
export const BESIDE_MANIFEST = [
  'manifest.json',
  'manifest.json.sig',
  'publication.json',
  'publication.json.sig',
  'publication-decision.pdf',
] as const;

export interface Verification {
  readonly step: 'signature' | 'hashes' | 'figures' | 'surveys' | 'files' | 'reports' | 'publication';
  readonly passed: boolean;
  /** What was looked at, or each thing that does not follow, the first one first. */
  readonly found: readonly string[];
}

export interface VerifiedRelease {
  readonly round: string;
  readonly release: number;
  readonly ok: boolean;
  readonly steps: readonly Verification[];
  /** What cannot be computed from what is released, by name. */
  readonly notFollowing: readonly string[];
}

/** A place holds no release that can be read at all. */
export class NoReleaseError extends Error {
  override readonly name = 'NoReleaseError';
}

/** Throws NoReleaseError where there is no manifest that can be read. */
export function readManifest(bytes: Uint8Array | undefined): Manifest {
  if (bytes === undefined) throw new NoReleaseError('manifest.json: không có / missing');
  try {
    return manifestSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    throw new NoReleaseError('manifest.json: không đọc được / cannot be read');
  }
}

const isSigned = (bytes: Uint8Array, signature: Uint8Array, publicKey: string): boolean => {
  try {
    const raw = Buffer.from(new TextDecoder().decode(signature).trim(), 'base64');
    return verify('sha256', bytes, { key: createPublicKey(publicKey), dsaEncoding: 'der' }, raw);
  } catch {
    return false;
  }
};

/** The first place where two JSON values differ; undefined where none does. */
function firstDifference(wanted: unknown, found: unknown, path: string): string | undefined {
  if (Object.is(wanted, found)) return undefined;
  if (typeof wanted === 'object' && wanted !== null && typeof found === 'object' && found !== null) {
    const keys = new Set([...Object.keys(wanted), ...Object.keys(found)]);
    for (const key of keys) {
      const [a, b] = [(wanted as Record<string, unknown>)[key], (found as Record<string, unknown>)[key]];
      const unit =
        typeof a === 'object' && a !== null && 'unit' in a
          ? `[${String(a.unit)}]`
          : typeof a === 'object' && a !== null && 'code' in a
            ? `[${String(a.code)}]`
            : `.${key}`;
      const difference = firstDifference(a, b, path + unit);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }
  return `${path}: ${JSON.stringify(found)}, tính được / follows: ${JSON.stringify(wanted)}`;
}

function firstCellThatDiffers(path: string, wanted: Uint8Array, found: Uint8Array): string {
  const [a, b] = [readCsv(wanted).content ?? [], readCsv(found).content ?? []];
  const header = a[0]?.cells ?? [];
  for (let row = 0; row < Math.max(a.length, b.length); row += 1) {
    const [one, other] = [a[row]?.cells, b[row]?.cells];
    if (one === undefined || other === undefined) return `${path}: ${b.length} dòng / rows, ${a.length}`;
    for (let c = 0; c < Math.max(one.length, other.length); c += 1) {
      if (one[c] === other[c]) continue;
      const unit = one[header.indexOf('unit')];
      return `${path}, dòng / line ${row + 1}${unit === undefined ? '' : ` (${unit})`}, ${header[c] ?? c}: ${JSON.stringify(other[c] ?? null)}, tính được / follows: ${JSON.stringify(one[c] ?? null)}`;
    }
  }
  return `${path}: cách ghi khác / written differently`;
}

/** Where a file differs from the one that follows, said so that a person finds it. */
function differenceIn({ path, bytes: wanted }: ReleaseFile, found: Uint8Array): string {
  if (path.endsWith('.csv')) return firstCellThatDiffers(path, wanted, found);
  const [a, b] = [new TextDecoder().decode(wanted), new TextDecoder().decode(found)];
  if (path.endsWith('.json')) {
    try {
      return firstDifference(JSON.parse(a), JSON.parse(b), path) ?? `${path}: cách ghi khác / written differently`;
    } catch {
      return `${path}: không phải JSON / no JSON`;
    }
  }
  if (/\.(xlsx|pdf)$/.test(path)) return `${path}: nội dung khác / other content`;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  const line = a.slice(0, at).split('\n').length;
  const around = (text: string): string => JSON.stringify(text.slice(Math.max(0, at - 30), at + 40));
  return `${path}, dòng / line ${line}: ${around(b)}, tính được / follows: ${around(a)}`;
}

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a), Math.abs(b));

/** Figures of items from their weighted totals, and standard errors from the totals of places. */
function surveyProblems({ instrument, lonelyPsu, units, places, points }: SurveyProduct): string[] {
  const problems: string[] = [];
  for (const { unit, figures } of units) {
    for (const { figure, mean, numerator, denominator } of figures) {
      if (mean === null || numerator === null || denominator === null) continue;
      const follows = numerator / denominator;
      if (!near(follows, mean))
        problems.push(`survey-figures.csv (${instrument}, ${unit}, ${figure}), mean: ${mean}, tính được / follows: ${follows}`);
    }
  }
  // Where a stratum with one place gets its variance from elsewhere, errors do not follow from the places alone.
  if (places === null || (lonelyPsu !== null && lonelyPsu !== 'fail')) return problems;
  const rowsOf = Map.groupBy(places.rows, ({ unit }) => unit);
  const errorOf = (unit: string, f: number): number | undefined => {
    let variance = 0;
    for (const rows of Map.groupBy(rowsOf.get(unit) ?? [], ({ stratum }) => stratum).values()) {
      let [clusters, sum, squares] = [0, 0, 0];
      for (const row of rows) {
        const linear = row.linear[f];
        const square = row.squares === null ? (linear == null ? null : linear ** 2) : row.squares[f];
        if (linear == null || square == null || row.clusters === null) return undefined;
        clusters += row.clusters;
        sum += linear;
        squares += square;
      }
      if (clusters > 1) variance += (clusters / (clusters - 1)) * (squares - sum ** 2 / clusters);
    }
    return Math.sqrt(Math.max(0, variance));
  };
  for (const { unit, figures } of units) {
    for (const { figure, se } of figures) {
      const follows = se === null ? undefined : errorOf(unit, places.figures.indexOf(figure));
      if (se !== null && follows !== undefined && !near(follows, se))
        problems.push(`survey-figures.csv (${instrument}, ${unit}, ${figure}), se: ${se}, tính được / follows: ${follows}`);
    }
  }
  for (const { unit, se } of points) {
    const follows = errorOf(unit, places.figures.indexOf('points'));
    if (follows !== undefined && !near(follows, se))
      problems.push(`${instrument} (${unit}), points, se: ${se}, tính được / follows: ${follows}`);
  }
  return problems;
}

function notFollowing({ surveys, presses, definition, frozen }: ReleaseContent): string[] {
  return [
    'items.csv: points (từ các lần thẩm định; người thẩm định không được nêu tên / from readings; readers are never named)',
    ...(frozen.errors.readers.length === 0 ? [] : ['uncertainty.csv: reader_se (từ các lần thẩm định / from readings)']),
    ...(surveys.length === 0
      ? []
      : [
          'survey-figures.csv: df, deff, khoảng tin cậy, và số liệu của phiếu không có trọng số (từ câu trả lời / and figures of samples without weights, from answers that are not released)',
          'survey-places.csv: tổng của từng địa bàn / totals of places',
        ]),
    ...(presses === null ? [] : ['button-presses.csv']),
    ...(frozen.adjustments.length === 0 ? [] : ['adjustments.csv (quyết định / by decision)']),
    ...(definition.history.years.length === 0 ? [] : ['earlier-years.csv (nguồn ngoài / from other sources)']),
    'complaints (đếm từ hồ sơ / counted from records)',
  ];
}

/**
 * Checks a release from its files alone: the signature against a key that comes from elsewhere, every hash, every figure that follows from what is
 * released, and every page, table and report by making it again. `codeVersion`: of the program that checks. `pdf` sets a report.
 */
export async function verifyRelease(
  files: ReadonlyMap<string, Uint8Array>,
  publicKey: string,
  codeVersion: string,
  pdf: (data: object) => Uint8Array,
): Promise<VerifiedRelease> {
  const manifestBytes = files.get('manifest.json');
  const manifest = readManifest(manifestBytes);
  const steps: Verification[] = [];
  const step = (name: Verification['step'], problems: readonly string[], fine: string): void =>
    void steps.push({ step: name, passed: problems.length === 0, found: problems.length === 0 ? [fine] : problems });

  const signature = files.get('manifest.json.sig');
  const signed = manifestBytes !== undefined && signature !== undefined && isSigned(manifestBytes, signature, publicKey);
  step(
    'signature',
    signed ? [] : ['manifest.json.sig: chữ ký không khớp với khóa / the signature does not match the given key'],
    'ECDSA P-256, SHA-256',
  );

  const named = new Set(manifest.files.map(({ path }) => path));
  const wrong = manifest.files.flatMap(({ path, bytes: size, sha256: hash }) => {
    const bytes = files.get(path);
    if (bytes === undefined) return [`${path}: không có / missing`];
    return bytes.length === size && sha256(bytes) === hash ? [] : [`${path}: mã băm khác / other hash`];
  });
  const more = [...files.keys()].filter((path) => !named.has(path) && !(BESIDE_MANIFEST as readonly string[]).includes(path));
  step('hashes', [...wrong, ...more.map((path) => `${path}: ngoài danh mục / not in the manifest`)], `${named.size} tệp / files`);

  const about = { round: manifest.round, release: manifest.release };
  let content: ReleaseContent;
  try {
    content = releaseContentSchema.parse(JSON.parse(new TextDecoder().decode(files.get('release.json'))));
  } catch {
    step('figures', ['release.json: không đọc được / cannot be read'], '');
    return { ...about, ok: false, steps, notFollowing: [] };
  }

  let difference: string | undefined;
  try {
    difference = firstDifference(computeRound(content.definition, content.frozen), content.computed, 'computed');
  } catch (error) {
    // Content of the right shape from which nothing can be computed, such as a unit without one of its items.
    step('figures', [`release.json: ${error instanceof Error ? error.message : String(error)}`], '');
    return { ...about, ok: false, steps, notFollowing: [] };
  }
  step(
    'figures',
    difference === undefined ? [] : [`release.json ${difference}`],
    `${content.computed.units.length} đơn vị: điểm, chỉ số, hạng, khoảng, độ nhạy / units: points, indexes, ranks, intervals, sensitivity`,
  );
  step('surveys', content.surveys.flatMap(surveyProblems), `${content.surveys.length} phiếu / surveys`);

  if (content.codeVersion !== codeVersion) {
    step(
      'files',
      [
        `phiên bản ${content.codeVersion}, đang dùng ${codeVersion}: chưa dựng lại được / made by version ${content.codeVersion}, this is ${codeVersion}: not rendered again`,
      ],
      '',
    );
  } else {
    const hasReports = named.has('reports/national.pdf');
    const pages = await renderPages(content, hasReports);
    const changed = pages.flatMap((file) => {
      const found = files.get(file.path);
      if (found === undefined) return [`${file.path}: không có / missing`];
      return Buffer.from(found).equals(file.bytes) ? [] : [differenceIn(file, found)];
    });
    // Tables first: a changed total stands there as a number with a name.
    changed.sort((a, b) => Number(b.includes('.csv')) - Number(a.includes('.csv')));
    step('files', changed, `${pages.length} tệp dựng lại giống hệt / files rendered again, equal byte for byte`);
    const index = indexUnits(content);
    const reports: ReleaseFile[] = !hasReports
      ? []
      : [
          { path: 'reports/national.pdf', contentType: 'application/pdf', bytes: pdf(nationalReport(content)) },
          ...content.definition.units.map((unit) => ({
            path: `reports/${unit.code}.pdf`,
            contentType: 'application/pdf',
            bytes: pdf(unitReport(content, unit, index)),
          })),
        ];
    const other = reports.flatMap((file) =>
      Buffer.from(files.get(file.path) ?? []).equals(file.bytes) ? [] : [differenceIn(file, files.get(file.path) ?? new Uint8Array())],
    );
    step('reports', other, `${reports.length} PDF`);
    if (changed.length + other.length === 0 && wrong.length + more.length === 0) {
      const again = manifestOf(content, [...pages, ...reports]);
      if (manifestBytes === undefined || !Buffer.from(again.bytes).equals(manifestBytes))
        step('files', [differenceIn(again, manifestBytes ?? new Uint8Array())], '');
    }
  }

  step('publication', publicationProblems(manifestBytes, files, publicKey), 'publication.json');
  return { ...about, ok: steps.every(({ passed }) => passed), steps, notFollowing: notFollowing(content) };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

/** A release is public by a decision: one without it, or with another one, is none. */
function publicationProblems(manifest: Uint8Array | undefined, files: ReadonlyMap<string, Uint8Array>, publicKey: string): string[] {
  const bytes = files.get('publication.json');
  if (bytes === undefined) return ['publication.json: không có / missing'];
  const problems: string[] = [];
  const signature = files.get('publication.json.sig');
  if (signature === undefined || !isSigned(bytes, signature, publicKey))
    problems.push('publication.json: chữ ký không khớp / the signature does not match');
  const schema = z.object({ ...publicationRecordSchema.shape, manifestSha256: z.string() });
  const parsed = schema.safeParse(parseJson(bytes));
  if (!parsed.success) return [...problems, 'publication.json: không đọc được / cannot be read'];
  if (parsed.data.manifestSha256 !== sha256(manifest ?? ''))
    problems.push('publication.json: về một danh mục khác / about another manifest');
  const pdf = files.get('publication-decision.pdf');
  if (pdf === undefined || sha256(pdf) !== parsed.data.decision.pdfSha256)
    problems.push('publication-decision.pdf: mã băm khác / other hash');
  return problems;
}
