import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  drawPlanSchema,
  drawSample,
  type FieldworkEntry,
  type FramePsu,
  fieldworkSchema,
  readFrame,
  type SampledPsu,
  surveySampleSchema,
} from '../../../shared/domain/survey-sample.ts';
import { always } from '../../fixtures/always.ts';

const PLAN = { frame: 'Danh sách thử, 2024', seed: 'mot', psusPerStratum: 3, interviews: 20 };

/** One or a few strata of places; now and then one far larger than the rest, and often equal ones. */
const frames = fc
  .array(
    fc.array(fc.oneof(fc.integer({ min: 1, max: 2000 }), fc.constantFrom(1, 100, 1000), fc.integer({ min: 1, max: 100_000_000 })), {
      minLength: 1,
      maxLength: 30,
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((strata) =>
    strata.flatMap((sizes, h) => sizes.map((size, i): FramePsu => ({ psu: `${h}-${i}`, unit: `u${h % 2}`, stratum: `s${h}`, size }))),
  );
const seeds = fc
  .string({ minLength: 1, maxLength: 100 })
  .map((text) => text.trim())
  .filter((text) => text !== '');
const counts = fc.integer({ min: 1, max: 12 });

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Inclusion probabilities one by one: whoever would be drawn at least once is certain, again and again among those that are left. */
function probabilitiesOf(places: readonly FramePsu[], draws: number): Map<string, number> {
  if (places.length <= draws) return new Map(places.map(({ psu }) => [psu, 1]));
  const left = new Set(places);
  let wanted = draws;
  for (;;) {
    const total = sum([...left].map(({ size }) => size));
    const [largest] = [...left].toSorted((a, b) => b.size - a.size);
    if (largest === undefined || wanted === 0 || largest.size * wanted < total) break;
    left.delete(largest);
    wanted -= 1;
  }
  const total = sum([...left].map(({ size }) => size));
  return new Map(places.map((place) => [place.psu, left.has(place) ? (place.size * wanted) / total : 1]));
}

const byStratum = <T extends { readonly stratum: string }>(places: readonly T[]): T[][] => [
  ...Map.groupBy(places, ({ stratum }) => stratum).values(),
];

describe('a sample of places', () => {
  it('has what was planned for lonely places', () => {
    const frame = [{ psu: 'a', unit: '01', stratum: 's', size: 3 }];
    expect(drawSample(frame, { ...PLAN, lonelyPsu: 'certainty' }).lonelyPsu).toBe('certainty');
    expect(drawSample(frame, PLAN).lonelyPsu).toBe('fail');
  });

  it('has as many of each stratum as planned, or all of them, each once and as the frame tells it', () => {
    always(
      fc.property(frames, counts, seeds, (frame, draws, seed) => {
        const { psus, ...head } = drawSample(frame, { ...PLAN, seed, psusPerStratum: draws });
        expect(head).toEqual({ frame: PLAN.frame, seed, lonelyPsu: 'fail' });
        expect(new Set(psus.map(({ psu }) => psu)).size).toBe(psus.length);
        for (const places of byStratum(frame)) {
          const drawn = psus.filter(({ stratum }) => stratum === places[0]?.stratum);
          expect(drawn).toHaveLength(Math.min(draws, places.length));
          // In the frame's order.
          const inFrame = places.filter(({ psu }) => drawn.some((one) => one.psu === psu));
          expect(drawn.map(({ psu, unit, stratum, size }) => ({ psu, unit, stratum, size }))).toEqual(inFrame);
          if (places.length <= draws) expect(drawn.every(({ probability }) => probability === 1)).toBe(true);
        }
        expect(psus.every(({ interviews }) => interviews === PLAN.interviews)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('tells of each place how likely it was: certain ones first, the others in proportion to their size', () => {
    always(
      fc.property(frames, counts, seeds, (frame, draws, seed) => {
        const { psus } = drawSample(frame, { ...PLAN, seed, psusPerStratum: draws });
        for (const places of byStratum(frame)) {
          const wanted = probabilitiesOf(places, draws);
          expect(sum([...wanted.values()])).toBeCloseTo(Math.min(draws, places.length), 9);
          for (const { psu, stratum, probability } of psus) {
            if (stratum !== places[0]?.stratum) continue;
            expect(Math.abs(probability / (wanted.get(psu) ?? Number.NaN) - 1)).toBeLessThan(1e-12);
            // "Exactly 1" is how others tell a certain place.
            expect(probability === 1).toBe(wanted.get(psu) === 1);
          }
          for (const [psu, probability] of wanted) if (probability === 1) expect(psus.map((one) => one.psu)).toContain(psu);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('has probabilities that add up to the draws of each stratum, over the whole frame', () => {
    // Seeds until every place was drawn once: what its probability is does not hang on the seed.
    const sizes = [120, 80, 3000, 45, 200, 150, 90, 700, 60, 110];
    const frame = ['a', 'b'].flatMap((stratum) =>
      sizes.map((size, i) => ({ psu: `${stratum}${i}`, unit: '01', stratum, size: stratum === 'a' ? size : (size % 97) + 50 })),
    );
    const known = new Map<string, number>();
    for (let i = 0; i < 2000 && known.size < frame.length; i += 1)
      for (const { psu, probability } of drawSample(frame, { ...PLAN, seed: `${i}`, psusPerStratum: 4 }).psus) {
        expect(known.get(psu) ?? probability).toBe(probability);
        known.set(psu, probability);
      }
    for (const stratum of ['a', 'b']) expect(sum(sizes.map((_, i) => known.get(`${stratum}${i}`) ?? Number.NaN))).toBeCloseTo(4, 9);
  });

  it('estimates the total of sizes without error (Horvitz and Thompson)', () => {
    always(
      fc.property(frames, counts, seeds, (frame, draws, seed) => {
        const { psus } = drawSample(frame, { ...PLAN, seed, psusPerStratum: draws });
        for (const places of byStratum(frame)) {
          const drawn = psus.filter(({ stratum }) => stratum === places[0]?.stratum);
          const estimate = sum(drawn.map(({ size, probability }) => size / probability));
          expect(Math.abs(estimate / sum(places.map(({ size }) => size)) - 1)).toBeLessThan(1e-12);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is the same again for the same frame and seed, stratum by stratum, whatever other strata there are', () => {
    always(
      fc.property(frames, counts, seeds, (frame, draws, seed) => {
        const plan = { ...PLAN, seed, psusPerStratum: draws };
        const { psus } = drawSample(frame, plan);
        expect(drawSample(structuredClone(frame), plan).psus).toEqual(psus);
        for (const places of byStratum(frame))
          expect(drawSample(places, plan).psus).toEqual(psus.filter(({ stratum }) => stratum === places[0]?.stratum));
      }),
      { numRuns: 100 },
    );
  });

  it.each([' mot', 'mot\n', 'mot \t'])('is drawn again from the seed that stands in it: %j', (seed) => {
    const frame = Array.from({ length: 400 }, (_, i) => ({ psu: `p${i}`, unit: '01', stratum: `s${i % 20}`, size: 100 + (i % 7) }));
    const sample = drawSample(frame, drawPlanSchema.parse({ ...PLAN, seed }));
    expect(drawSample(frame, drawPlanSchema.parse({ ...PLAN, seed: sample.seed }))).toEqual(sample);
    expect(sample.psus).not.toEqual(drawSample(frame, { ...PLAN, seed: 'hai' }).psus);
  });

  const EVEN = Array.from({ length: 40 }, (_, i) => ({ psu: `p${i}`, unit: '01', stratum: 's', size: 100 + i }));
  const drawnBy = (seed: string, frame: readonly FramePsu[] = EVEN): string =>
    drawSample(frame, { ...PLAN, seed })
      .psus.map(({ psu }) => psu)
      .join();

  it('is another one for another seed', () => {
    const samples = new Set(Array.from({ length: 200 }, (_, i) => drawnBy(`seed ${i}`)));
    // Three of forty systematically: about fourteen starts are different, some of them split.
    expect(samples.size).toBeGreaterThan(20);
    expect(drawnBy('a')).not.toBe(drawnBy('b'));
  });

  it('starts in each stratum from a place of its own', () => {
    const starts = new Set(
      Array.from({ length: 40 }, (_, i) =>
        drawnBy(
          'one seed',
          EVEN.map((place) => ({ ...place, stratum: `s${i}` })),
        ),
      ),
    );
    expect(starts.size).toBeGreaterThan(10);
  });

  it('does not draw neighbours together: between two drawn places lies a step', () => {
    for (let i = 0; i < 200; i += 1) {
      const places = drawSample(EVEN, { ...PLAN, seed: `${i}`, psusPerStratum: 4 }).psus.map(({ psu }) => Number(psu.slice(1)));
      for (const [at, place] of places.entries()) if (at > 0) expect(place - (places[at - 1] ?? Number.NaN)).toBeGreaterThanOrEqual(8);
    }
  });

  it('draws each place as often as it says, over 4,000 seeds', () => {
    const sizes = [500, 120, 40, 900, 260, 5000, 333, 80, 640, 410, 75, 220];
    const frame = sizes.map((size, i) => ({ psu: `p${i}`, unit: '01', stratum: 's', size }));
    const SEEDS = 4000;
    const times = new Map<string, number>();
    const stated = new Map<string, SampledPsu>();
    for (let i = 0; i < SEEDS; i += 1) {
      for (const place of drawSample(frame, { ...PLAN, seed: `lần ${i}`, psusPerStratum: 5 }).psus) {
        times.set(place.psu, (times.get(place.psu) ?? 0) + 1);
        stated.set(place.psu, place);
      }
    }
    expect([...stated.values()].filter(({ probability }) => probability === 1).map(({ psu }) => psu)).toEqual(['p5', 'p3'].toSorted());
    for (const { psu } of frame) {
      const probability = stated.get(psu)?.probability ?? Number.NaN;
      const error = Math.sqrt((probability * (1 - probability)) / SEEDS);
      expect(Math.abs((times.get(psu) ?? 0) / SEEDS - probability)).toBeLessThanOrEqual(4 * error);
    }
  });

  const placesOf = (sizes: readonly number[]): FramePsu[] => sizes.map((size, i) => ({ psu: `p${i}`, unit: '01', stratum: 's', size }));
  it.each<[string, number[], number, number[]]>([
    ['the example of docs/method.md', [100, 300, 50, 2000], 2, [2 / 9, 2 / 3, 1 / 9, 1]],
    ['one that is certain only once another one is', [1000, 300, 100, 100, 100], 3, [1, 1, 1 / 3, 1 / 3, 1 / 3]],
    ['exactly as large as a step', [50, 25, 25], 2, [1, 0.5, 0.5]],
    ['all of the same size, as many as draws', [7, 7, 7], 3, [1, 1, 1]],
    ['fewer than draws', [1, 1_000_000, 3], 5, [1, 1, 1]],
    ['one alone', [9], 1, [1]],
    ['all of one person, one draw', [1, 1, 1, 1], 1, [0.25, 0.25, 0.25, 0.25]],
    ['giants that take all draws', [100_000_000, 100_000_000, 1, 1], 2, [0, 0, 0, 0]],
  ])('knows who is certain: %s', (name, sizes, draws, wanted) => {
    const stated = new Map<string, number>();
    for (let i = 0; i < 300; i += 1)
      for (const { psu, probability } of drawSample(placesOf(sizes), { ...PLAN, seed: `${i}`, psusPerStratum: draws }).psus)
        stated.set(psu, probability);
    if (name.startsWith('giants')) {
      // The small ones keep a share, so nobody is quite certain.
      expect(stated.get('p0')).toBeLessThan(1);
      expect(stated.get('p0')).toBeGreaterThan(0.9999999);
    } else for (const [i, probability] of wanted.entries()) expect(stated.get(`p${i}`)).toBeCloseTo(probability, 12);
  });

  it('of a frame whose places are named like parts of objects is a sample like others', () => {
    const frame = ['constructor', 'toString', 'valueOf', 'hasOwnProperty'].map((psu) => ({
      psu,
      unit: 'constructor',
      stratum: 'valueOf',
      size: 10,
    }));
    expect(drawSample(frame, { ...PLAN, psusPerStratum: 4 }).psus.map(({ psu }) => psu)).toEqual(frame.map(({ psu }) => psu));
    expect(readFrame(Buffer.from('psu,unit,stratum,size\nconstructor,01,s,10\ntoString,01,valueOf,10\n'))).toMatchObject({ findings: [] });
  });
});

describe('a frame', () => {
  const HEADER = 'psu,unit,stratum,size\n';
  const read = (text: string | Uint8Array) => readFrame(typeof text === 'string' ? Buffer.from(text) : text);

  it.each([
    ['LF', `${HEADER}a,01,s,10\nb,01,s,20\n`],
    ['CRLF and a byte-order mark', `\ufeff${HEADER}a,01,s,10\nb,01,s,20\n`.replaceAll('\n', '\r\n')],
    ['quotes and no last line end', `"psu","unit","stratum","size"\n"a","01","s","10"\n"b","01","s","20"`],
    ['empty lines', `${HEADER}\na,01,s,10\n\n\nb,01,s,20\n\n`],
  ])('is read with %s', (_, text) => {
    expect(read(text)).toEqual({
      content: [
        { psu: 'a', unit: '01', stratum: 's', size: 10 },
        { psu: 'b', unit: '01', stratum: 's', size: 20 },
      ],
      findings: [],
    });
  });

  it('of any codes and sizes comes back as it was written', () => {
    const code = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9.-]{0,39}$/);
    const place = fc.record({ psu: code, unit: code, stratum: code, size: fc.integer({ min: 1, max: 100_000_000 }) });
    always(
      fc.property(fc.uniqueArray(place, { minLength: 1, maxLength: 20, selector: ({ psu }) => psu }), (frame) => {
        const inOneUnit = frame.map((one) => ({ ...one, stratum: `${one.unit}.${one.stratum}`.slice(0, 40) }));
        const lines = inOneUnit.map(({ psu, unit, stratum, size }) => `${psu},${unit},${stratum},${size}\n`);
        const units = new Map(inOneUnit.map(({ stratum, unit }) => [stratum, unit]));
        fc.pre(inOneUnit.every(({ stratum, unit }) => units.get(stratum) === unit));
        expect(read(HEADER + lines.join(''))).toEqual({ content: inOneUnit, findings: [] });
      }),
    );
  });

  const at = (line: number, column?: string) => (column === undefined ? { line } : { line, column });
  it.each<[string, string, string, object]>([
    ['another header', 'psu,unit,size,stratum\na,01,10,s\n', 'csv-header', at(1)],
    ['a header in capitals', 'PSU,unit,stratum,size\na,01,s,1\n', 'csv-header', at(1)],
    ['no header', 'a,01,s,10\nb,01,s,20\n', 'csv-header', at(1)],
    ['semicolons', 'psu;unit;stratum;size\na;01;s;10\n', 'csv-header', at(1)],
    ['a header alone', HEADER, 'file-empty', { file: true }],
    ['a cell too few', `${HEADER}a,01,s,10\nb,01,20\n`, 'csv-columns', at(3)],
    ['a cell too many', `${HEADER}a,01,s,10\nb,01,s,20,\n`, 'csv-columns', at(3)],
    ['a decimal comma', `${HEADER}a,01,s,10\nb,01,s,20,5\n`, 'csv-columns', at(3)],
    ['no code of a place', `${HEADER}a,01,s,10\n,01,s,20\n`, 'cell-not-a-code', at(3, 'psu')],
    ['a name instead of a code', `${HEADER}a,01,s,10\nXã Tân Lập,01,s,20\n`, 'cell-not-a-code', at(3, 'psu')],
    ['a blank before a code', `${HEADER}a,01,s,10\n b,01,s,20\n`, 'cell-not-a-code', at(3, 'psu')],
    ['no unit', `${HEADER}a,01,s,10\nb,,s,20\n`, 'cell-not-a-code', at(3, 'unit')],
    ['a stratum of 41 letters', `${HEADER}a,01,s,10\nb,01,${'s'.repeat(41)},20\n`, 'cell-not-a-code', at(3, 'stratum')],
    ['a formula', `${HEADER}a,01,s,10\n=b,01,s,20\n`, 'cell-not-a-code', at(3, 'psu')],
    ['__proto__', `${HEADER}a,01,s,10\n__proto__,01,s,20\n`, 'cell-not-a-code', at(3, 'psu')],
    ['no size', `${HEADER}a,01,s,10\nb,01,s,\n`, 'cell-not-a-number', at(3, 'size')],
    ['nobody', `${HEADER}a,01,s,10\nb,01,s,0\n`, 'cell-not-a-number', at(3, 'size')],
    ['fewer than nobody', `${HEADER}a,01,s,10\nb,01,s,-5\n`, 'cell-not-a-number', at(3, 'size')],
    ['half a person', `${HEADER}a,01,s,10\nb,01,s,20.5\n`, 'cell-not-a-number', at(3, 'size')],
    ['a size with a thousands point', `${HEADER}a,01,s,10\nb,01,s,1.200\n`, 'cell-not-a-number', at(3, 'size')],
    ['a size with an exponent', `${HEADER}a,01,s,10\nb,01,s,1e3\n`, 'cell-not-a-number', at(3, 'size')],
    ['a size in hexadecimal', `${HEADER}a,01,s,10\nb,01,s,0x10\n`, 'cell-not-a-number', at(3, 'size')],
    ['digits of another script', `${HEADER}a,01,s,10\nb,01,s,١٢\n`, 'cell-not-a-number', at(3, 'size')],
    ['a size of ten digits', `${HEADER}a,01,s,10\nb,01,s,1000000000\n`, 'cell-not-a-number', at(3, 'size')],
    ['a place twice', `${HEADER}a,01,s,10\na,01,s,20\n`, 'row-twice', at(3)],
    ['a place twice, in two strata', `${HEADER}a,01,s,10\na,01,t,20\n`, 'row-twice', at(3)],
    ['a quote in the wrong place', `${HEADER}a,01,s,10\n"b"b,01,s,20\n`, 'csv-quote', at(3)],
    ['a quote that nobody closes', `${HEADER}a,01,s,10\n"b,01,s,20\nc,01,s,20\n`, 'csv-quote', at(3)],
    ['a second line inside quotes before', `${HEADER}"a\nb",01,s,10\nc,01,s,0\n`, 'cell-not-a-number', at(4, 'size')],
  ])('is refused whole, told where: %s', (_, text, code, where) => {
    const { content, findings } = read(text);
    expect(content).toBeUndefined();
    expect(findings).toEqual(expect.arrayContaining([expect.objectContaining({ code, at: where })]));
  });

  it('is refused: nothing at all, and no UTF-8', () => {
    expect(read('')).toMatchObject({ content: undefined, findings: expect.arrayContaining([{ code: 'file-empty', at: { file: true } }]) });
    expect(read(Uint8Array.from([0x70, 0xff, 0xfe]))).toEqual({
      content: undefined,
      findings: [{ code: 'file-not-utf8', at: { file: true } }],
    });
  });

  it('tells everything that is wrong at once', () => {
    const { findings } = read(`${HEADER}a,01,s,x\nb,!,s,2\na,01,s,3\nc,01\n`);
    expect(findings.map(({ code, at: where }) => [code, where])).toEqual([
      ['cell-not-a-number', at(2, 'size')],
      ['cell-not-a-code', at(3, 'unit')],
      ['row-twice', at(4)],
      ['csv-columns', at(5)],
      ['cell-not-a-code', at(5, 'stratum')],
      ['cell-not-a-number', at(5, 'size')],
    ]);
  });

  it('tells at its line a size that no sample may hold', () => {
    const frame = Array.from({ length: 3 }, (_, i) => `p${i},01,s,100000000\n`).join('');
    expect(drawSample(read(HEADER + frame).content ?? [], PLAN).psus).toHaveLength(3);
    const { content, findings } = read(`${HEADER}a,01,s,10\nb,01,s,100000001\n`);
    expect(content).toBeUndefined();
    expect(findings).toEqual([expect.objectContaining({ code: 'cell-not-a-number', at: at(3, 'size') })]);
  });

  it('tells at its line a stratum that lies in two units, instead of failing when a sample is drawn', () => {
    const { content, findings } = read(`${HEADER}a,01,s,10\nb,01,s,20\nc,79,s,20\n`);
    expect(content).toBeUndefined();
    expect(findings).toEqual([expect.objectContaining({ at: expect.objectContaining({ line: 4 }) })]);
  });

  it('that is read can be drawn from', () => {
    const units = ['01', '79'].map((unit) =>
      Array.from({ length: 30 }, (_, i) => `${unit}-${i},${unit},${unit}.${i % 2},${50 + i}\n`).join(''),
    );
    const { content } = read(HEADER + units.join(''));
    expect(drawSample(content ?? [], PLAN).psus).toHaveLength(12);
  });
});

describe('the schema of a plan', () => {
  const isGood = (changed: object): boolean => drawPlanSchema.safeParse({ ...PLAN, ...changed }).success;

  it.each<[string, object]>([
    ['no draws', { psusPerStratum: 0 }],
    ['half a draw', { psusPerStratum: 1.5 }],
    ['no interviews', { interviews: 0 }],
    ['a seed of blanks', { seed: ' \t' }],
    ['a source of blanks', { frame: ' ' }],
    ['a seed of 101 letters', { seed: 's'.repeat(101) }],
    ['another way with lonely places', { lonelyPsu: 'ignore' }],
    ['a name of nobody knows what', { stratum: 's' }],
  ])('refuses %s', (_, changed) => {
    expect(isGood({})).toBe(true);
    expect(isGood(changed)).toBe(false);
  });
});

describe('the schema of a sample', () => {
  const place: SampledPsu = { psu: 'a', unit: '01', stratum: 's', size: 10, probability: 0.5, interviews: 20 };
  const sample = { frame: 'thử', seed: '1', psus: [place] };
  const isGood = (value: unknown): boolean => surveySampleSchema.safeParse(value).success;

  it('takes what was drawn, and says what becomes of lonely places', () => {
    expect(surveySampleSchema.parse(sample)).toEqual({ ...sample, lonelyPsu: 'fail' });
    expect(isGood({ ...sample, lonelyPsu: 'certainty' })).toBe(true);
    expect(isGood({ ...sample, psus: [{ ...place, probability: 1 }] })).toBe(true);
    expect(isGood(JSON.parse(JSON.stringify(drawSample([{ psu: 'a', unit: '01', stratum: 's', size: 3 }], PLAN))))).toBe(true);
  });

  it.each<[string, unknown]>([
    ['no place', { ...sample, psus: [] }],
    ['no seed', { ...sample, seed: '' }],
    ['no source', { ...sample, frame: '' }],
    ['a name of nobody knows what', { ...sample, owner: 'x' }],
    ['another way with lonely places', { ...sample, lonelyPsu: 'ignore' }],
    ['a place twice', { ...sample, psus: [place, { ...place, stratum: 't' }] }],
    ['a stratum in two units', { ...sample, psus: [place, { ...place, psu: 'b', unit: '79' }] }],
    ['a probability of 0', { ...sample, psus: [{ ...place, probability: 0 }] }],
    ['a probability above 1', { ...sample, psus: [{ ...place, probability: 1.0001 }] }],
    ['a probability that is no number', { ...sample, psus: [{ ...place, probability: Number.NaN }] }],
    ['no interviews', { ...sample, psus: [{ ...place, interviews: 0 }] }],
    ['half an interview', { ...sample, psus: [{ ...place, interviews: 1.5 }] }],
    ['a size of 0', { ...sample, psus: [{ ...place, size: 0 }] }],
    ['a name as code', { ...sample, psus: [{ ...place, psu: 'Xã A' }] }],
    ['a column too many', { ...sample, psus: [{ ...place, head: 'Ông A' }] }],
  ])('refuses %s', (_, value) => {
    expect(isGood(value)).toBe(false);
  });
});

describe('the schema of fieldwork', () => {
  const entry: FieldworkEntry = {
    psu: 'a',
    issued: 30,
    returned: 25,
    refused: 5,
    replaced: 25,
    enumerators: 2,
    backChecked: 25,
    backCheckFailed: 25,
  };
  const isGood = (...psus: unknown[]): boolean => fieldworkSchema.safeParse({ psus }).success;

  it('takes numbers up to their limits', () => {
    const nothing = { psu: 'b', issued: 0, returned: 0, refused: 0, replaced: 0, enumerators: 0, backChecked: 0, backCheckFailed: 0 };
    expect(isGood()).toBe(true);
    expect(isGood(entry, nothing)).toBe(true);
  });

  it.each<[string, object]>([
    ['more returned and refused than issued', { refused: 6 }],
    ['more returned than issued', { returned: 31, refused: 0 }],
    ['more replaced than returned', { replaced: 26 }],
    ['more checked than returned', { backChecked: 26 }],
    ['more checks that failed than checks', { backChecked: 24 }],
    ['fewer than none', { refused: -1 }],
    ['half a form', { issued: 30.5 }],
    ['a number as text', { issued: '30' }],
    ['a place without code', { psu: '' }],
    ['a name instead of a code', { psu: 'Xã A' }],
    ['a name of an enumerator', { enumerator: 'Nguyễn Văn A' }],
    ['a number that is missing', { enumerators: undefined }],
    ['infinitely many', { issued: Number.POSITIVE_INFINITY }],
  ])('refuses %s', (_, changed) => {
    expect(isGood(entry)).toBe(true);
    expect(isGood({ ...entry, ...changed })).toBe(false);
  });

  it('refuses a place that stands twice, as that of a sample does', () => {
    expect(isGood(entry, { ...entry, psu: 'b' })).toBe(true);
    expect(isGood(entry, entry)).toBe(false);
  });

  it('refuses more places than a sample may have', () => {
    const many = Array.from({ length: 20_001 }, (_, i) => ({ ...entry, psu: `p${i}` }));
    expect(isGood(...many.slice(0, 20_000))).toBe(true);
    expect(isGood(...many)).toBe(false);
  });
});
