import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { readXlsx } from 'hucre/xlsx';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { contentFor, fullSizeContent } from '../../../examples/full-size/release-content.ts';
import { readCsv } from '../../../shared/domain/csv.ts';
import { roundDefinitionSchema } from '../../../shared/domain/round.ts';
import { csvFile, descriptions, workbook } from '../../../shared/release/data-files.ts';
import { nationalPage } from '../../../shared/release/national-page.ts';
import type { ReleaseContent } from '../../../shared/release/release-content.ts';
import { type Table, tablesOf } from '../../../shared/release/tables.ts';
import { indexUnits, unitPage } from '../../../shared/release/unit-page.ts';

/** What the profiles of Data Package v2 (datapackage.org/profiles/2.0) demand of the properties that we use. */
const PATH = /^((?=[^./~])(?!file:)((?!\/\.\.\/)(?!\\)(?!:\/\/).)*|(http|ftp)s?:\/\/.*)$/;
const fieldSchema = z.strictObject({ name: z.string(), type: z.enum(['string', 'integer', 'number', 'date']), description: z.string() });
const packageSchema = z.object({
  $schema: z.literal('https://datapackage.org/profiles/2.0/datapackage.json'),
  name: z.string().regex(/^[a-z0-9.-]+$/),
  created: z.iso.datetime({ offset: true }),
  licenses: z.array(z.object({ name: z.string().regex(/^([-a-zA-Z0-9._])+$/), path: z.string().regex(PATH) })).min(1),
  contributors: z.array(z.object({ title: z.string(), roles: z.array(z.string()).min(1) })).min(1),
  keywords: z.array(z.string()).min(1),
  sources: z.array(z.object({ title: z.string() })).min(1),
  resources: z
    .array(
      z.object({
        name: z.string(),
        path: z.string().regex(PATH),
        type: z.literal('table'),
        format: z.string(),
        mediatype: z.string().regex(/^(.+)\/(.+)$/),
        encoding: z.literal('utf-8'),
        bytes: z.int(),
        hash: z.string().regex(/^sha256:[0-9a-f]{64}$/),
        schema: z.object({
          fields: z.array(fieldSchema).min(1),
          missingValues: z.array(z.string()),
          primaryKey: z.array(z.string()).min(1).optional(),
          foreignKeys: z
            .array(
              z.object({
                fields: z.array(z.string()).min(1),
                reference: z.object({ resource: z.string(), fields: z.array(z.string()).min(1) }),
              }),
            )
            .min(1)
            .optional(),
        }),
      }),
    )
    .min(1),
});

const VALUES = { string: /^/, integer: /^-?\d+$/, number: /^-?\d+(\.\d+)?(e-?\d+)?$/i, date: /^\d{4}-\d\d-\d\d$/ } as const;

describe.each(['province', 'ministry'] as const)('the data package of the %s round', (level) => {
  let content: ReleaseContent;
  let tables: Table[];
  let description: z.infer<typeof packageSchema>;
  const rows = new Map<string, Record<string, string>[]>();
  beforeAll(async () => {
    content = await fullSizeContent(level);
    tables = tablesOf(content);
    const files = tables.map(csvFile);
    const [json] = descriptions(content, tables, files);
    description = packageSchema.parse(JSON.parse(new TextDecoder().decode(json?.bytes)));
    for (const { path, bytes } of files) rows.set(path.replace(/\.csv$/, ''), parse(Buffer.from(bytes), { bom: true, columns: true }));
  });

  it('describes every table as the profiles of version 2 demand, and each value is of its column’s type', () => {
    expect(description.resources.map(({ name }) => name)).toEqual(tables.map(({ name }) => name));
    const wrong: string[] = [];
    for (const { name, schema } of description.resources) {
      const own = rows.get(name) ?? [];
      if (own[0] !== undefined) expect([name, Object.keys(own[0])]).toEqual([name, schema.fields.map((field) => field.name)]);
      for (const field of schema.fields) {
        const isRight = (value: string): boolean => schema.missingValues.includes(value) || VALUES[field.type].test(value);
        for (const row of own) if (!isRight(row[field.name] ?? '')) wrong.push(`${name} ${field.name} ${row[field.name]}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('has keys that are unique, and references that lead to a row', () => {
    for (const { name, schema } of description.resources) {
      const own = rows.get(name) ?? [];
      const { primaryKey } = schema;
      if (primaryKey !== undefined)
        expect([name, new Set(own.map((row) => primaryKey.map((column) => row[column]).join('\n'))).size]).toEqual([name, own.length]);
      for (const { fields, reference } of schema.foreignKeys ?? []) {
        const targets = new Set((rows.get(reference.resource) ?? []).map((row) => row[reference.fields[0] ?? '']));
        expect([name, own.filter((row) => !targets.has(row[fields[0] ?? '']))]).toEqual([name, []]);
      }
    }
  });

  it('has a workbook with the same numbers, the same bytes each time, and no formula', async () => {
    const { bytes } = await workbook(content, tables);
    expect(Buffer.from((await workbook(content, tables)).bytes).equals(Buffer.from(bytes))).toBe(true);
    const book = await readXlsx(bytes);
    const ranking = book.sheets.find(({ name }) => name === 'ranking');
    const [first] = rows.get('ranking') ?? [];
    expect(ranking?.rows[1]?.slice(0, 3)).toEqual([Number(first?.rank), first?.unit, first?.name_vi]);
    for (const sheet of book.sheets) for (const cell of sheet.cells?.values() ?? []) expect(cell.formula).toBeUndefined();
  });
});

describe('the provinces after the mergers of 1 July 2025', () => {
  let content: ReleaseContent;
  beforeAll(async () => {
    const whole = (await fullSizeContent('province', false)).definition;
    const old = new Map(whole.units.map(({ code, name }) => [code, name]));
    const csv = readCsv(readFileSync(join(import.meta.dirname, '..', '..', '..', 'examples', 'full-size', 'units-2025.csv'))).content ?? [];
    const units = csv.slice(1).map(({ cells: [code = '', , vi = '', en = '', , , merged = ''] }) => {
      const predecessors = merged.split('+').filter((former) => old.has(former));
      return {
        code,
        name: { vi, en },
        ...(predecessors.length < 2 ? {} : { predecessors: predecessors.map((former) => ({ code: former, name: old.get(former) })) }),
      };
    });
    content = contentFor(
      roundDefinitionSchema.parse({
        ...whole,
        year: 2025,
        regions: undefined,
        units,
        history: { ...whole.history, years: whole.history.years.slice(-1) },
      }),
      [],
      [],
    );
  });
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

  it('have a map of 34 tiles with Hoàng Sa and Trường Sa', () => {
    const page = text(nationalPage(content, 'vi').bytes);
    expect(page.match(/class="tile"/g)).toHaveLength(34);
    for (const name of ['Hoàng Sa', 'Trường Sa']) expect(page).toContain(name);
  });

  it('show the figures of their predecessors one by one with their range, and no mean of ranks', () => {
    const index = indexUnits(content);
    const merged = content.definition.units.find(({ code }) => code === '25');
    if (merged === undefined) throw new Error('no Phú Thọ');
    const page = text(unitPage(content, merged, index, 'vi', false).bytes);
    const [year] = content.definition.history.years;
    const of = (code: string): string => year?.units.find(({ unit }) => unit === code)?.index ?? '';
    for (const [code, name] of [
      ['17', 'Hòa Bình'],
      ['25', 'Phú Thọ'],
      ['26', 'Vĩnh Phúc'],
    ] as const)
      expect(page).toContain(`${name}: ${of(code).replace('.', ',')}%`);
    const sorted = ['17', '25', '26'].map(of).sort((a, b) => Number(a) - Number(b));
    expect(page).toContain(`Khoảng: ${sorted[0]?.replace('.', ',')} – ${sorted[2]?.replace('.', ',')} %`);
  });
});
