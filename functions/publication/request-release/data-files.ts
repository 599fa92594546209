import { dayOf } from '../../../shared/domain/calendar.ts';
import { decimal, toFixed } from '../../../shared/domain/rational.ts';
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
