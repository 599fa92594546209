import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeText } from '../../../functions/publication/request-release/data-files.ts';
import type { ReleaseContent, ReleaseFile } from '../../../functions/publication/request-release/release-content.ts';
import { renderRelease } from '../../../functions/publication/request-release/render-release.ts';
import { computedIndex } from '../../../shared/domain/computed-index.ts';
import type { FrozenContent } from '../../../shared/domain/freeze.ts';
import { sha256 } from '../../../shared/domain/hash.ts';
import { computeIndex } from '../../../shared/domain/par-index.ts';
import { decimal } from '../../../shared/domain/rational.ts';
import { type RoundDefinition, roundDefinitionSchema } from '../../../shared/domain/round.ts';
import type { Points } from '../../../shared/domain/scores.ts';
import { exampleRound } from '../../doubles/test-cloud.ts';
import { always } from '../../fixtures/always.ts';
import { criteriaSet } from '../../fixtures/criteria.ts';

const set = criteriaSet(
  [[['1.1', '40']], [['2.1', '60']]],
  [
    { name: 'A', atLeast: '80' },
    { name: 'B', atLeast: '0' },
  ],
);
const POINTS: Record<string, [Points, Points]> = {
  BTP: [decimal('38.126'), decimal('50')],
  BNV: [decimal('20'), decimal('30.5')],
  BCT: [decimal('1'), decimal('2')],
  BYT: ['NA', 'NA'],
};

const FROZEN: FrozenContent = {
  round: 'r',
  criteriaSet: 's',
  points: [],
  adjustments: [],
  unranked: [],
  resolutions: [],
  errors: { surveys: [], readers: [] },
};

function content(change: (definition: RoundDefinition) => RoundDefinition = (definition) => definition): ReleaseContent {
  const named = (code: string) => ({ code, name: { vi: `Bộ ${code}`, en: `Ministry ${code}` } });
  const units = Object.keys(POINTS).map(named);
  const definition = change(
    roundDefinitionSchema.parse({
      ...exampleRound(),
      level: 'province',
      criteriaSet: set,
      units,
      note: { vi: 'Số liệu minh họa', en: 'Illustrative figures' },
    }),
  );
  const scores = new Map(
    Object.entries(POINTS).map(([unit, [first, second]]) => [
      unit,
      new Map<string, Points>([
        ['1.1', first],
        ['2.1', second],
      ]),
    ]),
  );
  const computed = computedIndex('province', computeIndex(definition.criteriaSet, scores));
  const present = { ...definition, unitChanges: [] };
  return { definition: present, computed, frozen: FROZEN, ledger: [], freezeHash: 'f'.repeat(64), release: 3, codeVersion: '0.1.0' };
}

const textOf = (files: readonly ReleaseFile[], path: string): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(files.find((file) => file.path === path)?.bytes);
const withUnitName = (name: string) =>
  content((definition) => ({ ...definition, units: definition.units.map((unit) => ({ ...unit, name: { vi: name, en: name } })) }));

/** Every text of a round that a page shows, replaced. */
const everywhere = (text: string): ReleaseContent => {
  const both = { vi: text, en: text };
  const made = content((definition) => ({
    ...definition,
    title: both,
    note: both,
    units: definition.units.map((unit) => ({ ...unit, name: both })),
    criteriaSet: {
      ...definition.criteriaSet,
      decision: text,
      groups: [{ name: text, atLeast: '0' }],
      fields: definition.criteriaSet.fields.map((field) => ({ ...field, name: both })),
    },
  }));
  return { ...made, codeVersion: text };
};

describe('a release', () => {
  it('has the same bytes whenever it is rendered from the same content', () => {
    const [one, two] = [renderRelease(content()), renderRelease(structuredClone(content()))];
    expect(two.map(({ path }) => path)).toEqual(one.map(({ path }) => path));
    expect(two.map(({ bytes }) => Buffer.from(bytes).toString('base64'))).toEqual(
      one.map(({ bytes }) => Buffer.from(bytes).toString('base64')),
    );
  });

  it('has two pages, a style sheet, the data as CSV and JSON, and last the manifest', () => {
    const paths = renderRelease(content()).map(({ path }) => path);
    expect(paths).toEqual(['decisions.csv', 'en/index.html', 'index.html', 'ranking.csv', 'ranking.json', 'style.css', 'manifest.json']);
  });

  it('has a manifest with size and SHA-256 of every other file', () => {
    const files = renderRelease(content());
    const manifest = JSON.parse(textOf(files, 'manifest.json')) as { files: unknown };
    expect(manifest).toMatchObject({ round: '2023-ministry', release: 3, freezeHash: 'f'.repeat(64), codeVersion: '0.1.0' });
    expect(manifest.files).toEqual(
      files.slice(0, -1).map(({ path, contentType, bytes }) => ({ path, contentType, bytes: bytes.length, sha256: sha256(bytes) })),
    );
  });

  it('is another one when a point, a name or the release changes', () => {
    const manifest = (one: ReleaseContent): string => textOf(renderRelease(one), 'manifest.json');
    const base = manifest(content());
    expect(manifest({ ...content(), release: 4 })).not.toBe(base);
    expect(manifest(withUnitName('Khác'))).not.toBe(base);
  });
});

describe('a page', () => {
  it.each([
    '<script>alert(1)</script>',
    `"onmouseover="alert(1)`,
    `'><img src=x onerror=alert(1)>`,
    'A & B &lt; C',
    '</title></head>',
    '<!--',
  ])('escapes %s in every text that it shows', (text) => {
    const escaped = text
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;');
    const files = renderRelease(everywhere(text));
    for (const path of ['index.html', 'en/index.html']) {
      const page = textOf(files, path);
      expect(page).not.toContain(text);
      // Title three times, note, decision, version, group, names of units and fields.
      expect(page.split(escaped).length - 1).toBeGreaterThan(12);
    }
  });

  it('has the same elements whatever the texts are', () => {
    const tags = (one: ReleaseContent): string[] => textOf(renderRelease(one), 'index.html').match(/<\/?[a-z!][a-z0-9]*/gi) ?? [];
    const wanted = tags(everywhere('x'));
    always(
      fc.property(fc.string({ unit: fc.constantFrom(...'<>&"\'/=!- abgimsrcpt{}$`\\'), minLength: 1, maxLength: 30 }), (text) => {
        fc.pre(text.trim() !== '');
        expect(tags(everywhere(text))).toEqual(wanted);
      }),
      { numRuns: 200 },
    );
  });

  it('has a decimal comma in Vietnamese and a point in English', () => {
    const files = renderRelease(content());
    const [vi, en] = [textOf(files, 'index.html'), textOf(files, 'en/index.html')];
    expect(vi).toContain('88,13%');
    expect(en).toContain('88.13%');
    expect(vi).toContain('>38,13<');
    expect(en).toContain('>38.13<');
    expect(vi).not.toMatch(/>\d+\.\d+%?</);
    expect(en).not.toMatch(/>\d+,\d+%?</);
  });

  it('shows the note on what is illustrative, in its language', () => {
    const files = renderRelease(content());
    expect(textOf(files, 'index.html')).toContain('Số liệu minh họa');
    expect(textOf(files, 'en/index.html')).toContain('Illustrative figures');
  });

  it('says its language, links to the other one and needs no script', () => {
    const files = renderRelease(content());
    const [vi, en] = [textOf(files, 'index.html'), textOf(files, 'en/index.html')];
    expect(vi).toMatch(/^<!doctype html>\n<html lang="vi">/);
    expect(en).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(vi).toContain('href="en/"');
    expect(en).toContain('href="../"');
    expect(vi + en).not.toMatch(/<script|\son[a-z]+=|javascript:|style="/i);
  });

  it('shows a unit to which nothing applies last, without index, rank or group', () => {
    const rows = textOf(renderRelease(content()), 'index.html').match(/<tr>\n<td class="rank">[\s\S]*?<\/tr>/g) ?? [];
    expect(rows).toHaveLength(4);
    expect(rows.at(-1)).toContain('Bộ BYT');
    expect(rows.at(-1)).toContain('<td class="rank">–</td>');
    expect(rows.at(-1)).not.toContain('%');
  });
});

describe('ranking.csv', () => {
  const rowsOf = (one: ReleaseContent): Record<string, string>[] =>
    parse(textOf(renderRelease(one), 'ranking.csv'), { bom: true, columns: true, record_delimiter: '\r\n' });

  it('has a byte-order mark, exact points and the index both exact and rounded once', () => {
    expect(textOf(renderRelease(content()), 'ranking.csv').startsWith('\ufeffrank,unit,')).toBe(true);
    expect(rowsOf(content())[0]).toEqual({
      rank: '1',
      unit: 'BTP',
      name_vi: 'Bộ BTP',
      name_en: 'Ministry BTP',
      points_f1: '38.126',
      points_f2: '50',
      points: '88.126',
      max_points: '100',
      index_pct: '88.13',
      index_exact: '88.126',
      group: 'A',
    });
    expect(rowsOf(content()).at(-1)).toMatchObject({ rank: '', unit: 'BYT', index_pct: '', index_exact: '', group: '' });
  });

  it('gives no cell to a spreadsheet that it would run as a formula', () => {
    const starts = fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n=', ' =', '\u0000=', '\u00a0+', '\ufeff=');
    always(
      fc.property(starts, fc.string({ maxLength: 10 }), (start, rest) => {
        for (const { name_vi, name_en } of rowsOf(withUnitName(start + rest))) {
          for (const cell of [name_vi, name_en]) expect(cell).toMatch(/^'/);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('keeps every other text as it is, whatever its commas, quotes and line ends', () => {
    always(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'ế', ',', '"', '\n', '\r\n', ' ', '='), minLength: 1, maxLength: 12 }), (rest) => {
        const name = `Bộ${rest}`;
        expect(rowsOf(withUnitName(name)).map(({ name_vi }) => name_vi)).toEqual(Object.keys(POINTS).map(() => name));
        expect(safeText(name)).toBe(name);
      }),
      { numRuns: 200 },
    );
  });
});

describe('ranking.json', () => {
  const documentOf = (one: ReleaseContent): Record<string, unknown> =>
    JSON.parse(textOf(renderRelease(one), 'ranking.json')) as Record<string, unknown>;

  it('holds the computed index, the names and what the figures carry', () => {
    const one = content();
    const { units, mean } = one.computed;
    expect(documentOf(one)).toMatchObject({ units, mean, note: one.definition.note, freezeHash: one.freezeHash, release: 3 });
    expect(documentOf(one).names).toMatchObject({ BTP: { vi: 'Bộ BTP', en: 'Ministry BTP' } });
  });

  it('names the same day of publication as the pages do, also when it is another day in UTC', () => {
    const one = content((definition) => ({
      ...definition,
      calendar: { ...definition.calendar, publication: { ...definition.calendar.publication, deadlineAt: '2024-04-16T18:00:00Z' } },
    }));
    expect(textOf(renderRelease(one), 'index.html')).toContain('17/04/2024');
    expect(documentOf(one).scheduledPublicationDay).toBe('2024-04-17');
  });
});

describe('the accuracy of self-scoring', () => {
  const claims = Object.keys(POINTS).map((unit) => ({ unit, item: '1.1', points: '1', claimed: '2', reasons: [], evidence: [] }));
  const frozen: FrozenContent = { ...FROZEN, points: claims };

  it('is a file of the release where the round’s decision says so, and of no other', () => {
    const { definition, ...rest } = content();
    const rules = { ...definition.rules, publishesAccuracy: true };
    const published = renderRelease({ ...rest, definition: { ...definition, rules }, frozen });
    expect(textOf(published, 'self-scoring-accuracy.csv').split('\r\n')[0]).toContain('unit,claims,gap_pct,cut,raised,share_cut');
    expect(textOf(published, 'manifest.json')).toContain('self-scoring-accuracy.csv');
    expect(renderRelease(content()).some(({ path }) => path === 'self-scoring-accuracy.csv')).toBe(false);
  });
});
