import { type CriteriaSet, itemsOf, itemsOfField, selfScoredItems } from './criteria-set.ts';
import { decimal, divide, multiply, ONE_HUNDRED, sum, toDecimal, toFixed } from './rational.ts';
import type { SubmissionVersion, SubmittedItem } from './submission.ts';

/** What the self-assessment report of a unit says, as text ready to print (Vietnamese decimals). */
export interface SelfAssessmentReport {
  readonly title: string;
  readonly basis: string;
  readonly unit: string;
  readonly illustrative: boolean;
  readonly version: number;
  readonly contentHash: string;
  /** field, name, maximum, claimed, share in %; the total last. */
  readonly summary: readonly (readonly string[])[];
  /** code, name, maximum, claimed. */
  readonly items: readonly (readonly string[])[];
  /** code, name, explanation: of every item that names no evidence. */
  readonly explanations: readonly (readonly string[])[];
  readonly difficulties: string;
  readonly proposals: string;
}

const vi = (text: string): string => text.replace('.', ',');
const NOTHING = 'Không có.';

/** The report of one version; `proved` are items with documents, whatever their evidence cell says. */
export function selfAssessmentReport(
  place: {
    readonly set: CriteriaSet;
    readonly unit: { readonly code: string; readonly name: { readonly vi: string } };
    readonly year: number;
  },
  version: SubmissionVersion,
  lines: readonly SubmittedItem[],
  proved: ReadonlySet<string>,
): SelfAssessmentReport {
  const { set, unit, year } = place;
  const claims = new Map(lines.map((line) => [line.item, line]));
  const owed = new Set(selfScoredItems(itemsOf(set), unit.code).map(({ code }) => code));
  const fields = set.fields.flatMap((field) => {
    const items = itemsOfField(field).filter(({ code }) => owed.has(code));
    if (items.length === 0) return [];
    const maximum = sum(items.map(({ maxPoints }) => decimal(maxPoints)));
    const claimed = sum(items.flatMap(({ code }) => claims.get(code)?.points ?? []).map(decimal));
    return [{ code: field.code, name: field.name.vi, maximum, claimed }];
  });
  const row = (code: string, name: string, maximum: typeof ONE_HUNDRED, claimed: typeof ONE_HUNDRED): string[] => {
    const share = maximum.n === 0n ? '–' : toFixed(multiply(divide(claimed, maximum), ONE_HUNDRED), 2);
    return [code, name, vi(toDecimal(maximum)), vi(toDecimal(claimed)), vi(share)];
  };
  const items = itemsOf(set).filter(({ code }) => owed.has(code));
  return {
    title: `Tự chấm điểm Chỉ số cải cách hành chính năm ${year} của ${unit.name.vi}`,
    basis: `Theo ${set.decision}`,
    unit: unit.name.vi,
    illustrative: set.illustrative === true,
    version: version.number,
    contentHash: version.contentHash,
    summary: [
      ...fields.map(({ code, name, maximum, claimed }) => row(code, name, maximum, claimed)),
      row('', 'Tổng cộng', sum(fields.map(({ maximum }) => maximum)), sum(fields.map(({ claimed }) => claimed))),
    ],
    items: items.map(({ code, name, maxPoints }) => {
      const points = claims.get(code)?.points ?? null;
      return [code, name.vi, vi(maxPoints), points === null ? 'chưa chấm' : vi(points)];
    }),
    explanations: items.flatMap(({ code, name }) => {
      const claim = claims.get(code);
      if (claim === undefined || claim.explanation === '' || claim.evidence !== '' || proved.has(code)) return [];
      return [[code, name.vi, claim.explanation]];
    }),
    difficulties: version.remarks.difficulties || NOTHING,
    proposals: version.remarks.proposals || NOTHING,
  };
}
