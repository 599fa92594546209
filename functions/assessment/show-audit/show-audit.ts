import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { auditViewSchema } from '../../../shared/contracts/assessment.ts';
import type { AuditLink } from '../../../shared/domain/audit-chain.ts';
import { ROUND_WIDE } from '../../../shared/domain/round.ts';
import { RejectedError } from '../../../shared/errors.ts';
import type { AuditStore } from '../../../shared/storage/audit-store.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly audit: AuditStore;
}

/** An answer holds up to 6 MB, and one link of ninety readings with long reasons up to 300 kB. */
const PAGE_BYTES = 3_000_000;

/** The links of the chain of round-wide decisions, or of one unit, a page at a time. `par audit verify` recomputes them. */
export async function showAudit(
  { caller, path: { round }, query }: ApiRequest<{ round: string }, undefined, { unit?: string | undefined; after?: number | undefined }>,
  { rounds, audit }: Dependencies,
): Promise<z.infer<typeof auditViewSchema>> {
  const { units } = await rounds.definition(round);
  const { unit, after = 0 } = query;
  if (unit !== undefined && unit !== ROUND_WIDE && !units.some(({ code }) => code === unit))
    throw new RejectedError('not-found', { what: unit });
  // A unit's chain holds its readings: who reads cells as well waits until nobody is blind any more.
  const isOfUnit = unit !== undefined && unit !== ROUND_WIDE;
  if (isOfUnit && caller.groups.includes('appraiser') && (await rounds.stage(round, 'appraisal')).status !== 'closed')
    throw new RejectedError('not-allowed');
  const links = (await audit.chain(round, unit)).filter(({ seq }) => seq > after);
  const page: AuditLink[] = [];
  let bytes = 0;
  for (const link of links) {
    bytes += JSON.stringify(link).length;
    if (bytes > PAGE_BYTES && page.length > 0) break;
    page.push(link);
  }
  return { round, unit: unit ?? null, links: page, next: page.length < links.length ? (page.at(-1)?.seq ?? null) : null };
}
