import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeRound } from '../../../shared/domain/computed-round.ts';
import type { FrozenContent } from '../../../shared/domain/freeze.ts';
import { sha256 } from '../../../shared/domain/hash.ts';
import { decimal, toDecimal } from '../../../shared/domain/rational.ts';
import { type RoundDefinition, roundDefinitionSchema } from '../../../shared/domain/round.ts';
import type { Points } from '../../../shared/domain/scores.ts';
import { csvFile, rankingJson, safeText } from '../../../shared/release/data-files.ts';
import { errataPage } from '../../../shared/release/errata-page.ts';
import { nationalPage } from '../../../shared/release/national-page.ts';
import type { ReleaseContent } from '../../../shared/release/release-content.ts';
import { linksLead } from '../../../shared/release/release-gate.ts';
import { manifestOf, renderPages } from '../../../shared/release/render-release.ts';
import { tablesOf } from '../../../shared/release/tables.ts';
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
const asText = (points: Points): string => (points === 'NA' ? 'NA' : toDecimal(points));

const FROZEN: FrozenContent = {
  round: 'r',
  criteriaSet: 's',
  points: Object.entries(POINTS).flatMap(([unit, [first, second]]) =>
    [
      ['1.1', first],
      ['2.1', second],
    ].map(([item, points]) => ({ unit, item: String(item), points: asText(points as Points), claimed: null, reasons: [], evidence: [] })),
  ),
  adjustments: [],
  unranked: [],
  resolutions: [],
  errors: { surveys: [], readers: [] },
};

function content(change: (definition: RoundDefinition) => RoundDefinition = (definition) => definition, frozen = FROZEN): ReleaseContent {
  const named = (code: string) => ({ code, name: { vi: `Bộ ${code}`, en: `Ministry ${code}` } });
  const definition = change(
    roundDefinitionSchema.parse({
      ...exampleRound(),
      level: 'province',
      history: {},
      criteriaSet: set,
      units: Object.keys(POINTS).map(named),
      note: { vi: 'Số liệu minh họa', en: 'Illustrative figures' },
    }),
  );
  return {
    round: definition.round,
    definition,
    unitChanges: [],
    computed: computeRound(definition, frozen),
    frozen,
    ledger: [],
    freezeHash: 'f'.repeat(64),
    release: 3,
    codeVersion: '0.1.0',
    surveys: [],
    presses: null,
    supersedes: null,
    complaints: { filed: 0, upheld: 0, corrected: 0, rejected: 0, open: 0 },
    remedies: [],
  };
}

const decode = (bytes: Uint8Array | undefined): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
const pageOf = (one: ReleaseContent, language: 'vi' | 'en'): string => decode(nationalPage(one, language).bytes);
const csvOf = (one: ReleaseContent, name: string): string => {
  const table = tablesOf(one).find((entry) => entry.name === name);
  return table === undefined ? '' : decode(csvFile(table).bytes);
};
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
  it('has the same bytes whenever it is rendered from the same content, its links lead, and its manifest names every file', async () => {
    const [one, two] = [await renderPages(content(), false), await renderPages(structuredClone(content()), false)];
    expect(two.map(({ path }) => path)).toEqual(one.map(({ path }) => path));
    expect(two.map(({ bytes }) => sha256(bytes))).toEqual(one.map(({ bytes }) => sha256(bytes)));
    expect(linksLead(one)).toMatchObject({ passed: true });
    const manifest = JSON.parse(decode(manifestOf(content(), one).bytes)) as { files: { path: string; sha256: string }[] };
    expect(manifest).toMatchObject({ round: '2023-ministry', release: 3, freezeHash: 'f'.repeat(64), codeVersion: '0.1.0' });
    expect(new Map(manifest.files.map(({ path, sha256: hash }) => [path, hash]))).toEqual(
      new Map(one.map(({ path, bytes }) => [path, sha256(bytes)])),
    );
    const broken = [...one.filter(({ path }) => path !== 'units/BTP.html')];
    expect(linksLead(broken)).toMatchObject({ passed: false });
  });

  it('is another one when a point, a name or the release changes', async () => {
    const manifest = async (made: ReleaseContent): Promise<string> => decode(manifestOf(made, await renderPages(made, false)).bytes);
    const base = await manifest(content());
    expect(await manifest({ ...content(), release: 4 })).not.toBe(base);
    expect(await manifest(withUnitName('Khác'))).not.toBe(base);
  });
});

describe('the errata', () => {
  it('are what the release before did not have, also where an earlier proposal was approved after a later one', () => {
    const entry = (number: number, reason: string) => ({
      number,
      unit: 'BTP',
      item: '1.1',
      before: '1',
      after: '2',
      decisionNumber: '1/QĐ',
      reason,
    });
    const { statistics: _, ...computed } = content().computed;
    const second = {
      ...content(),
      ledger: [entry(1, 'Được duyệt sau'), entry(2, 'Đã có ở bản trước')],
      supersedes: { release: 1, computed, ledger: [2] },
    };
    const page = decode(errataPage(second, 'vi').bytes);
    expect([page.includes('Được duyệt sau'), page.includes('Đã có ở bản trước')]).toEqual([true, false]);
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
    const made = everywhere(text);
    for (const language of ['vi', 'en'] as const) {
      const page = pageOf(made, language);
      expect(page).not.toContain(text);
      // Title three times, note, decision, version, group, names of units and fields.
      expect(page.split(escaped).length - 1).toBeGreaterThan(12);
    }
  });

  it('has the same elements whatever the texts are', () => {
    const tags = (one: ReleaseContent): string[] => pageOf(one, 'vi').match(/<\/?[a-z!][a-z0-9]*/gi) ?? [];
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
    const [vi, en] = [pageOf(content(), 'vi'), pageOf(content(), 'en')];
    expect(vi).toContain('88,13%');
    expect(en).toContain('88.13%');
    expect(vi).toContain('>88,13<');
    expect(en).toContain('>88.13<');
    expect(vi).not.toMatch(/>\d+\.\d+%?</);
    expect(en).not.toMatch(/>\d+,\d+%?</);
  });

  it('shows the note on what is illustrative, in its language', () => {
    expect(pageOf(content(), 'vi')).toContain('Số liệu minh họa');
    expect(pageOf(content(), 'en')).toContain('Illustrative figures');
  });

  it('says its language, links to the other one and needs no script', () => {
    const [vi, en] = [pageOf(content(), 'vi'), pageOf(content(), 'en')];
    expect(vi).toMatch(/^<!doctype html>\n<html lang="vi">/);
    expect(en).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(vi).toContain('href="en/"');
    expect(en).toContain('href="../"');
    // One file of script, which everything works without; nothing inline, as the security policy demands.
    expect(vi.match(/<script[^>]*>/g)).toEqual(['<script src="site.js" defer>']);
    expect(vi + en).not.toMatch(/\son[a-z]+=|javascript:|style="/i);
  });

  it('shows a unit to which nothing applies last, without index, rank or group', () => {
    const rows = pageOf(content(), 'vi').match(/<tr data-region[^>]*>\n<td class="rank">[\s\S]*?<\/tr>/g) ?? [];
    expect(rows).toHaveLength(4);
    expect(rows.at(-1)).toContain('Bộ BYT');
    expect(rows.at(-1)).toContain('<td class="rank">–</td>');
    expect(rows.at(-1)).not.toContain('%');
  });
});

describe('ranking.csv', () => {
  const rowsOf = (one: ReleaseContent): Record<string, string>[] =>
    parse(csvOf(one, 'ranking'), { bom: true, columns: true, record_delimiter: '\r\n' });

  it('has a byte-order mark, exact points and the index both exact and rounded once', () => {
    expect(csvOf(content(), 'ranking').startsWith('\ufeffrank,unit,')).toBe(true);
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
      adjustments: '',
      se: '',
      low: '',
      high: '',
      rank_low: '',
      rank_high: '',
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
    JSON.parse(decode(rankingJson(one).bytes)) as Record<string, unknown>;

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
    expect(pageOf(one, 'vi')).toContain('17/04/2024');
    expect(documentOf(one).scheduledPublicationDay).toBe('2024-04-17');
  });
});

describe('the accuracy of self-scoring', () => {
  const claims = Object.keys(POINTS).map((unit) => ({ unit, item: '1.1', points: '1', claimed: '2', reasons: [], evidence: [] }));

  it('is a table of the release where the round’s decision says so, and of no other', () => {
    const one = content();
    const rules = { ...one.definition.rules, publishesAccuracy: true };
    const published = { ...one, definition: { ...one.definition, rules }, frozen: { ...FROZEN, points: claims } };
    expect(csvOf(published, 'self-scoring-accuracy').split('\r\n')[0]).toContain('unit,claims,gap_pct,cut,raised,share_cut');
    expect(csvOf(one, 'self-scoring-accuracy')).toBe('');
  });
});
