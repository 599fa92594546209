import { dayOf } from '../../../shared/domain/calendar.ts';
import { type CriteriaSet, itemsOfField, maximumOf } from '../../../shared/domain/criteria-set.ts';
import type { FrozenContent } from '../../../shared/domain/freeze.ts';
import { decimal, toFixed } from '../../../shared/domain/rational.ts';
import { accuracyOf, type SettledClaim } from '../../../shared/domain/self-scoring-accuracy.ts';
import type { ReleaseContent, ReleaseFile } from './release-content.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A spreadsheet runs text that begins with one of these as a formula; a leading apostrophe makes it text again. */
export function safeText(text: string): string {
  return /^[\s\0]*[=+\-@\t\r\0]/.test(text) ? `'${text}` : text;
}

function csvCell(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** `ranking.csv`: UTF-8 with BOM for Excel, comma, RFC 4180; decimals with a dot, exact points, the index also rounded once. */
export function rankingCsv({ definition, computed }: ReleaseContent): ReleaseFile {
  const names = new Map(definition.units.map(({ code, name }) => [code, name]));
  const fields = definition.criteriaSet.fields.map(({ code }) => code);
  const header = [
    'rank',
    'unit',
    'name_vi',
    'name_en',
    ...fields.map((code) => `points_${code}`),
    'points',
    'max_points',
    'index_pct',
    'index_exact',
    'group',
  ];
  const rows = computed.units.map((unit) => {
    const name = names.get(unit.unit);
    return [
      unit.rank === null ? '' : String(unit.rank),
      unit.unit,
      safeText(name?.vi ?? ''),
      safeText(name?.en ?? ''),
      ...fields.map((code) => unit.fields.find((field) => field.code === code)?.points ?? ''),
      unit.points,
      unit.maxPoints,
      unit.index === null ? '' : toFixed(decimal(unit.index), 2),
      unit.index ?? '',
      safeText(unit.group ?? ''),
    ];
  });
  const text = [header, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
  return { path: 'ranking.csv', contentType: 'text/csv; charset=utf-8', bytes: encode(`\ufeff${text}`) };
}

/** `ranking.json`: the computed index with names, the set's fields and what the figures carry. */
export function rankingJson({ definition, computed, freezeHash, release, codeVersion }: ReleaseContent): ReleaseFile {
  const { round, year, level, title, note, criteriaSet, calendar } = definition;
  const document = {
    round,
    release,
    year,
    level,
    title,
    note,
    decision: criteriaSet.decision,
    scheduledPublicationDay: dayOf(Date.parse(calendar.publication.deadlineAt)),
    freezeHash,
    codeVersion,
    fields: criteriaSet.fields.map(({ code, name }) => ({ code, name })),
    names: Object.fromEntries(definition.units.map(({ code, name }) => [code, name])),
    mean: computed.mean,
    units: computed.units,
  };
  return { path: 'ranking.json', contentType: 'application/json', bytes: encode(`${JSON.stringify(document, null, 2)}\n`) };
}

/** Every claim that was appraised, with the points that it ended with. */
function finalClaims(frozen: FrozenContent, set: CriteriaSet): SettledClaim[] {
  const places = new Map(
    set.fields.flatMap((field) => itemsOfField(field).map((item) => [item.code, { field: field.code, item }] as const)),
  );
  return frozen.points.flatMap(({ unit, item, points, claimed }) => {
    const place = places.get(item);
    if (claimed === null || points === 'NA' || place === undefined) return [];
    const final = decimal(points);
    const claim = { unit, field: place.field, claimed: decimal(claimed), settled: final, final, maximum: maximumOf(place.item) };
    return [{ ...claim, reasonCode: undefined }];
  });
}

/** `self-scoring-accuracy.csv`, only where the round's decision says so: how near claims came to final points, per unit. */
export function accuracyCsv({ definition, frozenForAccuracy }: ReleaseContent): ReleaseFile[] {
  if (frozenForAccuracy === undefined) return [];
  const figure = (value: number | undefined): string => (value === undefined ? '' : value.toFixed(4));
  const header = [
    'unit',
    'claims',
    'gap_pct',
    'cut',
    'raised',
    'share_cut',
    'share_cut_low',
    'share_cut_high',
    'mean_gap',
    'mean_gap_low',
    'mean_gap_high',
  ];
  const rows = accuracyOf(finalClaims(frozenForAccuracy, definition.criteriaSet))
    .filter(({ field }) => field === undefined)
    .map(({ unit, n, gapAfter, cut, raised, shareCut, meanGap }) => [
      unit,
      String(n),
      gapAfter === undefined ? '' : toFixed(gapAfter, 4),
      String(cut),
      String(raised),
      ...[shareCut?.estimate, shareCut?.low, shareCut?.high, meanGap?.estimate, meanGap?.low, meanGap?.high].map(figure),
    ]);
  const text = [header, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
  return [{ path: 'self-scoring-accuracy.csv', contentType: 'text/csv; charset=utf-8', bytes: encode(`\ufeff${text}`) }];
}
