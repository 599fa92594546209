import { dayOf } from '../../../shared/domain/calendar.ts';
import { type CriteriaSet, itemsOfField, maximumOf } from '../../../shared/domain/criteria-set.ts';
import { writeCsv } from '../../../shared/domain/csv.ts';
import type { FrozenContent } from '../../../shared/domain/freeze.ts';
import type { LedgerEntry } from '../../../shared/domain/ledger.ts';
import { decimal, toFixed } from '../../../shared/domain/rational.ts';
import { accuracyOf, type SettledClaim } from '../../../shared/domain/self-scoring-accuracy.ts';
import type { ReleaseContent, ReleaseFile } from './release-content.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A spreadsheet runs text that begins with one of these as a formula; a leading apostrophe makes it text again. */
export function safeText(text: string): string {
  return /^[\s\0]*[=+\-@\t\r\0]/.test(text) ? `'${text}` : text;
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
  return { path: 'ranking.csv', contentType: 'text/csv; charset=utf-8', bytes: writeCsv([header, ...rows]) };
}

/** Why units have no rank: by the round's definition, or by what was resolved before the freeze. */
export function reasonsUnranked({ units }: ReleaseContent['definition'], frozen: FrozenContent): { unit: string; reason: string }[] {
  const byDefinition = units.flatMap(({ code, unranked }) => (unranked === undefined ? [] : [{ unit: code, reason: unranked.vi }]));
  return [...byDefinition, ...frozen.unranked.filter(({ unit }) => !byDefinition.some((entry) => entry.unit === unit))];
}

/** An entry as everybody may see it: what changed, by which decision and to which effect; the persons stay in the audit chain. */
function publicEntry({ proposedBy: _, approvedBy: _a, proposedAt: _b, approvedAt: _c, ...entry }: LedgerEntry): object {
  return entry;
}

/** `decisions.csv`: every matter that was open before the freeze with its resolution, and every change after it. */
export function decisionsCsv({ frozen, ledger }: ReleaseContent): ReleaseFile {
  const header = [
    'when',
    'unit',
    'item',
    'instrument',
    'resolution',
    'before',
    'after',
    'rank_before',
    'rank_after',
    'by',
    'decision',
    'reason',
  ];
  const rank = (value: number | null | undefined): string => (value == null ? '' : String(value));
  const resolved = frozen.resolutions.map(({ unit, item, instrument, resolution, by, decisionNumber, reason }) => [
    ...['before-freeze', unit ?? '', item ?? '', instrument ?? '', resolution],
    ...['', '', '', '', by, safeText(decisionNumber), safeText(reason)],
  ]);
  const changed = ledger.map(({ unit, item, before, after, effect, decisionNumber, reason }) => [
    ...['after-freeze', unit, item, '', '', before, after, rank(effect?.rankBefore), rank(effect?.rankAfter)],
    ...['decision', safeText(decisionNumber), safeText(reason)],
  ]);
  return { path: 'decisions.csv', contentType: 'text/csv; charset=utf-8', bytes: writeCsv([header, ...resolved, ...changed]) };
}

/** `ranking.json`: the computed index with names, the set's fields and what the figures carry. */
export function rankingJson({ definition, computed, frozen, ledger, freezeHash, release, codeVersion }: ReleaseContent): ReleaseFile {
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
    unranked: reasonsUnranked(definition, frozen),
    resolutions: frozen.resolutions,
    ledger: ledger.map(publicEntry),
    unitChanges: definition.unitChanges,
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
export function accuracyCsv({ definition, frozen }: ReleaseContent): ReleaseFile[] {
  if (!definition.rules.publishesAccuracy) return [];
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
  const rows = accuracyOf(finalClaims(frozen, definition.criteriaSet))
    .filter(({ field }) => field === undefined)
    .map(({ unit, n, gapAfter, cut, raised, shareCut, meanGap }) => [
      unit,
      String(n),
      gapAfter === undefined ? '' : toFixed(gapAfter, 4),
      String(cut),
      String(raised),
      ...[shareCut?.estimate, shareCut?.low, shareCut?.high, meanGap?.estimate, meanGap?.low, meanGap?.high].map(figure),
    ]);
  return [{ path: 'self-scoring-accuracy.csv', contentType: 'text/csv; charset=utf-8', bytes: writeCsv([header, ...rows]) }];
}
