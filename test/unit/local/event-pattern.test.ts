import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Assembly } from '../../../local/assembly.ts';
import { matchesPattern } from '../../../local/event-bus.ts';
import { rules } from '../../../local/template.ts';
import { ASSEMBLY } from '../../doubles/assembly.ts';
import { always } from '../../fixtures/always.ts';

const event = {
  source: 'aws.s3',
  detail: { bucket: { name: 'in' }, object: { key: 'incoming/a/original', size: 0 }, tags: ['x', 'y'], late: false, none: null },
};

describe('an event pattern', () => {
  it.each<[object]>([
    [{}],
    [{ source: ['aws.s3'] }],
    [{ source: ['other', 'aws.s3'] }],
    [{ source: ['aws.s3'], detail: { bucket: { name: ['in'] } } }],
    [{ detail: { object: { size: [0] } } }],
    [{ detail: { late: [false] } }],
    [{ detail: { none: [null] } }],
    [{ detail: { tags: ['y'] } }],
    [{ detail: { object: { key: [{ prefix: 'incoming/' }] } } }],
    [{ detail: { object: { key: [{ prefix: 'outgoing/' }, { suffix: '/original' }] } } }],
    [{ detail: { bucket: { name: [{ 'anything-but': 'out' }] } } }],
    [{ detail: { bucket: { name: [{ 'anything-but': ['out', 'else'] }] } } }],
    [{ detail: { bucket: { name: [{ exists: true }] } } }],
    [{ detail: { bucket: { owner: [{ exists: false }] } } }],
    [{ detail: { missing: { deep: [{ exists: false }] } } }],
  ])('%j matches', (pattern) => {
    expect(matchesPattern(event, pattern)).toBe(true);
  });

  it.each<[object]>([
    [{ source: [] }],
    [{ source: ['AWS.S3'] }],
    [{ source: ['aws.s3'], detail: { bucket: { name: ['out'] } } }],
    [{ detail: { object: { size: ['0'] } } }],
    [{ detail: { object: { size: [null] } } }],
    [{ detail: { late: ['false'] } }],
    [{ detail: { none: ['null'] } }],
    [{ detail: { tags: ['z'] } }],
    [{ detail: { object: { key: [{ prefix: 'ncoming/' }] } } }],
    [{ detail: { object: { size: [{ prefix: '' }] } } }],
    [{ detail: { bucket: { name: [{ 'anything-but': ['in', 'else'] }] } } }],
    [{ detail: { bucket: { owner: [{ 'anything-but': 'in' }] } } }],
    [{ detail: { bucket: { owner: ['in'] } } }],
    [{ detail: { missing: { deep: ['in'] } } }],
    [{ detail: { bucket: { owner: [{ exists: true }] } } }],
    [{ detail: { bucket: { name: [{ exists: false }] } } }],
  ])('%j does not match', (pattern) => {
    expect(matchesPattern(event, pattern)).toBe(false);
  });

  it.each<[object, RegExp]>([
    [{ source: [{ cidr: '10.0.0.0/8' }] }, /cidr/],
    [{ source: [{ prefix: 'a', suffix: 'b' }] }, /several operators/],
    [{ source: 'aws.s3' }, /object/],
  ])('%j stops with what it does not know', (pattern, message) => {
    expect(() => matchesPattern(event, pattern)).toThrow(message);
  });

  it('made of an event’s own values matches it, and no event with another value', () => {
    const values = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)), {
      minKeys: 1,
    });
    always(
      fc.property(values, (one) => {
        const pattern = Object.fromEntries(Object.entries(one).map(([name, value]) => [name, [value]]));
        expect(matchesPattern({ ...one, more: 1 }, pattern)).toBe(true);
        for (const name of Object.keys(one))
          expect(matchesPattern({ ...one, [name]: 'another value of another kind' }, pattern)).toBe(false);
      }),
    );
  });
});

describe('the rules of the templates', () => {
  const patterns = rules(new Assembly(ASSEMBLY)).map(({ pattern }) => pattern);
  const taken = (one: object): number => patterns.filter((pattern) => matchesPattern(one, pattern)).length;
  const received = (kind: string) => ({ source: 'par.intake', 'detail-type': 'UploadReceived.v1', detail: { kind } });

  it('lead every kind of upload to exactly one queue', () => {
    expect([taken(received('self-assessment')), taken(received('central-scores')), taken(received('other'))]).toEqual([1, 1, 0]);
  });

  it('do not take the event of another source or version', () => {
    expect(taken({ ...received('central-scores'), source: 'somebody' })).toBe(0);
    expect(taken({ ...received('central-scores'), 'detail-type': 'UploadReceived.v2' })).toBe(0);
  });

  it('take files below incoming/ of the incoming bucket only', () => {
    const bucket = new Assembly(ASSEMBLY).all('AWS::S3::Bucket').find(({ id }) => id.startsWith('Incoming'))?.ref;
    const created = (name: string | undefined, key: string) => ({
      source: 'aws.s3',
      'detail-type': 'Object Created',
      detail: { bucket: { name }, object: { key } },
    });
    expect([taken(created(bucket, 'incoming/x')), taken(created(bucket, 'x')), taken(created('other', 'incoming/x'))]).toEqual([1, 0, 0]);
  });
});
