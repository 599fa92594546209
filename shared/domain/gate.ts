import * as z from 'zod';
import type { GateRules } from './round.ts';

/** What can still be open before the freeze, and what may become of it. Nothing is assumed: a rule or two persons say which. */
export const RESOLUTIONS = {
  /** Appraised from agencies' figures all the same; zero on every appraised item; or assessed on what there is, without a rank. */
  'unit-without-submission': ['agency-figures', 'zero', 'unranked'],
  /** An appraised item without settled points: what the unit claimed is confirmed, or the item leaves the unit's denominator. */
  'item-without-points': ['self-score', 'not-applicable'],
  /** The ministry's own points are missing. */
  'item-without-central-scores': ['not-applicable'],
  /** Nothing was estimated: what the instrument feeds leaves every unit's denominator. */
  'survey-without-estimate': ['not-applicable'],
  /** Too few answers of a unit, or answers that are not trusted (then no matter is open, and two persons withhold them). */
  'survey-withheld': ['unranked'],
} as const satisfies Record<string, readonly string[]>;

export const matterKindSchema = z.enum(Object.keys(RESOLUTIONS) as [keyof typeof RESOLUTIONS, ...(keyof typeof RESOLUTIONS)[]]);
export type MatterKind = z.infer<typeof matterKindSchema>;
export const resolutionSchema = z.enum(['agency-figures', 'zero', 'unranked', 'self-score', 'not-applicable']);
export type Resolution = z.infer<typeof resolutionSchema>;

/** Something that has to be settled before the freeze. Its id is part of addresses and of the release. */
export interface Matter {
  readonly id: string;
  readonly kind: MatterKind;
  readonly unit?: string;
  readonly item?: string;
  readonly instrument?: string;
}

/** "unit/BTP", "item/BTP/1.2", "central/BTP/2.1", "survey/sipas", "survey/sipas/BTP". Codes hold no slash. */
export const matterIdSchema = z.string().regex(/^(unit|item|central|survey)(\/[A-Za-z0-9][A-Za-z0-9.-]{0,39}){1,2}$/, 'the id of a matter');

export const matterOf = {
  unit: (unit: string): Matter => ({ id: `unit/${unit}`, kind: 'unit-without-submission', unit }),
  item: (unit: string, item: string): Matter => ({ id: `item/${unit}/${item}`, kind: 'item-without-points', unit, item }),
  central: (unit: string, item: string): Matter => ({ id: `central/${unit}/${item}`, kind: 'item-without-central-scores', unit, item }),
  survey: (instrument: string): Matter => ({ id: `survey/${instrument}`, kind: 'survey-without-estimate', instrument }),
  withheld: (instrument: string, unit: string): Matter => ({
    id: `survey/${instrument}/${unit}`,
    kind: 'survey-withheld',
    instrument,
    unit,
  }),
} as const;

/** The matter that an id names, whether it is open or not; undefined for an id of another shape. */
export function parseMatter(id: string): Matter | undefined {
  const [kind, first = '', second] = id.split('/');
  if (kind === 'unit' && second === undefined) return matterOf.unit(first);
  if (kind === 'item' && second !== undefined) return matterOf.item(first, second);
  if (kind === 'central' && second !== undefined) return matterOf.central(first, second);
  if (kind === 'survey') return second === undefined ? matterOf.survey(first) : matterOf.withheld(first, second);
  return undefined;
}

/** How a matter was resolved: by the round's rule, or by a decision of two persons. Published with the release. */
export const resolvedSchema = z.strictObject({
  matter: z.string(),
  kind: matterKindSchema,
  unit: z.string().nullable(),
  item: z.string().nullable(),
  instrument: z.string().nullable(),
  resolution: resolutionSchema,
  by: z.enum(['rule', 'decision']),
  decisionNumber: z.string(),
  reason: z.string(),
});
export type Resolved = z.infer<typeof resolvedSchema>;

/** A decision that two persons made about a matter. */
export interface Decided {
  readonly resolution: Resolution;
  readonly decisionNumber: string;
  readonly reason: string;
}

function ruleFor(kind: MatterKind, rules: GateRules | undefined): Resolution | undefined {
  switch (kind) {
    case 'unit-without-submission':
      return rules?.unitWithoutSubmission;
    case 'item-without-points':
      return rules?.unreadItem;
    case 'survey-withheld':
      return rules?.surveyBelowMinimum;
    default:
      return undefined;
  }
}

/** What was decided of a matter: by two persons, else by a rule of the round; undefined while it is open. */
export function resolutionOf(matter: Matter, decisions: ReadonlyMap<string, Decided>, rules: GateRules | undefined): Resolved | undefined {
  const { id, kind, unit = null, item = null, instrument = null } = matter;
  const place = { matter: id, kind, unit, item, instrument };
  const decided = decisions.get(id);
  if (decided !== undefined) return { ...place, ...decided, by: 'decision' };
  const resolution = ruleFor(kind, rules);
  if (resolution === undefined || rules === undefined) return undefined;
  return { ...place, resolution, by: 'rule', decisionNumber: rules.decisionNumber, reason: 'Theo quy định của kỳ đánh giá' };
}
