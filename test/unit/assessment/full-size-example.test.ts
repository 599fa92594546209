import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { make } from '../../../examples/full-size/make.ts';
import type { Planted } from '../../../examples/full-size/planted.ts';
import { severityOf } from '../../../shared/contracts/findings.ts';
import type { Finding } from '../../../shared/domain/finding.ts';
import { readSelfAssessment } from '../../../shared/domain/read-self-assessment.ts';
import { type RoundDefinition, roundDefinitionSchema } from '../../../shared/domain/round.ts';
import { readWorkbook } from '../../../shared/spreadsheet/read-workbook.ts';

type Place = Pick<Planted, 'code' | 'item' | 'sheet' | 'cell'>;

function placeOf({ code, item, at }: Finding): Place {
  const where = 'cell' in at ? { sheet: at.sheet, cell: at.cell } : {};
  return { code, ...(item === undefined ? {} : { item }), ...where };
}

/** Does a finding name what was planted, at least as precisely? */
const names = (finding: Place, planted: Place): boolean =>
  finding.code === planted.code &&
  (['item', 'sheet', 'cell'] as const).every((part) => planted[part] === undefined || planted[part] === finding[part]);

describe('the example of full size', () => {
  const folder = mkdtempSync(join(tmpdir(), 'par-full-size-'));
  let planted: Planted[] = [];
  let rounds: RoundDefinition[] = [];

  beforeAll(async () => {
    await make(folder);
    planted = JSON.parse(readFileSync(join(folder, 'planted.json'), 'utf8')) as Planted[];
    rounds = readdirSync(join(folder, 'rounds')).map((name) =>
      roundDefinitionSchema.parse(JSON.parse(readFileSync(join(folder, 'rounds', name, 'round.json'), 'utf8'))),
    );
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function findingsOf(definition: RoundDefinition, unit: string, file: string): Promise<Place[]> {
    const bytes = readFileSync(join(folder, 'rounds', definition.round, file));
    const workbook = await readWorkbook(bytes);
    const form =
      workbook.content === undefined
        ? undefined
        : readSelfAssessment(workbook.content, { round: definition.round, unit, set: definition.criteriaSet });
    return [...workbook.findings, ...(form?.findings ?? [])].map(placeOf);
  }

  it('has 63 provinces, and 17 ministries with 2 agencies that are not ranked', () => {
    const [ministry, province] = rounds;
    expect(province?.units).toHaveLength(63);
    expect(ministry?.units).toHaveLength(19);
    expect(ministry?.units.filter(({ unranked }) => unranked !== undefined).map(({ code }) => code)).toEqual(['TTCP', 'UBDT']);
  });

  it('has about 2,000 documents', () => {
    const count = rounds.reduce(
      (sum, { round }) =>
        sum +
        readdirSync(join(folder, 'rounds', round, 'evidence')).reduce(
          (inner, unit) => inner + readdirSync(join(folder, 'rounds', round, 'evidence', unit)).length,
          0,
        ),
      0,
    );
    expect(count).toBe(82 * 24);
  });

  it('hides a mistake of every kind, each of which the reader finds where it was made', async () => {
    const inFiles = planted.filter(({ file }) => !file.startsWith('evidence/'));
    expect(new Set(inFiles.map(({ code }) => code)).size).toBeGreaterThan(35);
    const missed: Planted[] = [];
    for (const mistake of inFiles) {
      const definition = rounds.find(({ round }) => round === mistake.round);
      if (definition === undefined) throw new Error(mistake.round);
      const found = await findingsOf(definition, mistake.unit, mistake.file);
      if (!found.some((finding) => names(finding, mistake))) missed.push(mistake);
    }
    expect(missed).toEqual([]);
  });

  it('gives no finding of severity error where nothing was planted', async () => {
    const surplus: object[] = [];
    for (const definition of rounds) {
      for (const { code: unit } of definition.units) {
        const file = `workbooks/${unit}.xlsx`;
        const mine = planted.filter((mistake) => mistake.round === definition.round && mistake.file === file);
        const found = await findingsOf(definition, unit, file);
        const errors = found.filter(({ code }) => severityOf(code) === 'error');
        surplus.push(
          ...errors.filter((finding) => !mine.some((mistake) => names(finding, mistake))).map((finding) => ({ unit, ...finding })),
        );
      }
    }
    expect(surplus).toEqual([]);
  });
});
