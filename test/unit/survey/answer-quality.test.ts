import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../examples/full-size/random.ts';
import { discoveries, poissonBinomialTail, QualityCheck, type QualityFlag } from '../../../shared/domain/answer-quality.ts';
import { type Instrument, instrumentSchema, slotsOf } from '../../../shared/domain/instrument.ts';
import { NO_ANSWER, NO_TIME, PageWriter, type ResponsePage } from '../../../shared/domain/response-page.ts';
import { type SurveySample, surveySampleSchema } from '../../../shared/domain/survey-sample.ts';
import { always } from '../../fixtures/always.ts';

const EXAMPLE = join(import.meta.dirname, '..', '..', '..', 'examples', 'illustrative-instruments', 'sipas-2023.json');
const instrument: Instrument = instrumentSchema.parse(JSON.parse(readFileSync(EXAMPLE, 'utf8')));
const slots = slotsOf(instrument);
/** The longest run of items of one scale: the eighteen on policies. */
const GRID = [...slots.keys()].slice(1, 19);

interface Row {
  readonly unit: string;
  readonly psu: string | undefined;
  readonly enumerator: string | undefined;
  readonly started: number;
  readonly seconds: number;
  readonly answers: Uint8Array;
}

interface Kind {
  readonly noOpinion: number;
  /** Spread of the villages' levels; that of people is 0.9. */
  readonly village: number;
  /** Of people who tick "satisfied" everywhere, and how much villages differ in it (on the logit scale). */
  readonly content: number;
  readonly contentSpread: number;
}
const PLAIN: Kind = { noOpinion: 0.06, village: 0.3, content: 0, contentSpread: 0 };
const SATISFIED = 3;
const ENUMERATORS = 7;

const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());

function answersOf(random: Random, level: number, { noOpinion }: Kind): Uint8Array {
  return Uint8Array.from(slots, ({ scores }) => {
    if (scores.length === 3) return random.chance(0.77) ? 0 : 1;
    if (random.chance(0.03)) return NO_ANSWER;
    if (scores.length === 6 && random.chance(noOpinion)) return 5;
    const x = level + 0.8 * normal(random) + 0.6;
    return [-1.8, -0.8, 0.1, 1.5].filter((step) => x >= step).length;
  });
}

/** A survey of one province without fault: people of a village are alike, an enumerator goes to every seventh village. */
function cleanSurvey(seed: string, kind: Kind = PLAIN, { villages = 0, enumerators = ENUMERATORS, unit = '01' } = {}): Row[] {
  const random = new Random(seed);
  const pace = Array.from({ length: enumerators }, () => 0.05 * normal(random));
  const clock = pace.map(() => 1_705_280_000);
  const count = villages > 0 ? villages : random.whole(18, 22);
  return Array.from({ length: count }, (_, village) => {
    const e = village % enumerators;
    const level = kind.village * normal(random);
    const odds = (kind.content / (1 - kind.content)) * Math.exp(kind.contentSpread * normal(random));
    return Array.from({ length: random.whole(26, 34) }, (): Row => {
      const own = answersOf(random, level + 0.9 * normal(random), kind);
      const answers = random.chance(odds / (1 + odds)) ? own.map((choice, s) => (slots[s]?.scores.length === 3 ? choice : SATISFIED)) : own;
      const seconds = Math.round(900 * Math.exp((pace[e] ?? 0) + 0.3 * normal(random)));
      const started = clock[e] ?? 0;
      clock[e] = started + seconds + random.whole(60, 900);
      return { unit, psu: `${unit}-${village}`, enumerator: `${unit}-e${e}`, started, seconds, answers };
    });
  }).flat();
}

/** Pages of at most so many rows. */
function pagesOf(rows: readonly Row[], most = 8192): ResponsePage[] {
  const pages: ResponsePage[] = [];
  const words = (of: (row: Row) => string | undefined): string[] => [
    ...new Set(
      rows.flatMap((row) => {
        const word = of(row);
        return word === undefined ? [] : [word];
      }),
    ),
  ];
  const [units, psus, enumerators] = [words(({ unit }) => unit), words(({ psu }) => psu), words(({ enumerator }) => enumerator)];
  const writer = new PageWriter(slots.length, { units, psus, enumerators }, (page) => pages.push(page));
  for (const [i, { unit, psu, enumerator, started, seconds, answers }] of rows.entries()) {
    const place = { unit: units.indexOf(unit), psu: psus.indexOf(psu ?? ''), enumerator: enumerators.indexOf(enumerator ?? '') };
    writer.add({ ...place, line: i + 2, started, seconds, instance: Uint32Array.from([i + 1, 5]), answers });
    if ((i + 1) % most === 0) writer.end();
  }
  writer.end();
  return pages;
}

function flagsOf(rows: readonly Row[], { sample, most }: { sample?: SurveySample; most?: number } = {}): QualityFlag[] {
  const check = new QualityCheck(instrument);
  for (const page of pagesOf(rows, most)) check.add(page, true);
  return check.flags(sample);
}

const ofKind = (flags: readonly QualityFlag[], kind: QualityFlag['kind']): QualityFlag[] => flags.filter((flag) => flag.kind === kind);
const nameOf = ({ psu, enumerator }: QualityFlag): string | undefined => psu ?? enumerator;
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return ((sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN) + (sorted[Math.floor(sorted.length / 2)] ?? Number.NaN)) / 2;
};
/** To the six digits that evidence is told with. */
const expectClose = (found: number | string | undefined, wanted: number): void => {
  expect(Math.abs(Number(found) - wanted)).toBeLessThanOrEqual(1e-5 * Math.abs(wanted) + 1e-12);
};
const shuffled = <T>(random: Random, list: readonly T[]): T[] =>
  list
    .map((entry) => ({ entry, at: random.next() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ entry }) => entry);

const isNear = (a: Row, b: Row): boolean =>
  slots.filter((_, s) => a.answers[s] === b.answers[s] && a.answers[s] !== NO_ANSWER).length >= 0.9 * slots.length;

/** Near duplicates of each village as docs/method.md defines them, pair by pair. */
function nearDuplicates(rows: readonly Row[]): Map<string, { n: number; found: number; expected: number; p: number }> {
  const villages = Map.groupBy(rows, ({ psu }) => psu ?? '');
  const compared = [...villages].map(([psu, own]) => {
    const chances: number[] = [];
    let found = 0;
    for (const person of own) {
      const partners = rows.filter((other) => other !== person && (other.psu === psu || other.enumerator === person.enumerator));
      const others = rows.filter((other) => other.psu !== psu && other.enumerator !== person.enumerator);
      const hits = others.filter((other) => isNear(person, other)).length;
      chances.push(1 - (1 - (hits + 0.5) / (others.length + 1)) ** partners.length);
      if (partners.some((other) => isNear(person, other))) found += 1;
    }
    return { psu, n: own.length, found, chances };
  });
  const usual = Math.max(1, median(compared.map(({ found, chances }) => found / chances.reduce((sum, chance) => sum + chance, 0))));
  return new Map(
    compared.map(({ psu, n, found, chances }) => {
      const own = chances.map((chance) => Math.min(1, chance * usual));
      let exactly = [1];
      for (const chance of own)
        exactly = [...exactly, 0].map((held, k) => held * (1 - chance) + (k === 0 ? 0 : (exactly[k - 1] ?? 0) * chance));
      const p = exactly.slice(found).reduce((sum, part) => sum + part, 0);
      return [psu, { n, found, expected: usual * chances.reduce((sum, chance) => sum + chance, 0), p }];
    }),
  );
}

/** Village `to` becomes village `from`, but for cells that are drawn anew with this probability. */
function copyVillage(rows: readonly Row[], from: string, to: string, changed: number, random: Random): Row[] {
  const source = rows.filter(({ psu }) => psu === from);
  let i = 0;
  return rows.map((row) => {
    if (row.psu !== to) return row;
    const taken = source[i++ % source.length]?.answers ?? row.answers;
    return { ...row, answers: taken.map((choice, s) => (random.chance(changed) ? (row.answers[s] ?? 0) : choice)) };
  });
}

/** Everything at once: a copied village, somebody fast, somebody who ticks straight down, somebody in two places at once. */
function faultySurvey(seed: string, villages = 21): Row[] {
  const random = new Random(`${seed} faults`);
  const copied = copyVillage(cleanSurvey(seed, PLAIN, { villages }), '01-1', '01-8', 0.05, random);
  return copied.map((row, i) => {
    if (row.enumerator === '01-e3' && random.chance(0.6)) return { ...row, seconds: random.whole(60, 250) };
    if (row.enumerator === '01-e5' && random.chance(0.7)) return { ...row, answers: new Uint8Array(slots.length).fill(SATISFIED) };
    if (row.enumerator === '01-e6' && i % 3 === 0) return { ...row, seconds: 3 * 3600 };
    return row;
  });
}

describe('surveys without fault', () => {
  const KINDS: readonly [string, Kind][] = [
    ['of the plain kind', PLAIN],
    ['where everybody has an opinion', { ...PLAIN, noOpinion: 0 }],
    ['whose villages differ strongly', { ...PLAIN, village: 0.7 }],
    ['where half tick "satisfied" everywhere', { ...PLAIN, noOpinion: 0.03, content: 0.5 }],
  ];
  /** Shares of villages that a flag touches, be it through their enumerator. */
  function sharesOf(seed: string, kind: Kind): { near: number; any: number } {
    const rows = cleanSurvey(seed, kind);
    const flags = flagsOf(rows);
    const villages = new Map(rows.map(({ psu, enumerator }) => [psu, enumerator]));
    const near = new Set(ofKind(flags, 'near-duplicates').map(({ psu }) => psu));
    const suspected = new Set(flags.map(({ enumerator }) => enumerator).filter((enumerator) => enumerator !== undefined));
    const touched = [...villages].filter(([psu, enumerator]) => near.has(psu) || suspected.has(enumerator ?? ''));
    return { near: near.size / villages.size, any: touched.length / villages.size };
  }
  const measured = new Map<string, { near: number; any: number }[]>();
  const measuredOf = (name: string, kind: Kind, seeds = 50): { near: number; any: number }[] => {
    const known = measured.get(name) ?? Array.from({ length: seeds }, (_, i) => sharesOf(`${name} ${i}`, kind));
    measured.set(name, known);
    return known;
  };

  it.each(KINDS)('%s have at most 5 % of their villages flagged', (name, kind) => {
    const shares = measuredOf(name, kind);
    expect(mean(shares.map(({ near }) => near))).toBeLessThanOrEqual(0.05);
    expect(mean(shares.map(({ any }) => any))).toBeLessThanOrEqual(0.05);
  });

  it('have at most 5 % of their villages flagged over 200 of all kinds', () => {
    const shares = KINDS.flatMap(([name, kind]) => measuredOf(name, kind));
    expect(shares).toHaveLength(200);
    expect(mean(shares.map(({ near }) => near))).toBeLessThanOrEqual(0.05);
    expect(mean(shares.map(({ any }) => any))).toBeLessThanOrEqual(0.05);
  });

  it('whose villages differ in how many are content have at most 5 % of their villages flagged', () => {
    const shares = measuredOf('content by village', { ...PLAIN, noOpinion: 0.03, content: 0.5, contentSpread: 0.5 }, 25);
    expect(mean(shares.map(({ near }) => near))).toBeLessThanOrEqual(0.05);
    expect(mean(shares.map(({ any }) => any))).toBeLessThanOrEqual(0.05);
  });
});

describe('near duplicates', () => {
  it.each([
    ['with answers of no opinion', PLAIN],
    ['without them', { ...PLAIN, noOpinion: 0 }],
  ])('a copied village with up to a tenth of its cells changed is found, with the evidence of the definition: %s', (name, kind) => {
    let found = 0;
    for (let i = 0; i < 40; i += 1) {
      const rows = copyVillage(cleanSurvey(`copy ${name} ${i}`, kind), '01-1', '01-8', i / 400, new Random(`cells ${name} ${i}`));
      const flags = ofKind(flagsOf(rows), 'near-duplicates');
      const flag = flags.find(({ psu }) => psu === '01-8');
      if (flag === undefined) continue;
      found += 1;
      // The village it was copied from is as suspicious; no other is.
      expect(flags.map(({ psu }) => psu).filter((psu) => psu !== '01-1' && psu !== '01-8')).toHaveLength(0);
      if (i % 16 !== 0) continue;
      const wanted = nearDuplicates(rows).get('01-8');
      expect(flag).toMatchObject({ id: 'near-duplicates.01.01-8', unit: '01', n: wanted?.n, evidence: { found: wanted?.found } });
      expectClose(flag.evidence.expected, wanted?.expected ?? Number.NaN);
      expectClose(flag.evidence.p, wanted?.p ?? Number.NaN);
      expectClose(flag.evidence.share, (wanted?.found ?? Number.NaN) / (wanted?.n ?? Number.NaN));
      expect(Number(flag.evidence.expected)).toBeLessThan(Number(flag.evidence.found) / 2);
    }
    expect(found).toBeGreaterThanOrEqual(38);
  });

  it('are found inside a village where nobody is named who asked', () => {
    const rows = cleanSurvey('nobody').map((row): Row => ({ ...row, enumerator: undefined }));
    const [first] = rows.filter(({ psu }) => psu === '01-4');
    const copied = rows.map((row) => (row.psu === '01-4' ? { ...row, answers: first?.answers ?? row.answers } : row));
    expect(flagsOf(rows)).toEqual([]);
    expect(flagsOf(copied)).toMatchObject([{ kind: 'near-duplicates', psu: '01-4', evidence: { share: 1 } }]);
  });

  it('are people who answered alike, not forms that were left blank', () => {
    const rows = cleanSurvey('blank forms').map((row, i) =>
      row.psu === '01-5' && i % 3 === 0 ? { ...row, answers: row.answers.map((choice, s) => (s === 0 ? choice : NO_ANSWER)) } : row,
    );
    expect(ofKind(flagsOf(rows), 'near-duplicates')).toEqual([]);
  });

  it('are nothing where everybody answers the same', () => {
    const rows = cleanSurvey('same');
    const [one] = rows;
    expect(flagsOf(rows.map((row) => ({ ...row, answers: one?.answers ?? row.answers })))).toEqual([]);
  });

  it('are not looked for in one village alone', () => {
    const rows = cleanSurvey('alone', PLAIN, { villages: 1 });
    expect(flagsOf(rows)).toEqual([]);
    const [one] = rows;
    expect(ofKind(flagsOf(rows.map((row) => ({ ...row, answers: one?.answers ?? row.answers }))), 'near-duplicates')).toEqual([]);
  });
});

describe('enumerators', () => {
  const SEEDS = Array.from({ length: 20 }, (_, i) => `seed ${i}`);

  it.each(SEEDS)('who speed are found: %s', (seed) => {
    const random = new Random(`${seed} speed`);
    const rows = cleanSurvey(seed).map((row) =>
      row.enumerator === '01-e3' && random.chance(0.6) ? { ...row, seconds: random.whole(60, 270) } : row,
    );
    const own = rows.filter(({ enumerator }) => enumerator === '01-e3');
    const flags = ofKind(flagsOf(rows), 'speeding');
    expect(flags.map(nameOf)).toEqual(['01-e3']);
    const middle = median(rows.map(({ seconds }) => seconds));
    const floor = Math.max(300, middle / 3);
    const [flag] = flags;
    expect(flag).toMatchObject({ id: 'speeding.01.01-e3', unit: '01', n: own.length });
    expect(flag?.evidence.found).toBe(own.filter(({ seconds }) => seconds < floor).length);
    expectClose(flag?.evidence.share, own.filter(({ seconds }) => seconds < floor).length / own.length);
    const others = rows.filter(({ enumerator }) => enumerator !== '01-e3');
    expectClose(flag?.evidence.shareElsewhere, (others.filter(({ seconds }) => seconds < floor).length + 0.5) / (others.length + 1));
    expectClose(flag?.evidence.floor, floor);
    expectClose(flag?.evidence.medianOfAll, middle);
    expectClose(flag?.evidence.median, median(own.map(({ seconds }) => seconds)));
  });

  it.each([
    ['among people of the plain kind', PLAIN],
    ['where a third are content', { ...PLAIN, content: 0.33 }],
  ])('who tick straight down are found: %s', (name, kind) => {
    const straightBut = (other: number | undefined): Uint8Array => Uint8Array.from(slots, (_, s) => (s === other ? 2 : SATISFIED));
    let flagged = 0;
    for (const seed of SEEDS) {
      const random = new Random(`${seed} straight`);
      const rows = cleanSurvey(`${seed} ${name}`, kind).map((row) =>
        // One other choice at the head leaves seventeen of eighteen, nine tenths; one behind it leaves sixteen, which are none.
        row.enumerator === '01-e5' && random.chance(0.9) ? { ...row, answers: straightBut(GRID[random.chance(0.1) ? 1 : 0]) } : row,
      );
      const own = rows.filter(({ enumerator }) => enumerator === '01-e5');
      const flag = ofKind(flagsOf(rows), 'straight-lining').find(({ enumerator }) => enumerator === '01-e5');
      const runs = own.map(({ answers }) => {
        const text = GRID.map((s) => (answers[s] === NO_ANSWER ? ' ' : String(answers[s]))).join('');
        return Math.max(0, ...[...text.matchAll(/(\d)\1*/gu)].map(([run]) => run.length));
      });
      const spreads = own.map(({ answers }) => {
        const choices = GRID.map((s) => answers[s] ?? 0).filter((choice) => choice !== NO_ANSWER);
        return Math.sqrt(mean(choices.map((choice) => (choice - mean(choices)) ** 2)));
      });
      if (flag === undefined) continue;
      flagged += 1;
      const found = runs.filter((run) => run >= 17).length;
      expect(flag).toMatchObject({ n: own.length, evidence: { found, items: 18 } });
      expectClose(flag.evidence.longestRun, mean(runs));
      expectClose(flag.evidence.medianSd, median(spreads));
    }
    expect(flagged).toBeGreaterThanOrEqual(19);
  });

  it('who all get straight lines, or have all of them fast, are not told apart', () => {
    const rows = cleanSurvey('all').map((row) => ({ ...row, seconds: 100, answers: row.answers.map(() => SATISFIED) }));
    expect(ofKind(flagsOf(rows), 'straight-lining')).toEqual([]);
    expect(ofKind(flagsOf(rows), 'speeding')).toEqual([]);
  });

  it('whose people left the grid blank did not tick one option all the way', () => {
    const rows = cleanSurvey('blank').map((row, i) =>
      row.enumerator === '01-e4' && i % 3 === 0 ? { ...row, answers: row.answers.map((choice, s) => (s === 0 ? choice : NO_ANSWER)) } : row,
    );
    expect(ofKind(flagsOf(rows), 'straight-lining')).toEqual([]);
  });

  it('are held against those whose times are known: one that asks with a tablet among others on paper', () => {
    const random = new Random('tablets');
    // One interview of ten is short with each of the two who have tablets.
    const rows = cleanSurvey('tablets').map((row): Row => {
      const hasTablet = row.enumerator === '01-e0' || row.enumerator === '01-e1';
      return hasTablet ? { ...row, seconds: random.chance(0.1) ? 200 : 900 } : { ...row, started: 0, seconds: NO_TIME };
    });
    expect(ofKind(flagsOf(rows), 'speeding')).toEqual([]);
  });

  it('of fewer than five interviews are left alone', () => {
    const rows = cleanSurvey('few');
    const few = rows.slice(0, 4).map((row) => ({ ...row, enumerator: '01-e9', seconds: 10, answers: row.answers.map(() => SATISFIED) }));
    expect(flagsOf([...rows, ...few]).filter(({ enumerator }) => enumerator === '01-e9' || enumerator === undefined)).toEqual([]);
  });

  const START = 1_705_280_000;
  const timed = (times: readonly (readonly [number, number])[]): Row[] => {
    const answers = new Uint8Array(slots.length);
    return times.map(([from, seconds], i) => ({
      unit: '01',
      psu: `01-${i % 2}`,
      enumerator: '01-e0',
      started: START + from,
      seconds,
      answers: answers.map((_, s) => (s + i) % 3),
    }));
  };
  it.each<[string, (readonly [number, number])[], Record<string, number> | undefined]>([
    [
      'one after another, each from the second that the last ended',
      [
        [0, 900],
        [900, 900],
        [1800, 900],
      ],
      undefined,
    ],
    ['of exactly six hours', [[0, 21_600]], undefined],
    ['of no time at all', [[0, 0]], undefined],
    ['of a second more than six hours', [[0, 21_601]], { backwards: 0, endless: 1, overlapping: 0 }],
    ['of a day', [[0, 86_400]], { backwards: 0, endless: 1, overlapping: 0 }],
    ['that end before they begin', [[0, -1]], { backwards: 1, endless: 0, overlapping: 0 }],
    [
      'that begin a second too soon',
      [
        [900, 900],
        [0, 901],
      ],
      { backwards: 0, endless: 0, overlapping: 1 },
    ],
    [
      'that all lie within a long one',
      [
        [0, 20_000],
        [1000, 900],
        [5000, 900],
        [19_999, 900],
        [21_000, 900],
      ],
      { backwards: 0, endless: 0, overlapping: 3 },
    ],
    [
      'of every fault',
      [
        [0, 90_000],
        [100, -300],
        [5000, 900],
        [5100, 900],
      ],
      { backwards: 1, endless: 1, overlapping: 1 },
    ],
    [
      'of which nobody knows when they began, or how long they took',
      [
        [-START, 900],
        [-START, -900],
        [0, NO_TIME],
        [10, NO_TIME],
      ],
      undefined,
    ],
  ])('cannot have had interviews %s', (_, times, evidence) => {
    const flags = ofKind(flagsOf(timed(times)), 'impossible-times');
    if (evidence === undefined) expect(flags).toEqual([]);
    else
      expect(flags).toEqual([
        { id: 'impossible-times.01.01-e0', kind: 'impossible-times', unit: '01', enumerator: '01-e0', n: times.length, evidence },
      ]);
  });

  it('ask two people at once or do not, in whatever order the answers came', () => {
    const rows = timed([
      [0, 0],
      [0, 900],
    ]);
    expect(flagsOf(rows.toReversed())).toEqual(flagsOf(rows));
  });

  const scoreOf = ({ answers }: Row): number =>
    mean(
      slots.flatMap(({ scores }, s) => {
        const score = scores[answers[s] ?? NO_ANSWER];
        return score === undefined ? [] : [score];
      }),
    );

  /** People of one enumerator say "satisfied" instead of less so often that their mean is 25 points above that of the others. */
  function liftedSurvey(seed: string, enumerators: number): Row[] {
    const random = new Random(`${seed} lift`);
    const rows = cleanSurvey(seed, { ...PLAIN, village: 0.15 }, { villages: 3 * enumerators, enumerators });
    const isBelow = (choice: number, s: number): boolean => slots[s]?.scores[choice] === 0 && slots[s]?.scores.length === 6;
    const [own = [], others = []] = [true, false].map((isOwn) => rows.filter(({ enumerator }) => (enumerator === '01-e2') === isOwn));
    const wanted = mean(others.map(scoreOf)) + 25 - mean(own.map(scoreOf));
    // What it would add if all of them said it.
    const most = mean(
      own.map(
        (row) => scoreOf({ ...row, answers: row.answers.map((choice, s) => (isBelow(choice, s) ? SATISFIED : choice)) }) - scoreOf(row),
      ),
    );
    return rows.map((row) =>
      row.enumerator === '01-e2'
        ? { ...row, answers: row.answers.map((choice, s) => (isBelow(choice, s) && random.chance(wanted / most) ? SATISFIED : choice)) }
        : row,
    );
  }

  // The fewer others there are, the less is known of how far enumerators differ anyhow.
  it.each([
    [7, 14, 20],
    [14, 9, 10],
  ])(
    'whose people are 25 points above those of the others are found: %i enumerators, %i seeds of %i at least',
    (enumerators, least, of) => {
      const flagged = SEEDS.slice(0, of).map((seed) => ofKind(flagsOf(liftedSurvey(seed, enumerators)), 'enumerator-effect').map(nameOf));
      expect(flagged.filter((names) => names.includes('01-e2')).length).toBeGreaterThanOrEqual(least);
      expect(flagged.flat().filter((name) => name !== '01-e2').length).toBeLessThanOrEqual(2);
    },
  );

  it('are told with their mean, that of the province and the share of variance between them', () => {
    const rows = liftedSurvey('evidence', 14);
    const groups = [...Map.groupBy(rows, ({ enumerator }) => enumerator).values()].map((own) => own.map(scoreOf));
    const all = groups.flat();
    const squares = groups.reduce((sum, own) => sum + own.reduce((part, score) => part + (score - mean(own)) ** 2, 0), 0);
    const within = squares / (all.length - groups.length);
    const between = groups.reduce((sum, own) => sum + own.length * (mean(own) - mean(all)) ** 2, 0) / (groups.length - 1);
    const size = (all.length - groups.reduce((sum, own) => sum + own.length ** 2, 0) / all.length) / (groups.length - 1);
    const flag = ofKind(flagsOf(rows), 'enumerator-effect').find(({ enumerator }) => enumerator === '01-e2');
    expectClose(flag?.evidence.mean, mean(groups[2] ?? []));
    expectClose(flag?.evidence.meanOfUnit, mean(all));
    expectClose(flag?.evidence.meanElsewhere, mean(groups.flatMap((own, i) => (i === 2 ? [] : own))));
    expectClose(flag?.evidence.icc, (between - within) / (between + (size - 1) * within));
    // Two tails of Student's t with one degree less than others, by Simpson's rule over the angle.
    const [t, df] = [Number(flag?.evidence.t), groups.length - 2];
    const area = (from: number): number => {
      const step = (Math.PI / 2 - from) / 2000;
      const height = (i: number): number => Math.max(0, Math.cos(from + i * step)) ** (df - 1);
      return Array.from({ length: 1000 }, (_, i) => height(2 * i) + 4 * height(2 * i + 1) + height(2 * i + 2)).reduce(
        (sum, part) => sum + (part * step) / 3,
        0,
      );
    };
    const p = area(Math.atan(t / Math.sqrt(df))) / area(0);
    expect(t).toBeGreaterThan(4);
    expect(Math.abs(Number(flag?.evidence.p) / p - 1)).toBeLessThan(1e-3);
  });

  it('of two alone are not held against each other', () => {
    expect(
      ofKind(flagsOf(liftedSurvey('two', 7).filter(({ enumerator }) => /e[12]$/.test(enumerator ?? ''))), 'enumerator-effect'),
    ).toEqual([]);
  });
});

describe('places of the sample', () => {
  const place = (psu: string, interviews: number) => ({ psu, unit: '01', stratum: 's', size: 100, probability: 0.5, interviews });

  it('where less than half of the interviews were made are told', () => {
    const rows = cleanSurvey('places', PLAIN, { villages: 14 });
    const has = (psu: string): number => rows.filter((row) => row.psu === psu).length;
    const sample = surveySampleSchema.parse({
      frame: 'thử',
      seed: '1',
      psus: [
        place('01-0', 2 * has('01-0')),
        place('01-1', 2 * has('01-1') + 1),
        place('01-2', 1),
        place('99', 30),
        place('constructor', 1),
      ],
    });
    const told = (psu: string, planned: number, answers: number) => ({
      id: `place-missing.${psu}`,
      kind: 'place-missing',
      unit: '01',
      psu,
      n: answers,
      evidence: { planned, answers },
    });
    expect(ofKind(flagsOf(rows, { sample }), 'place-missing')).toEqual([
      told('01-1', 2 * has('01-1') + 1, has('01-1')),
      told('99', 30, 0),
      told('constructor', 1, 0),
    ]);
    expect(flagsOf([], { sample }).map(({ psu }) => psu)).toEqual(['01-0', '01-1', '01-2', '99', 'constructor']);
  });
});

describe('flags', () => {
  it('are the same in whatever order pages and rows come', () => {
    const rows = faultySurvey('order');
    const wanted = flagsOf(rows);
    expect(wanted.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['near-duplicates', 'straight-lining', 'speeding', 'impossible-times']),
    );
    expect(new Set(wanted.map(({ id }) => id)).size).toBe(wanted.length);
    expect(flagsOf(rows, { most: 7 })).toEqual(wanted);
    expect(flagsOf(rows.toReversed(), { most: 101 })).toEqual(wanted);
    expect(flagsOf(shuffled(new Random('order'), rows), { most: 64 })).toEqual(wanted);
  });

  it('are the same in whatever order the answers of a large province come', () => {
    const rows = faultySurvey('large', 84);
    expect(rows.length).toBeGreaterThan(2000);
    const wanted = flagsOf(rows);
    expect(wanted.map(({ id }) => id)).toContain('near-duplicates.01.01-8');
    expect(flagsOf(rows.toReversed())).toEqual(wanted);
    expect(flagsOf(shuffled(new Random('large'), rows))).toEqual(wanted);
  });

  it('are the same in whatever order two enumerators of a village took equal answers, without times', () => {
    const kind = { ...PLAIN, noOpinion: 0, content: 0.5 };
    const rows = cleanSurvey('ties', kind, { villages: 84 }).map(
      (row, i): Row => ({
        ...row,
        enumerator: i % 2 === 0 ? row.enumerator : '01-e9',
        started: 0,
        seconds: NO_TIME,
        answers: row.answers.map((choice, s) => (s === 0 || s === 29 ? 0 : choice)),
      }),
    );
    const copied = copyVillage(rows, '01-1', '01-8', 0, new Random('ties'));
    const wanted = flagsOf(copied);
    expect(wanted.map(({ kind }) => kind)).toContain('near-duplicates');
    expect(flagsOf(copied.toReversed())).toEqual(wanted);
  });

  it('of a province stay when another one is added', () => {
    const rows = faultySurvey('first');
    const flags = flagsOf([...rows, ...cleanSurvey('second', PLAIN, { unit: '79' })]);
    expect(ofKind(flags, 'near-duplicates')).toEqual(ofKind(flagsOf(rows), 'near-duplicates'));
    expect(flags.every(({ unit }) => unit === '01')).toBe(true);
  });

  it('count an answer that came twice once, where answers have an identity', () => {
    const rows = faultySurvey('twice');
    const check = new QualityCheck(instrument);
    for (const page of [...pagesOf(rows), ...pagesOf(rows)]) check.add(page, true);
    expect(check.flags(undefined)).toEqual(flagsOf(rows));
    const without = new QualityCheck(instrument);
    for (const page of [...pagesOf(rows), ...pagesOf(rows)]) without.add(page, false);
    const one = without.flags(undefined).find(({ id }) => id === 'speeding.01.01-e3');
    expect(one?.n).toBe(2 * (flagsOf(rows).find(({ id }) => id === 'speeding.01.01-e3')?.n ?? Number.NaN));
  });

  it('are none without places, enumerators and times, and none without answers', () => {
    const bare = faultySurvey('bare').map((row): Row => ({ ...row, psu: undefined, enumerator: undefined, started: 0, seconds: NO_TIME }));
    expect(flagsOf(bare)).toEqual([]);
    expect(flagsOf([])).toEqual([]);
    expect(new QualityCheck(instrument).flags(undefined)).toEqual([]);
  });

  it('need what they look at: places for copies, enumerators for the rest', () => {
    const rows = faultySurvey('columns');
    const kinds = (changed: Partial<Row>): string[] => [
      ...new Set(flagsOf(rows.map((row) => ({ ...row, ...changed }))).map(({ kind }) => kind)),
    ];
    const byEnumerator = kinds({ psu: undefined });
    expect(byEnumerator).toEqual(expect.arrayContaining(['impossible-times', 'speeding', 'straight-lining']));
    expect(byEnumerator).not.toContain('near-duplicates');
    const untimed = kinds({ started: 0, seconds: NO_TIME });
    expect(untimed).toEqual(expect.arrayContaining(['near-duplicates', 'straight-lining']));
    expect(untimed.filter((kind) => kind === 'speeding' || kind === 'impossible-times')).toEqual([]);
    expect(kinds({ enumerator: undefined }).filter((kind) => kind !== 'near-duplicates')).toEqual([]);
  });

  it('of prototype-like names are flags like others', () => {
    const names = new Map([
      ['01-e3', '__proto__'],
      ['01-e5', 'constructor'],
    ]);
    const rows = faultySurvey('order').map((row) => ({ ...row, enumerator: names.get(row.enumerator ?? '') ?? row.enumerator }));
    const named = flagsOf(rows).map(nameOf);
    expect(named).toContain('__proto__');
    expect(named).toContain('constructor');
    expect(rows.length).toBeGreaterThan(0);
  });
});

describe('the tail of the Poisson-binomial distribution', () => {
  const probability = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 1, 0.5));

  it('is the sum over all outcomes', () => {
    always(
      fc.property(fc.array(probability, { maxLength: 10 }), fc.integer({ min: -2, max: 12 }), (probabilities, k) => {
        let wanted = 0;
        for (let outcome = 0; outcome < 2 ** probabilities.length; outcome += 1) {
          const successes = probabilities.map((_, i) => (outcome >> i) & 1);
          if (successes.reduce((sum, one) => sum + one, 0) < k) continue;
          wanted += probabilities.reduce((product, p, i) => product * (successes[i] === 1 ? p : 1 - p), 1);
        }
        expect(Math.abs(poissonBinomialTail(probabilities, k) - wanted)).toBeLessThanOrEqual(1e-12);
      }),
      { numRuns: 300 },
    );
  });

  it('is that of the binomial distribution where all are equal, down to the smallest', () => {
    always(
      fc.property(
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 60 }),
        (p, n, k) => {
          let choose = 1;
          let wanted = 0;
          for (let j = 0; j <= n; j += 1) {
            if (j >= k) wanted += choose * p ** j * (1 - p) ** (n - j);
            choose = (choose * (n - j)) / (j + 1);
          }
          const found = poissonBinomialTail(
            Array.from({ length: n }, () => p),
            k,
          );
          expect(Math.abs(found - wanted)).toBeLessThanOrEqual(1e-10 * wanted);
        },
      ),
      { numRuns: 300 },
    );
    expect(poissonBinomialTail([0.3, 0.3], 3)).toBe(0);
    expect(poissonBinomialTail([], 0)).toBe(1);
    expect(poissonBinomialTail([], 1)).toBe(0);
  });
});

describe('discoveries', () => {
  const values = fc.array(
    fc.oneof(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 0.02, noNaN: true }),
      fc.integer({ min: 0, max: 20 }).map((k) => k * 0.00337),
    ),
    { maxLength: 40 },
  );

  it('are all candidates up to the last one that its rank allows (Benjamini and Hochberg)', () => {
    always(
      fc.property(values, fc.integer({ min: 0, max: 30 }), (ps, more) => {
        const candidates = ps.map((p, i) => ({ p, i }));
        const tests = ps.length + more;
        const allowed = ps.filter((p) => p <= (0.05 * ps.filter((other) => other <= p).length) / tests);
        const limit = Math.max(-1, ...allowed);
        const wanted = candidates.filter(({ p }) => p <= limit).map(({ i }) => i);
        expect(
          discoveries(candidates, tests)
            .map(({ i }) => i)
            .toSorted((a, b) => a - b),
        ).toEqual(wanted);
        if (more === 0) expect(discoveries(candidates)).toEqual(discoveries(candidates, tests));
      }),
      { numRuns: 500 },
    );
  });

  it('of the example of 1995 are the first four of fifteen', () => {
    const ps = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1];
    expect(discoveries(ps.toReversed().map((p) => ({ p }))).map(({ p }) => p)).toEqual(ps.slice(0, 4));
    expect(discoveries([])).toEqual([]);
  });

  it('leave what they were given as it was', () => {
    const candidates = [{ p: 0.9 }, { p: 0.001 }];
    expect(discoveries(candidates)).toEqual([{ p: 0.001 }]);
    expect(candidates).toEqual([{ p: 0.9 }, { p: 0.001 }]);
  });
});
