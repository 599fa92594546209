import type { CellView } from '../../shared/contracts/assessment.ts';
import type { Caller } from '../../shared/contracts/caller.ts';
import { isAssigned } from '../../shared/domain/assignment.ts';
import { type Cell, finalPoints, type Judgement, needsAdjudication, settledPoints } from '../../shared/domain/cell.ts';
import { exemptionOf, type Item, itemsOf, readingAgency } from '../../shared/domain/criteria-set.ts';
import { type Rational, toDecimal } from '../../shared/domain/rational.ts';
import { differencesFrom } from '../../shared/domain/reference-facts.ts';
import type { SubmittedItem } from '../../shared/domain/submission.ts';
import { successorOf } from '../../shared/domain/units.ts';
import { RejectedError } from '../../shared/errors.ts';
import type { AssignmentStore } from '../../shared/storage/assignment-store.ts';
import type { CellStore } from '../../shared/storage/cell-store.ts';
import type { EvidenceRecord, EvidenceStore, PaperRecord } from '../../shared/storage/evidence-store.ts';
import type { FigureStore } from '../../shared/storage/figure-store.ts';
import type { PresentRound, RoundStore, StageRecord } from '../../shared/storage/round-store.ts';
import type { SubmissionStore } from '../../shared/storage/submission-store.ts';
import { actsFor, isUnitOf, seesAllUnits } from './see-unit.ts';

export interface ViewingDependencies {
  readonly rounds: RoundStore;
  readonly submissions: SubmissionStore;
  readonly cells: CellStore;
  readonly evidence: EvidenceStore;
  readonly figures: FigureStore;
  readonly assignments: AssignmentStore;
}

/** Everything known of a unit's items. */
interface UnitRecords {
  readonly definition: PresentRound;
  readonly appraisal: StageRecord;
  readonly lines: ReadonlyMap<string, SubmittedItem>;
  readonly cells: ReadonlyMap<string, Cell>;
  readonly evidence: readonly EvidenceRecord[];
  readonly papers: readonly PaperRecord[];
  readonly figures: Awaited<ReturnType<FigureStore['ofUnit']>>;
  readonly assigned: Awaited<ReturnType<AssignmentStore['get']>>['assignments'];
}

/** What of a cell its viewer may see: role x stage. */
interface Sight {
  /** Points and reasons after the claim. */
  readonly judgements: 'all' | 'own-until-both' | 'after-appraisal' | 'none';
  /** Who gave them. */
  readonly names: boolean;
}

/** Undefined: the cell does not exist for the viewer. */
function sightOf(caller: Caller, unit: string, item: Item, records: UnitRecords): Sight | undefined {
  const { assigned } = records;
  if (seesAllUnits(caller)) {
    // Who may read the cell as well stays blind until both readings are in.
    const wanted = readingAgency(item, unit);
    const isReader = caller.groups.includes('appraiser') && caller.agency !== undefined && (wanted ?? caller.agency) === caller.agency;
    return { judgements: isReader ? 'own-until-both' : 'all', names: true };
  }
  if (actsFor(caller, unit, records.definition)) return { judgements: 'after-appraisal', names: false };
  const { agency } = caller;
  const wanted = readingAgency(item, unit);
  if (agency === undefined || successorOf(agency, records.definition.unitChanges) === unit || item.method !== 'appraised') return undefined;
  if (wanted === undefined || wanted === agency) {
    return isAssigned(assigned, caller.sub, agency, unit, item.code) ? { judgements: 'own-until-both', names: false } : undefined;
  }
  // Agencies that only give an opinion see the claim and its evidence.
  return item.agencies?.opinion?.includes(agency) === true ? { judgements: 'none', names: false } : undefined;
}

/** The cell as far as the viewer sees it: blind readings stay apart until both are in, and a unit waits for the appraisal's end. */
function visible(cell: Cell | undefined, item: Item, caller: Caller, { judgements }: Sight, appraisal: StageRecord): Cell | undefined {
  if (cell === undefined || judgements === 'all') return cell;
  const { explanation, ...rest } = cell;
  const nothing = {
    unit: cell.unit,
    item: cell.item,
    version: cell.version,
    readings: [],
    ...(explanation === undefined ? {} : { explanation }),
  };
  if (judgements === 'none') return { ...nothing, readings: [] };
  if (judgements === 'after-appraisal') return appraisal.status === 'closed' ? cell : nothing;
  const isBlind = item.readings !== undefined && cell.readings.length < 2;
  return isBlind ? { ...nothing, readings: rest.readings.filter(({ readBy }) => readBy === caller.sub) } : cell;
}

const text = (points: Rational | undefined): string | null => (points === undefined ? null : toDecimal(points));

function viewCell(caller: Caller, unit: string, item: Item, records: UnitRecords): CellView[] {
  const sight = sightOf(caller, unit, item, records);
  if (sight === undefined) return [];
  const cell = visible(records.cells.get(item.code), item, caller, sight, records.appraisal);
  const view = <J extends Judgement>({ readBy, ...rest }: J): Omit<J, 'readBy'> & { readBy?: string } =>
    sight.names || readBy === caller.sub ? { ...rest, readBy } : rest;
  const line = records.lines.get(item.code);
  const exemption = exemptionOf(item, unit);
  const agency = readingAgency(item, unit);
  return [
    {
      unit,
      item: item.code,
      name: item.name,
      maxPoints: item.maxPoints,
      method: item.method,
      ...(exemption === undefined ? {} : { notApplicable: exemption }),
      ...(agency === undefined ? {} : { agency }),
      claimed:
        line === undefined
          ? null
          : {
              points: line.points,
              facts: line.facts,
              evidence: line.evidence,
              explanation: line.explanation,
              version: line.from?.version ?? 0,
            },
      evidence: records.evidence.flatMap(({ uploadId, sha256, title, proofs }) =>
        proofs.flatMap(({ item: code, ...part }) => (code === item.code ? [{ uploadId, sha256, title, ...part }] : [])),
      ),
      papers: records.papers
        .filter(({ items }) => items.includes(item.code))
        .map(({ id, number, date, issuer, seenBy }) => ({ id, number, date, issuer, seen: seenBy.length })),
      differences: differencesFrom(
        line?.facts ?? {},
        records.figures.filter((figure) => figure.item === item.code),
      ),
      readings: (cell?.readings ?? []).map(view),
      readingsWanted: item.readings?.count ?? 1,
      adjudication: cell?.adjudication === undefined ? null : view(cell.adjudication),
      needsAdjudication: needsAdjudication(item, cell),
      settled: text(settledPoints(item, cell)),
      explanation: cell?.explanation === undefined ? null : withoutAuthor(cell.explanation),
      decision: cell?.decision === undefined ? null : view(cell.decision),
      final: text(finalPoints(item, cell)),
    },
  ];
}

function withoutAuthor({ by: _, ...rest }: NonNullable<Cell['explanation']>): Omit<NonNullable<Cell['explanation']>, 'by'> {
  return rest;
}

/** A unit's cells as their viewer sees them; those of one item where one is named. Throws `not-found` where there is none. */
export async function viewCells(
  caller: Caller,
  round: string,
  unit: string,
  only: string | undefined,
  { rounds, submissions, cells, evidence, figures, assignments }: ViewingDependencies,
): Promise<CellView[]> {
  const definition = await rounds.definition(round);
  if (!isUnitOf(definition, unit)) throw new RejectedError('not-found', { what: unit });
  const { lines } = await submissions.countingLines(round, unit);
  const records: UnitRecords = {
    definition,
    appraisal: await rounds.stage(round, 'appraisal'),
    lines: new Map(lines.map((line) => [line.item, line])),
    cells: await cells.ofUnit(round, unit),
    evidence: await evidence.proving(round, unit),
    papers: await evidence.papers(round, unit),
    figures: await figures.ofUnit(round, unit),
    assigned: (await assignments.get(round)).assignments,
  };
  const wanted = itemsOf(definition.criteriaSet).filter(({ code }) => only === undefined || code === only);
  const views = wanted.flatMap((item) => viewCell(caller, unit, item, records));
  if (views.length === 0) throw new RejectedError('not-found', { what: only ?? unit });
  return views;
}
