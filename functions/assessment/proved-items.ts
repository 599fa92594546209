import type { EvidenceStore } from '../../shared/storage/evidence-store.ts';

/** Items of a unit that have accepted documents. */
export async function provedItems(round: string, unit: string, evidence: EvidenceStore): Promise<Set<string>> {
  const documents = await evidence.ofUnit(round, unit);
  return new Set(
    documents.filter(({ removal }) => removal?.approvedBy === undefined).flatMap(({ proofs }) => proofs.map(({ item }) => item)),
  );
}
