import { fullSizeContent } from '../../examples/full-size/release-content.ts';
import { computeRound } from '../../shared/domain/computed-round.ts';
import { itemsOfField } from '../../shared/domain/criteria-set.ts';
import { hashOf } from '../../shared/domain/hash.ts';
import { type ReleaseContent, type ReleaseFile, releaseContentSchema } from '../../shared/release/release-content.ts';
import { renderPages } from '../../shared/release/render-release.ts';

export interface Release {
  readonly round: string;
  readonly number: number;
  readonly files: readonly ReleaseFile[];
}

const DECISION = { decisionNumber: '12/QĐ-BNV', reason: 'Minh họa: hội đồng xem lại tài liệu kiểm chứng' };

/** A second release of a round in which everything happened that a page can tell of. */
function corrected(first: ReleaseContent): ReleaseContent {
  const { definition, frozen } = first;
  const [successor] = definition.units;
  if (successor === undefined) throw new Error('no unit to succeed others');
  const [unit, late, silent, empty] = definition.units.slice(2).map(({ code }) => code) as [string, string, string, string];
  const lost = frozen.points.find((point) => point.unit === unit && point.reasons.length > 0 && point.points !== 'NA');
  if (lost?.claimed == null) throw new Error('no lost points to give back');
  // One digit before the decimal sign: a number that would sort wrongly as a text.
  const kept = new Map(
    definition.criteriaSet.fields
      .slice(0, 1)
      .flatMap(itemsOfField)
      .map(({ code, maxPoints }) => [code, maxPoints]),
  );
  const after: ReleaseContent['frozen'] = {
    ...frozen,
    points: frozen.points.map((point) =>
      point === lost
        ? { ...point, points: lost.claimed ?? '', reasons: [...point.reasons, DECISION.reason] }
        : point.unit === silent
          ? { ...point, points: kept.get(point.item) ?? '0' }
          : point.unit === empty
            ? { ...point, points: 'NA', claimed: null, reasons: ['Minh họa: không áp dụng'], evidence: [] }
            : point,
    ),
    adjustments: [
      { unit: late, code: 'deduction', points: '-1.5', decisionNumber: DECISION.decisionNumber },
      { unit, code: 'bonus', points: '1', decisionNumber: DECISION.decisionNumber },
    ],
    unranked: [{ unit: silent, reason: 'Minh họa: không gửi hồ sơ' }],
    resolutions: [
      ...[{ matter: `unit/${silent}`, kind: 'unit-without-submission' as const, unit: silent, resolution: 'unranked' as const }].map(
        (matter) => ({ ...matter, ...DECISION, item: null, instrument: null, by: 'decision' as const }),
      ),
    ],
  };
  const computed = computeRound(definition, after);
  const { statistics: _, ...before } = first.computed;
  const place = (of: ReleaseContent['computed']) => of.units.find((entry) => entry.unit === unit);
  return releaseContentSchema.parse({
    ...first,
    release: 2,
    freezeHash: hashOf(after),
    frozen: after,
    computed,
    supersedes: { release: 1, computed: before, ledger: [] },
    ledger: [
      {
        number: 1,
        unit,
        item: lost.item,
        before: lost.points,
        after: lost.claimed,
        ...DECISION,
        effect: {
          rankBefore: place(first.computed)?.rank ?? null,
          rankAfter: place(computed)?.rank ?? null,
          indexBefore: place(first.computed)?.index ?? null,
          indexAfter: place(computed)?.index ?? null,
          others: [],
        },
      },
    ],
    unitChanges: [{ number: 1, successor, predecessors: ['CU1', 'CU2'], effectiveOn: '2023-07-01', ...DECISION }],
    complaints: { filed: 3, upheld: 1, corrected: 1, rejected: 1, open: 1 },
    remedies: [{ unit, item: lost.item, action: 'Minh họa: bổ sung quy trình', owner: 'Văn phòng', dueOn: '2024-12-31' }],
    presses: {
      scales: [{ code: 'ba-muc', levels: ['Hài lòng', 'Bình thường', 'Không hài lòng'] }],
      months: ['2023-11', '2023-12'].map((month) => ({
        ...{ unit, scale: 'ba-muc', month, counts: [812, 120, 68], presses: 1000, bursts: 1, mean: 87.2, tickets: 2400, coverage: 41.7 },
      })),
    },
  } satisfies ReleaseContent);
}

/** The provinces' release, and two of the ministries: as it was first, and corrected. */
export async function releases(): Promise<Release[]> {
  const ministries = await fullSizeContent('ministry');
  const contents = [await fullSizeContent('province'), ministries, corrected(ministries)];
  return Promise.all(
    contents.map(async (content) => ({ round: content.round, number: content.release, files: await renderPages(content, true) })),
  );
}
