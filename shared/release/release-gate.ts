import type { GateCheck } from '../contracts/publication.ts';
import { computeRound } from '../domain/computed-round.ts';
import { itemsOf } from '../domain/criteria-set.ts';
import { differencesTold, type PublishedParts } from '../domain/disclosure.ts';
import { hashOf, sha256 } from '../domain/hash.ts';
import { decimal, sum, toDecimal } from '../domain/rational.ts';
import { surveyPoints } from '../domain/survey-figures.ts';
import type { ReleaseContent, ReleaseFile } from './release-content.ts';

type Check = GateCheck['check'];

/** At most so many problems are named in a check. */
const NAMED = 10;

function result(check: Check, problems: readonly string[], fine: string): GateCheck {
  return { check, passed: problems.length === 0, found: problems.length === 0 ? fine : problems.slice(0, NAMED).join('; ') };
}

/** Every file of two renders, byte for byte. */
export function rendersEqual(one: readonly ReleaseFile[], other: readonly ReleaseFile[]): GateCheck {
  const others = new Map(other.map(({ path, bytes }) => [path, sha256(bytes)]));
  const different = one.filter(({ path, bytes }) => others.get(path) !== sha256(bytes)).map(({ path }) => path);
  return result('two-renders-equal', different, `${one.length} tệp / files`);
}

/** Totals, ranks and statistics follow from the frozen points; and points of items add up to what the table shows. */
export function totalsFollow(content: ReleaseContent): GateCheck {
  const { definition, frozen, computed } = content;
  const problems: string[] = [];
  if (hashOf(computeRound(definition, frozen)) !== hashOf(computed)) problems.push('tính lại khác / computing again gives something else');
  const pointsOf = Map.groupBy(frozen.points, ({ unit }) => unit);
  for (const { unit, points, adjustments, fields } of computed.units) {
    const own = (pointsOf.get(unit) ?? []).filter((entry) => entry.points !== 'NA').map((entry) => decimal(entry.points));
    const byFields = toDecimal(sum(fields.map((field) => decimal(field.points))));
    if (byFields !== toDecimal(sum(own))) problems.push(`${unit}: ${byFields} ≠ ${toDecimal(sum(own))}`);
    if (adjustments === undefined && points !== byFields) problems.push(`${unit}: ${points} ≠ ${byFields}`);
  }
  return result('totals', problems, `${computed.units.length} đơn vị / units`);
}

/** An item that a survey feeds has the points that its published figure gives, unless the ledger changed it since. */
export function surveysAgree({ definition, frozen, surveys, ledger }: ReleaseContent): GateCheck {
  const maxima = new Map(itemsOf(definition.criteriaSet).map(({ code, maxPoints }) => [code, maxPoints]));
  const changed = new Set(ledger.map(({ unit, item }) => `${unit}\n${item}`));
  const frozenPoints = new Map(frozen.points.map(({ unit, item, points }) => [`${unit}\n${item}`, points]));
  const problems: string[] = [];
  let agreed = 0;
  for (const { instrument: id, units } of surveys) {
    const instrument = definition.instruments.find((entry) => entry.id === id);
    if (instrument === undefined) continue;
    const figures = {
      units: units.map(({ unit, n, figures: own }) => ({
        unit,
        n: n ?? 0,
        figures: own.map((figure) => ({ ...figure, n: figure.n ?? 0 })),
      })),
    };
    for (const [unit, items] of Object.entries(surveyPoints(instrument, figures, maxima))) {
      for (const [item, points] of Object.entries(items)) {
        const given = frozenPoints.get(`${unit}\n${item}`);
        // Of a figure that is withheld, or an item that a resolution took out, nothing can be compared.
        if (points === null || given === undefined || given === 'NA' || changed.has(`${unit}\n${item}`)) continue;
        if (toDecimal(decimal(points)) === toDecimal(decimal(given))) agreed += 1;
        else problems.push(`${id} ${unit} ${item}: ${points} ≠ ${given}`);
      }
    }
  }
  return result('surveys-agree', problems, `${agreed} điểm / points`);
}

/** Nothing about too few people can be told, not even by taking published numbers from each other. */
export function disclosureHolds({ definition, surveys }: ReleaseContent): GateCheck {
  const tables = surveys.flatMap(({ instrument, n: all, units, national, places }): PublishedParts[] => [
    { name: instrument, total: all, parts: units.map(({ n }) => n) },
    ...national.map((figure, f) => ({
      name: `${instrument} ${figure.figure}`,
      total: figure.n,
      parts: units.map(({ figures }) => figures[f]?.n ?? null),
    })),
    ...(places === null
      ? []
      : units.map(({ unit, n }) => ({
          name: `${instrument} ${unit}`,
          total: n,
          parts: places.rows.filter((row) => row.unit === unit).map((row) => row.n),
        }))),
  ]);
  return result('disclosure', differencesTold(tables, definition.rules.smallestCell), `${tables.length} bảng / tables`);
}

const BESIDE = new Set(['manifest.json', 'manifest.json.sig', 'status.css', 'publication.json', 'publication-decision.pdf']);

/** Every link within the release leads to a file of it, and to a place in it. */
export function linksLead(files: readonly ReleaseFile[]): GateCheck {
  const decoder = new TextDecoder();
  const paths = new Set(files.map(({ path }) => path));
  const pages = new Map(files.filter(({ path }) => path.endsWith('.html')).map(({ path, bytes }) => [path, decoder.decode(bytes)]));
  const problems: string[] = [];
  let count = 0;
  for (const [path, text] of pages) {
    for (const [, raw = ''] of text.matchAll(/\s(?:href|src)="([^"]*)"/g)) {
      if (/^(https?:|data:|\/)/.test(raw)) continue;
      count += 1;
      const { pathname, hash } = new URL(raw.replaceAll('&amp;', '&'), `http://release/${path}`);
      const target = decodeURIComponent(pathname.slice(1)).replace(/(^|\/)$/, '$1index.html');
      const fragment = hash.slice(1);
      const isThere = paths.has(target) || BESIDE.has(target);
      const hasPlace = fragment === '' || pages.get(target)?.includes(`id="${fragment}"`) === true;
      if (!isThere || !hasPlace) problems.push(`${path} → ${raw}`);
    }
  }
  return result('links', problems, `${count} liên kết / links`);
}

/** Reports are whole PDFs, tagged, in Vietnamese. A viewer opens them in the tests; this looks at what a viewer needs. */
export function reportsOpen(reports: readonly ReleaseFile[]): GateCheck {
  const problems = reports.flatMap(({ path, bytes }) => {
    const text = new TextDecoder('latin1').decode(bytes);
    const isWhole = text.startsWith('%PDF-1.') && text.trimEnd().endsWith('%%EOF') && text.includes('startxref');
    return isWhole && text.includes('/StructTreeRoot') && text.includes('pdfuaid') ? [] : [path];
  });
  return result('reports-open', problems, `${reports.length} PDF`);
}
