import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AuditEvent,
  type AuditLink,
  auditLinkSchema,
  CHAIN_START,
  firstBrokenLink,
  nextLink,
} from '../../../shared/domain/audit-chain.ts';
import { always } from '../../fixtures/always.ts';

const arbitraryEvent: fc.Arbitrary<AuditEvent> = fc.record({
  at: fc.constant('2024-01-31T10:00:00.000Z'),
  actor: fc.string({ maxLength: 5 }),
  action: fc.constantFrom('round-opened', 'stage-closed'),
  details: fc.dictionary(fc.constantFrom('a', 'b'), fc.oneof(fc.integer(), fc.string({ maxLength: 3 }), fc.constant(null))),
});

function chainOf(events: readonly AuditEvent[]): AuditLink[] {
  const links: AuditLink[] = [];
  for (const event of events) links.push(nextLink(links.at(-1), event));
  return links;
}
const chains = (minLength = 1): fc.Arbitrary<AuditLink[]> => fc.array(arbitraryEvent, { minLength, maxLength: 6 }).map(chainOf);

/** A chain and one of its positions. */
const spots = (minLength = 1): fc.Arbitrary<[AuditLink[], number]> =>
  chains(minLength).chain((links) => fc.tuple(fc.constant(links), fc.nat({ max: links.length - 1 })));

const changed = (links: readonly AuditLink[], at: number, change: Partial<AuditLink>): AuditLink[] =>
  links.map((link, i) => (i === at ? { ...link, ...change } : link));

describe('the audit chain', () => {
  it('begins at the fixed hash and counts from 1', () => {
    const [first] = chainOf([{ at: '2024-01-31T10:00:00.000Z', actor: 'a', action: 'b', details: {} }]);
    expect(first).toMatchObject({ seq: 1, prevHash: CHAIN_START });
  });

  it('is unbroken as it was made, and each link fits the schema', () => {
    always(
      fc.property(chains(), (links) => {
        expect(firstBrokenLink(links)).toBeUndefined();
        for (const link of links) expect(auditLinkSchema.parse(link)).toEqual(link);
        expect(links.map(({ seq }) => seq)).toEqual(links.map((_, i) => i + 1));
      }),
    );
  });

  it('is unbroken when empty', () => {
    expect(firstBrokenLink([])).toBeUndefined();
  });

  it.each<[string, (link: AuditLink) => Partial<AuditLink>]>([
    ['the instant', () => ({ at: '2024-01-31T10:00:01.000Z' })],
    ['the actor', ({ actor }) => ({ actor: `${actor}x` })],
    ['the action', ({ action }) => ({ action: `${action}x` })],
    ['a detail', ({ details }) => ({ details: { ...details, c: 1 } })],
    ['the hash', ({ hash }) => ({ hash: hash.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) })],
    ['the number', ({ seq }) => ({ seq: seq + 1 })],
    ['the hash of the link before', ({ prevHash }) => ({ prevHash: prevHash.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) })],
  ])('is broken at the link in which %s was changed', (_, change) => {
    always(
      fc.property(spots(), ([links, at]) => {
        expect(firstBrokenLink(changed(links, at, change(links[at] as AuditLink)))).toBe(at);
      }),
    );
  });

  it('is broken where a link was taken out or put in twice', () => {
    always(
      fc.property(spots(2), ([links, at]) => {
        if (at < links.length - 1) expect(firstBrokenLink(links.toSpliced(at, 1))).toBe(at);
        expect(firstBrokenLink(links.toSpliced(at, 0, links[at] as AuditLink))).toBe(at + 1);
      }),
    );
  });

  it('is broken where a link was made anew after a change, unless all after it were too', () => {
    always(
      fc.property(spots(2), arbitraryEvent, ([links, at], event) => {
        fc.pre(at < links.length - 1);
        const forged = nextLink(links[at - 1], { ...event, action: 'forged' });
        expect(firstBrokenLink(changed(links, at, forged))).toBe(at + 1);
      }),
    );
  });
});
