import type { EvidenceStore } from '../../shared/storage/evidence-store.ts';

/** Items of a unit that have accepted documents. */
export async function provedItems(round: string, unit: string, evidence: EvidenceStore): Promise<Set<string>> {
  return new Set((await evidence.proving(round, unit)).flatMap(({ proofs }) => proofs.map(({ item }) => item)));
}
