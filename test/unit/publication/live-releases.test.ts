import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LiveReleases, liveReleasesSchema, NOTHING_LIVE, publish, rollBack } from '../../../shared/domain/live-releases.ts';
import { always } from '../../fixtures/always.ts';

const ROUNDS = ['2022-ministry', '2023-ministry', '2023-province'];

/** Histories of publications, each with the next number of its round, and of roll-backs of what is live. */
const histories = fc.array(fc.tuple(fc.constantFrom(...ROUNDS), fc.boolean()), { maxLength: 20 });
function played(history: readonly (readonly [string, boolean])[]): { live: LiveReleases; highest: Map<string, number> } {
  let live = NOTHING_LIVE;
  const highest = new Map<string, number>();
  for (const [round, goesOn] of history) {
    const shown = live.rounds[round]?.live;
    if (goesOn) {
      const release = (highest.get(round) ?? 0) + 1;
      highest.set(round, release);
      live = publish(live, round, release);
    } else if (shown !== undefined) {
      live = rollBack(live, round, shown);
    }
  }
  return { live, highest };
}

describe('a publication', () => {
  it('leaves the front page where it is when an older round gets a further release', () => {
    const both = publish(publish(NOTHING_LIVE, '2022-ministry', 1), '2023-ministry', 1);
    expect(publish(both, '2022-ministry', 2)).toMatchObject({ latest: '2023-ministry', rounds: { '2022-ministry': { live: 2 } } });
  });

  it('shows the release as the round’s and the round as the latest', () => {
    const first = publish(NOTHING_LIVE, '2022-ministry', 1);
    expect(first).toEqual({ latest: '2022-ministry', rounds: { '2022-ministry': { live: 1, published: [1] } } });
    expect(publish(first, '2023-ministry', 1)).toEqual({
      latest: '2023-ministry',
      rounds: { '2022-ministry': { live: 1, published: [1] }, '2023-ministry': { live: 1, published: [1] } },
    });
  });

  it('keeps earlier releases readable, in the order of their numbers', () => {
    const live = [1, 2, 10, 9].reduce((value, release) => publish(value, '2023-ministry', release), NOTHING_LIVE);
    expect(live.rounds['2023-ministry']?.published).toEqual([1, 2, 9, 10]);
  });

  it('changes nothing when it is repeated', () => {
    always(
      fc.property(histories, fc.constantFrom(...ROUNDS), fc.integer({ min: 1, max: 5 }), (history, round, release) => {
        const once = publish(played(history).live, round, release);
        expect(publish(once, round, release)).toEqual(once);
      }),
    );
  });
});

describe('a roll-back', () => {
  it('shows the release before again', () => {
    const live = publish(publish(NOTHING_LIVE, '2023-ministry', 1), '2023-ministry', 2);
    expect(rollBack(live, '2023-ministry', 2)).toEqual(publish(NOTHING_LIVE, '2023-ministry', 1));
  });

  it('of the only release shows nothing of the round, and another round as the latest', () => {
    const live = publish(publish(NOTHING_LIVE, '2022-ministry', 1), '2023-ministry', 1);
    expect(rollBack(live, '2023-ministry', 1)).toEqual(publish(NOTHING_LIVE, '2022-ministry', 1));
    expect(rollBack(publish(NOTHING_LIVE, '2023-ministry', 1), '2023-ministry', 1)).toEqual(NOTHING_LIVE);
  });

  it('leaves the latest round the latest when an older one is taken back', () => {
    const live = publish(publish(NOTHING_LIVE, '2022-ministry', 1), '2023-ministry', 1);
    expect(rollBack(live, '2022-ministry', 1)).toEqual(publish(NOTHING_LIVE, '2023-ministry', 1));
  });

  it('takes back exactly what the publication before it did to its round', () => {
    always(
      fc.property(histories, fc.constantFrom(...ROUNDS), (history, round) => {
        const { live, highest } = played(history);
        const release = (highest.get(round) ?? 0) + 1;
        expect(rollBack(publish(live, round, release), round, release).rounds).toEqual(live.rounds);
      }),
    );
  });

  it('changes nothing when it is repeated', () => {
    always(
      fc.property(histories, fc.constantFrom(...ROUNDS), (history, round) => {
        const { live } = played(history);
        const shown = live.rounds[round]?.live;
        fc.pre(shown !== undefined);
        const once = rollBack(live, round, shown ?? 0);
        expect(rollBack(once, round, shown ?? 0)).toEqual(once);
      }),
    );
  });
});

describe('the live value', () => {
  it('always shows a published release of each round, and a latest round while there is one', () => {
    always(
      fc.property(histories, (history) => {
        const { live } = played(history);
        expect(liveReleasesSchema.parse(live)).toEqual(live);
        for (const { live: shown, published } of Object.values(live.rounds)) {
          expect(published.at(-1)).toBe(shown);
          expect(published).toEqual([...new Set(published)].sort((a, b) => a - b));
        }
        if (Object.keys(live.rounds).length === 0) expect(live.latest).toBeNull();
        else expect(Object.keys(live.rounds)).toContain(live.latest);
      }),
    );
  });

  it('is never changed in place', () => {
    const before = publish(NOTHING_LIVE, '2023-ministry', 1);
    const copy = structuredClone(before);
    publish(before, '2023-ministry', 2);
    rollBack(before, '2023-ministry', 1);
    expect(before).toEqual(copy);
    expect(NOTHING_LIVE).toEqual({ latest: null, rounds: {} });
  });
});
