import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Assembly } from '../../../local/assembly.ts';
import { matchesPattern } from '../../../local/event-bus.ts';
import { rules } from '../../../local/template.ts';
import { UPLOAD_KINDS } from '../../../shared/domain/round.ts';
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
    [{ detail: { object: { key: [{ wildcard: 'incoming/*/original' }] } } }],
    [{ detail: { object: { key: [{ wildcard: '*' }] } } }],
    [{ detail: { object: { key: [{ wildcard: 'incoming/a/original*' }] } } }],
    [{ detail: { object: { key: [{ wildcard: 'in*a*l' }] } } }],
    [{ source: [{ wildcard: 'aws.s3' }] }],
    [{ detail: { tags: [{ wildcard: 'y*' }] } }],
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
    [{ detail: { object: { key: [{ wildcard: 'incoming/*/other' }] } } }],
    [{ detail: { object: { key: [{ wildcard: 'ncoming/*' }] } } }],
    [{ detail: { object: { key: [{ wildcard: 'incoming/*/*/original' }] } } }],
    [{ detail: { object: { key: [{ wildcard: 'INCOMING/*' }] } } }],
    [{ source: [{ wildcard: 'aws?s3' }] }],
    [{ source: [{ wildcard: 'aw.*s3' }] }],
    [{ detail: { object: { size: [{ wildcard: '*' }] } } }],
    [{ detail: { bucket: { owner: [{ wildcard: '*' }] } } }],
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
    for (const kind of Object.keys(UPLOAD_KINDS)) expect([kind, taken(received(kind))]).toEqual([kind, 1]);
    expect(taken(received('other'))).toBe(0);
  });

  it('do not take the event of another source or version', () => {
    expect(taken({ ...received('central-scores'), source: 'somebody' })).toBe(0);
    expect(taken({ ...received('central-scores'), 'detail-type': 'UploadReceived.v2' })).toBe(0);
  });

  const incoming = new Assembly(ASSEMBLY).all('AWS::S3::Bucket').find(({ id }) => id.startsWith('Incoming'))?.ref;

  it('take files below incoming/ of the incoming bucket only', () => {
    const created = (name: string | undefined, key: string) => ({
      source: 'aws.s3',
      'detail-type': 'Object Created',
      detail: { bucket: { name }, object: { key } },
    });
    expect([taken(created(incoming, 'incoming/x')), taken(created(incoming, 'x')), taken(created('other', 'incoming/x'))]).toEqual([
      1, 0, 0,
    ]);
  });

  it('take the scans of documents in the incoming bucket, and of nothing else', () => {
    const scanned = (kind: string, bucketName = incoming) => ({
      source: 'aws.guardduty',
      'detail-type': 'GuardDuty Malware Protection Object Scan Result',
      detail: { s3ObjectDetails: { bucketName, objectKey: `incoming/r-2023/BTP/${kind}/01HK3TYGATGC3PPYQNWA2SJ0RG/original` } },
    });
    for (const [kind, { isDocument }] of Object.entries(UPLOAD_KINDS))
      expect([kind, taken(scanned(kind))]).toEqual([kind, isDocument ? 1 : 0]);
    expect(taken(scanned('evidence', 'other'))).toBe(0);
    expect(taken({ ...scanned('evidence'), source: 'par.intake' })).toBe(0);
  });
});
