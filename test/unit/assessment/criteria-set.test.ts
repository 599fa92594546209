import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { criteriaSetJsonSchema } from '../../../shared/contracts/criteria-schema.ts';
import { severityOf } from '../../../shared/contracts/findings.ts';
import { checkCriteriaSet } from '../../../shared/domain/check-criteria-set.ts';
import { checkCriteriaLookup, criteriaLookupSchema } from '../../../shared/domain/criteria-lookup.ts';
import { type CriteriaSet, criteriaSetSchema, itemsOf } from '../../../shared/domain/criteria-set.ts';
import { decimal, sum, toDecimal } from '../../../shared/domain/rational.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const json = (path: string): unknown => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
const illustrative = (name: string): CriteriaSet => criteriaSetSchema.parse(json(`examples/illustrative-sets/criteria-${name}.json`));

const name = { vi: 'Tên', en: 'Name' };
const agencies = { lead: 'BNV', alternate: 'VPCP' };
const evidence = { vi: 'Báo cáo', en: 'Report' };
const manual = (step: string) => ({ type: 'manual', step });

/** A set of two items without a fault, for tests that add one. */
function soundSet(): Record<string, unknown> & {
  fields: { code: string; name: object; maxPoints: string; criteria: Record<string, unknown>[] }[];
} {
  return {
    id: 'set',
    level: 'province',
    version: '1',
    decision: '1/QĐ',
    note: name,
    groups: [{ name: 'A', atLeast: '0' }],
    declared: { fields: 1, criteria: 2, subCriteria: 1, points: '3', appraisedPoints: '2', surveyPoints: '1' },
    fields: [
      {
        code: '1',
        name,
        maxPoints: '3',
        criteria: [
          {
            code: '1.1',
            name,
            maxPoints: '2',
            subCriteria: [{ code: '1.1.1', name, maxPoints: '2', method: 'appraised', rule: manual('0.5'), agencies, evidence }],
          },
          { code: '1.2', name, maxPoints: '1', method: 'survey', rule: { type: 'survey-share', instrument: 'sipas' } },
        ],
      },
    ],
  };
}

const codesOf = (document: unknown): string[] => checkCriteriaSet(document).map(({ code, at }) => `${code} ${'path' in at ? at.path : ''}`);

describe('the check of a criteria set', () => {
  it('finds nothing in a sound set', () => {
    expect(codesOf(soundSet())).toEqual([]);
  });

  it('says everything that is wrong at once', () => {
    const set = soundSet();
    const [field] = set.fields;
    const [first, second] = field?.criteria ?? [];
    Object.assign(second ?? {}, { code: '1.1', maxPoints: '1.00000001' });
    Object.assign(first ?? {}, {
      maxPoints: '3',
      subCriteria: [
        {
          code: '9.1.1',
          name,
          maxPoints: '2',
          method: 'appraised',
          rule: {
            type: 'steps',
            facts: { done: name, total: name },
            bands: [
              { atLeast: '120', points: '2' },
              { atLeast: '50', points: '1.5' },
              { atLeast: '20', points: '1.75' },
            ],
          },
        },
        { code: '1.1.2', name, maxPoints: '1', method: 'appraised', rule: manual('0.3'), agencies, evidence },
      ],
    });
    expect(codesOf(set)).toEqual([
      'set-shape fields.0.criteria.1.maxPoints',
      'set-orphan fields.0.criteria.0.subCriteria.0',
      'set-code-twice fields.0.criteria.1',
      'set-step-unreachable fields.0.criteria.0.subCriteria.0.rule.bands.0',
      'set-steps-not-rising fields.0.criteria.0.subCriteria.0.rule.bands.1',
      'set-maximum-out-of-reach fields.0.criteria.0.subCriteria.0.rule',
      'set-agencies-missing fields.0.criteria.0.subCriteria.0',
      'set-evidence-missing fields.0.criteria.0.subCriteria.0',
      'set-grid-misses-maximum fields.0.criteria.0.subCriteria.1.rule.step',
      'set-count-differs declared.subCriteria',
      'set-sum-differs declared.appraisedPoints',
    ]);
  });

  it('compares declared sums and counts with what is there', () => {
    const set = soundSet();
    Object.assign(set, { declared: { fields: 2, criteria: 3, subCriteria: 2, points: '100', appraisedPoints: '68', surveyPoints: '32' } });
    if (set.fields[0] !== undefined) set.fields[0].maxPoints = '4';
    expect(codesOf(set)).toEqual([
      'set-sum-differs fields.0.maxPoints',
      'set-count-differs declared.fields',
      'set-count-differs declared.criteria',
      'set-count-differs declared.subCriteria',
      'set-sum-differs declared.points',
      'set-sum-differs declared.appraisedPoints',
      'set-sum-differs declared.surveyPoints',
    ]);
  });

  it.each([
    [
      'a rule of surveys on an appraised item',
      (item: Record<string, unknown>) => Object.assign(item, { rule: { type: 'survey-share', instrument: 'x' } }),
      'set-rule-for-another-method',
    ],
    [
      'a deduction of nothing',
      (item: Record<string, unknown>) => Object.assign(item, { rule: { type: 'deduction', facts: { faults: name }, each: '0' } }),
      'set-step-unreachable',
    ],
    [
      'more decimals than the unit of points has',
      (item: Record<string, unknown>) => Object.assign(item, { maxPoints: '2.00001' }),
      'set-too-many-decimals',
    ],
    [
      'lead and alternate alike',
      (item: Record<string, unknown>) => Object.assign(item, { agencies: { lead: 'BNV', alternate: 'BNV' } }),
      'set-shape',
    ],
    [
      'an appraised item without a rule',
      (item: Record<string, unknown>) => Reflect.deleteProperty(item, 'rule') && item,
      'set-rule-missing',
    ],
  ])('names %s', (_, spoil, code) => {
    const set = soundSet();
    const item = (set.fields[0]?.criteria[0]?.subCriteria as Record<string, unknown>[] | undefined)?.[0];
    spoil(item ?? {});
    expect(codesOf(set).map((entry) => entry.split(' ')[0])).toContain(code);
  });

  it('names groups that nobody reaches and units that would have none', () => {
    expect(
      codesOf({
        ...soundSet(),
        groups: [
          { name: 'A', atLeast: '101' },
          { name: 'B', atLeast: '80' },
          { name: 'C', atLeast: '80' },
        ],
      }),
    ).toEqual(['set-group-out-of-reach groups.0', 'set-group-out-of-reach groups.2', 'set-groups-not-down-to-zero groups']);
  });

  it.each([null, 7, 'text', [], {}, { fields: [null, { criteria: 'x' }] }])('survives %j', (document) => {
    expect(codesOf(document).length).toBeGreaterThan(0);
  });
});

describe('the illustrative sets', () => {
  it.each([
    ['ministry', 7, 38, 97, '68.5', '31.5'],
    ['province', 8, 37, 88, '68', '32'],
  ] as const)('have the structure of Decision 876/QĐ-BNV: %s', (level, fields, criteria, subCriteria, appraised, survey) => {
    const set = illustrative(level);
    expect(set.illustrative).toBe(true);
    expect(set.fields).toHaveLength(fields);
    const all = set.fields.flatMap((field) => field.criteria);
    expect(all).toHaveLength(criteria);
    expect(all.reduce((count, criterion) => count + ('subCriteria' in criterion ? criterion.subCriteria.length : 0), 0)).toBe(subCriteria);
    const pointsOf = (isSurvey: boolean): string =>
      toDecimal(
        sum(
          itemsOf(set)
            .filter(({ method }) => (method === 'survey') === isSurvey)
            .map(({ maxPoints }) => decimal(maxPoints)),
        ),
      );
    expect([pointsOf(false), pointsOf(true)]).toEqual([appraised, survey]);
    expect(checkCriteriaSet(json(`examples/illustrative-sets/criteria-${level}.json`))).toEqual([]);
  });

  it('give the provinces’ field 1 9.5 points, field 3 13 points and SIPAS 10', () => {
    const set = illustrative('province');
    const points = (code: string): string | undefined => set.fields.find((field) => field.code === code)?.maxPoints;
    expect([points('1'), points('3')]).toEqual(['9.5', '13']);
    expect(itemsOf(set).find((item) => item.name.vi.includes('SIPAS'))?.maxPoints).toBe('10');
  });

  it.each(['ministry', 'province'] as const)('use every kind of rule: %s', (level) => {
    const used = new Set(itemsOf(illustrative(level)).map(({ rule }) => rule?.type));
    expect([...used].sort()).toEqual(
      [
        'yes-no',
        'steps',
        'threshold-linear',
        'deduction',
        'capped-count',
        'capped-share',
        'against-target',
        'survey-share',
        'manual',
      ].sort(),
    );
  });

  it('say in both languages that they are illustrative', () => {
    for (const level of ['ministry', 'province', 'ministry-earlier']) {
      const { note } = illustrative(level);
      expect([note.vi.startsWith('MINH HỌA'), note.en.startsWith('ILLUSTRATIVE')]).toEqual([true, true]);
    }
  });
});

describe('a lookup between two sets', () => {
  const [earlier, later] = [illustrative('ministry-earlier'), illustrative('ministry')];
  const lookup = criteriaLookupSchema.parse(json('examples/illustrative-sets/lookup-ministry.json'));

  it('covers every item of both sets once, with every kind of change', () => {
    expect(checkCriteriaLookup(lookup, earlier, later)).toEqual([]);
    expect([...new Set(lookup.entries.map(({ kind }) => kind))].sort()).toEqual(['dropped', 'merged', 'new', 'same', 'split']);
  });

  it('names what is missing, twice, unknown or of the wrong kind', () => {
    const [first, second, ...rest] = lookup.entries.filter(({ kind }) => kind === 'same');
    if (first === undefined || second === undefined) throw new Error('a lookup without entries');
    const twice = [...first.from, 'x.1'];
    const spoiled = { ...lookup, entries: [{ ...first, kind: 'split' as const }, { ...second, from: twice }, ...rest] };
    expect(new Set(checkCriteriaLookup(spoiled, earlier, later).map(({ code }) => code))).toEqual(
      new Set(['lookup-kind-wrong', 'lookup-code-twice', 'lookup-code-unknown', 'lookup-code-missing']),
    );
  });
});

describe('docs/criteria-set.schema.json', () => {
  it('is what the reader’s schema says today (else: npm run schema)', () => {
    expect(json('docs/criteria-set.schema.json')).toEqual(JSON.parse(JSON.stringify(criteriaSetJsonSchema())));
  });
});

describe('findings about sets', () => {
  it('are errors where a set cannot be used, and warnings where it lacks something', () => {
    expect(severityOf('set-sum-differs')).toBe('error');
    expect(severityOf('set-evidence-missing')).toBe('warning');
  });
});
