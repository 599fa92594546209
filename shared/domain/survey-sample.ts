import * as z from 'zod';
import { readCsv } from './csv.ts';
import { type Finding, type Read, WHOLE_FILE } from './finding.ts';
import { sha256 } from './hash.ts';
import { lonelyPsuSchema } from './survey-design.ts';
import { codeSchema } from './text-schemas.ts';

export const MAX_PLACES = 20_000;
/** People in one place. */
const MAX_SIZE = 100_000_000;

const psuSchema = z.strictObject({
  psu: codeSchema,
  unit: codeSchema,
  stratum: codeSchema,
  /** People in it, by the frame. */
  size: z.int().min(1).max(MAX_SIZE),
  /** Of being drawn; 1 is certain, and its people are then a stratum of their own. */
  probability: z.number().min(1e-9).max(1),
  /** Forms issued there by the plan. */
  interviews: z.int().min(1).max(100_000),
});
export type SampledPsu = z.infer<typeof psuSchema>;

/** Every character counts, blanks around it too: a seed that is written back otherwise draws another sample. */
const shown = (maximum: number) => z.string().max(maximum).regex(/\S/, 'something to see');
const sourceSchema = shown(400);
const seedSchema = shown(100);

/** Which places are asked, and how likely each was to be drawn: codes and numbers, never names of people. */
export const surveySampleSchema = z
  .strictObject({
    /** Where the frame comes from: document, date. */
    frame: sourceSchema,
    seed: seedSchema,
    lonelyPsu: lonelyPsuSchema.default('fail'),
    psus: z.array(psuSchema).min(1).max(MAX_PLACES),
  })
  .superRefine(({ psus }, context) => {
    const seen = new Set<string>();
    const unitOf = new Map<string, string>();
    for (const [i, { psu, stratum, unit }] of psus.entries()) {
      if (seen.has(psu)) context.addIssue({ code: 'custom', path: ['psus', i, 'psu'], message: `PSU ${psu} stands twice` });
      seen.add(psu);
      if ((unitOf.get(stratum) ?? unit) !== unit)
        context.addIssue({ code: 'custom', path: ['psus', i, 'stratum'], message: `stratum ${stratum} lies in two units` });
      unitOf.set(stratum, unit);
    }
  });
export type SurveySample = z.infer<typeof surveySampleSchema>;

/** A place of the frame. */
export interface FramePsu {
  readonly psu: string;
  readonly unit: string;
  readonly stratum: string;
  readonly size: number;
}

const FRAME_COLUMNS = ['psu', 'unit', 'stratum', 'size'];

/** A frame as CSV: `psu,unit,stratum,size`, whole or not at all. */
export function readFrame(bytes: Uint8Array): Read<FramePsu[]> {
  const csv = readCsv(bytes);
  const [header, ...rows] = csv.content ?? [];
  const findings: Finding[] = [...csv.findings];
  if (csv.content !== undefined && header?.cells.join(',') !== FRAME_COLUMNS.join(','))
    findings.push({ code: 'csv-header', at: { line: 1 }, values: { wanted: FRAME_COLUMNS.join(',') } });
  if (csv.content !== undefined && rows.length === 0) findings.push({ code: 'file-empty', at: WHOLE_FILE });
  const seen = new Set<string>();
  const unitOf = new Map<string, string>();
  const frame = rows.map(({ line, cells }) => {
    const [psu = '', unit = '', stratum = '', size = ''] = cells;
    if (cells.length !== 4) findings.push({ code: 'csv-columns', at: { line }, values: { found: String(cells.length), wanted: '4' } });
    for (const [i, text] of [psu, unit, stratum].entries())
      if (!codeSchema.safeParse(text).success)
        findings.push({ code: 'cell-not-a-code', at: { line, column: FRAME_COLUMNS[i] ?? '' }, values: { text: text.slice(0, 40) } });
    if (!/^[1-9]\d{0,8}$/.test(size) || Number(size) > MAX_SIZE)
      findings.push({ code: 'cell-not-a-number', at: { line, column: 'size' }, values: { text: size.slice(0, 40), count: '1' } });
    if (seen.has(psu)) findings.push({ code: 'row-twice', at: { line }, values: { unit, item: psu } });
    seen.add(psu);
    const other = unitOf.get(stratum) ?? unit;
    if (other !== unit && codeSchema.safeParse(unit).success)
      findings.push({ code: 'stratum-of-two-units', at: { line, column: 'unit' }, values: { stratum, unit, other } });
    unitOf.set(stratum, other);
    return { psu, unit, stratum, size: Number(size) };
  });
  return findings.length > 0 ? { content: undefined, findings } : { content: frame, findings };
}

/** A number from 0 up to 1 that the seed and the name determine: the first 52 bits of their SHA-256. */
function uniform(seed: string, name: string): number {
  return Number.parseInt(sha256(`${seed}\n${name}`).slice(0, 13), 16) / 2 ** 52;
}

export const drawPlanSchema = z.strictObject({
  frame: sourceSchema,
  seed: seedSchema,
  /** PSUs to draw in each stratum; a stratum with no more than that is taken whole. */
  psusPerStratum: z.int().min(1).max(MAX_PLACES),
  interviews: z.int().min(1).max(100_000),
  lonelyPsu: lonelyPsuSchema.default('fail'),
});
export type DrawPlan = z.input<typeof drawPlanSchema>;

/**
 * Draws places with probability proportional to size, stratum by stratum: systematically from one random start in the frame's order, so that neighbours
 * are not drawn together (Madow 1949). A place so large that it would be drawn more than once is certain, and the rest share what is left.
 * The same frame and seed always give the same sample.
 */
export function drawSample(frame: readonly FramePsu[], plan: DrawPlan): SurveySample {
  const psus: SampledPsu[] = [];
  for (const [stratum, places] of Map.groupBy(frame, (place) => place.stratum)) {
    const certain = certainPlaces(places, plan.psusPerStratum);
    const rest = places.filter((place) => !certain.has(place));
    const draws = Math.min(plan.psusPerStratum - certain.size, rest.length);
    const total = rest.reduce((sum, { size }) => sum + size, 0);
    const step = total / draws;
    let next = step * uniform(plan.seed, stratum);
    let reached = 0;
    for (const place of places) {
      const drawn = { ...place, interviews: plan.interviews };
      if (certain.has(place)) psus.push({ ...drawn, probability: 1 });
      else {
        reached += place.size;
        if (draws === 0 || next >= reached) continue;
        psus.push({ ...drawn, probability: place.size / step });
        next += step;
      }
    }
  }
  const { frame: source, seed, lonelyPsu } = plan;
  return surveySampleSchema.parse({ frame: source, seed, lonelyPsu, psus });
}

function certainPlaces(places: readonly FramePsu[], wanted: number): ReadonlySet<FramePsu> {
  const certain = new Set<FramePsu>();
  for (;;) {
    const rest = places.filter((place) => !certain.has(place));
    const total = rest.reduce((sum, { size }) => sum + size, 0);
    const larger = rest.filter(({ size }) => size * (wanted - certain.size) >= total);
    if (larger.length === 0 || certain.size >= wanted) return certain;
    for (const place of larger) certain.add(place);
  }
}

const forms = z.int().min(0).max(100_000);
const fieldworkEntrySchema = z
  .strictObject({
    psu: codeSchema,
    issued: forms,
    returned: forms,
    refused: forms,
    /** Forms of people who were asked instead of others. */
    replaced: forms,
    enumerators: forms,
    /** Interviews asked again by somebody else, and how many of them did not agree. */
    backChecked: forms,
    backCheckFailed: forms,
  })
  .refine(({ issued, returned, refused }) => returned + refused <= issued, 'more forms returned and refused than issued')
  .refine(({ returned, replaced }) => replaced <= returned, 'more forms replaced than returned')
  .refine(
    ({ returned, backChecked, backCheckFailed }) => backChecked <= returned && backCheckFailed <= backChecked,
    'more checks than forms',
  );

/** What became of the forms of each place. */
export const fieldworkSchema = z.strictObject({
  psus: z
    .array(fieldworkEntrySchema)
    .max(MAX_PLACES)
    .refine((psus) => new Set(psus.map(({ psu }) => psu)).size === psus.length, 'each place once'),
});
export type FieldworkEntry = z.infer<typeof fieldworkEntrySchema>;
