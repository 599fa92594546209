/** From when on something of a round can exist: after the first file came, then stage by stage until it is public. */
export const PHASES = ['self-assessment', 'appraisal', 'explanation', 'frozen', 'published'] as const;
export type Phase = (typeof PHASES)[number];

/** Who looks: the unit that it is about or another one, the agency in charge or another one, and the ministry's roles. */
export const VIEWERS = ['unit', 'another-unit', 'agency', 'another-agency', 'surveyor', 'coordinator', 'publisher', 'operator'] as const;
export type Viewer = (typeof VIEWERS)[number];

/** In which phases a viewer sees something; who is not named never does. */
type Sight = Partial<Record<Viewer, readonly Phase[]>>;

const ALWAYS = PHASES;
const FROM_APPRAISAL = PHASES.slice(1);
const FROM_EXPLANATION = PHASES.slice(2);
const FROM_FREEZE = PHASES.slice(3);
const MINISTRY = { coordinator: ALWAYS, publisher: ALWAYS } as const;

/**
 * Who sees what when, role x stage x object. Before a release only coordinators and publishers see totals, ranks or other
 * units' points, anywhere. The use cases decide; test/journey/stages/visibility.test.ts tries every cell with real tokens.
 */
export const VISIBILITY = {
  /** Stages, windows and deadlines of the round. */
  'the round': {
    unit: ALWAYS,
    'another-unit': ALWAYS,
    agency: ALWAYS,
    'another-agency': ALWAYS,
    surveyor: ALWAYS,
    operator: ALWAYS,
    ...MINISTRY,
  },
  /** How far the unit is; never points. */
  'progress of the unit': { unit: ALWAYS, operator: ALWAYS, ...MINISTRY },
  /** A deadline that was moved for this unit, and why. */
  'extension of the unit': { unit: ALWAYS, ...MINISTRY },
  'form of the unit': { unit: ALWAYS, coordinator: ALWAYS },
  'versions of the unit': { unit: ALWAYS, ...MINISTRY },
  'receipt of the unit': { unit: ALWAYS, coordinator: ALWAYS },
  'documents of the unit': { unit: ALWAYS, agency: ALWAYS, ...MINISTRY },
  'claims of the unit': { unit: ALWAYS, agency: ALWAYS, ...MINISTRY },
  /** A unit waits until the appraisal has closed. */
  'settled points of the unit': { unit: FROM_EXPLANATION, agency: FROM_APPRAISAL, coordinator: FROM_APPRAISAL, publisher: FROM_APPRAISAL },
  'names of its readers': { coordinator: FROM_APPRAISAL, publisher: FROM_APPRAISAL },
  'own figures of accuracy': { unit: FROM_EXPLANATION, coordinator: FROM_APPRAISAL, publisher: FROM_APPRAISAL },
  'who reads what': { agency: ALWAYS, ...MINISTRY },
  'agreement of readers': MINISTRY,
  /** An open matter names units and items, and how they were resolved. */
  'the gate': MINISTRY,
  'index before the freeze': { publisher: PHASES.slice(0, 3) },
  'the ledger': { coordinator: FROM_FREEZE, publisher: FROM_FREEZE },
  'audit chain of the round': MINISTRY,
  'audit chain of the unit': MINISTRY,
  /** Files, places and flags of a survey: never for anybody of an assessed unit. */
  'state of the survey': { surveyor: ALWAYS, ...MINISTRY },
  'figures of the survey': { coordinator: FROM_APPRAISAL, publisher: FROM_APPRAISAL },
  'contacts of the unit': { unit: ALWAYS, coordinator: ALWAYS, operator: ALWAYS },
  'notices to the unit': { unit: ALWAYS, coordinator: ALWAYS, operator: ALWAYS },
  'a release that is not public': { coordinator: ['frozen', 'published'], publisher: ['frozen', 'published'] },
} as const satisfies Record<string, Sight>;
export type Visible = keyof typeof VISIBILITY;

/** Does the table let the viewer see it in this phase? */
export function isSeen(what: Visible, viewer: Viewer, phase: Phase): boolean {
  const sight: Sight = VISIBILITY[what];
  return sight[viewer]?.includes(phase) === true;
}
