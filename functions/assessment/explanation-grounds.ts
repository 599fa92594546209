import type { Item } from '../../shared/domain/criteria-set.ts';
import type { RoundDefinition } from '../../shared/domain/round.ts';
import { RejectedError } from '../../shared/errors.ts';
import type { EvidenceRecord } from '../../shared/storage/evidence-store.ts';

/** When a score may change is data of the set: one of its grounds, and evidence of the year where the ground wants it. */
export function refuseGround(
  { criteriaSet, year }: RoundDefinition,
  item: Item,
  ground: string | undefined,
  documents: readonly EvidenceRecord[],
): void {
  const { explanationGrounds: grounds } = criteriaSet;
  if (grounds === undefined) return;
  const chosen = grounds.find(({ code }) => code === ground);
  if (chosen === undefined) throw new RejectedError('ground-unknown', { grounds: grounds.map(({ code }) => code).join(', ') });
  const isProved = documents.some(({ date }) => date?.startsWith(`${year}-`));
  if (chosen.needsEvidenceOfTheYear === true && !isProved) {
    throw new RejectedError('ground-needs-evidence', { ground: chosen.code, item: item.code, year: String(year) });
  }
}
