import type * as z from 'zod';
import type { evidenceViewSchema, paperViewSchema } from '../../shared/contracts/assessment.ts';
import type { EvidenceRecord, PaperRecord } from '../../shared/storage/evidence-store.ts';

/** A document as people see it: never where it lies. */
export function viewEvidence(record: EvidenceRecord): z.infer<typeof evidenceViewSchema> {
  const { unit: _unit, key: _key, versionId: _versionId, version: _version, removal, ...rest } = record;
  const state = removal === undefined ? 'none' : removal.approvedBy === undefined ? 'requested' : 'removed';
  return { ...rest, removal: state, ...(removal === undefined ? {} : { removalReason: removal.reason }) };
}

export function viewPaper({ id, items, number, date, issuer, declaredAt, seenBy }: PaperRecord): z.infer<typeof paperViewSchema> {
  return { id, items, number, date, issuer, declaredAt, seenBy: seenBy.map(({ agency, at }) => ({ agency, at })) };
}
