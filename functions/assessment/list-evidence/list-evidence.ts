import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { evidenceListSchema } from '../../../shared/contracts/assessment.ts';
import { itemsOf, readingAgency } from '../../../shared/domain/criteria-set.ts';
import { successorOf } from '../../../shared/domain/units.ts';
import { RejectedError } from '../../../shared/errors.ts';
import type { EvidenceStore } from '../../../shared/storage/evidence-store.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import { viewEvidence, viewPaper } from '../evidence-view.ts';
import { actsFor, isUnitOf, seesAllUnits } from '../see-unit.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly evidence: EvidenceStore;
}

/** Documents of a unit. An agency sees those of items that it reads, never of its own unit. */
export async function listEvidence(
  { caller, path: { round, unit } }: ApiRequest<{ round: string; unit: string }>,
  { rounds, evidence }: Dependencies,
): Promise<z.infer<typeof evidenceListSchema>> {
  const definition = await rounds.definition(round);
  const { criteriaSet } = definition;
  if (!isUnitOf(definition, unit)) throw new RejectedError('not-found', { what: unit });
  const [documents, papers] = [await evidence.ofUnit(round, unit), await evidence.papers(round, unit)];
  const all = { evidence: documents.map(viewEvidence), papers: papers.map(viewPaper) };
  if (seesAllUnits(caller) || actsFor(caller, unit, definition)) return all;
  const { agency } = caller;
  if (agency === undefined || successorOf(agency, definition.unitChanges) === unit) throw new RejectedError('not-found', { what: unit });
  const mine = new Set(
    itemsOf(criteriaSet)
      .filter((item) => [undefined, agency].includes(readingAgency(item, unit)))
      .map(({ code }) => code),
  );
  return {
    evidence: all.evidence.filter(({ proofs }) => proofs.some(({ item }) => mine.has(item))),
    papers: all.papers.filter(({ items }) => items.some((item) => mine.has(item))),
  };
}
