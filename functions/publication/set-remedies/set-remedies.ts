import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { RemedyPlan, remedyViewSchema } from '../../../shared/contracts/publication.ts';
import { dayOf } from '../../../shared/domain/calendar.ts';
import { itemsOf, maximumOf } from '../../../shared/domain/criteria-set.ts';
import { hashOf } from '../../../shared/domain/hash.ts';
import { withLedger } from '../../../shared/domain/ledger.ts';
import { compare, decimal } from '../../../shared/domain/rational.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { ComplaintStore } from '../../../shared/storage/complaint-store.ts';
import type { FileStore } from '../../../shared/storage/file-store.ts';
import type { LedgerStore } from '../../../shared/storage/ledger-store.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { ReleaseStore } from '../../../shared/storage/release-store.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import { frozenContent } from '../frozen-content.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly releases: ReleaseStore;
  readonly ledger: LedgerStore;
  readonly complaints: ComplaintStore;
  readonly files: FileStore;
  readonly clock: Clock;
}

/** After a release a unit says what it will do about points that it lost: who, and by when. A later plan replaces it. */
export async function setRemedies(
  { caller, path: { round, unit }, body, correlationId }: ApiRequest<{ round: string; unit: string }, RemedyPlan>,
  { rounds, releases, ledger, complaints, files, clock }: Dependencies,
): Promise<z.infer<typeof remedyViewSchema>> {
  if (caller.unit !== unit) throw new RejectedError('not-allowed');
  const record = await rounds.get(round);
  const first = (await releases.list(round)).find(({ status }) => status === 'published');
  if (first?.publishedAt === undefined) throw new RejectedError('no-release-yet');
  const since = dayOf(Date.parse(first.publishedAt));
  const early = body.plan.flatMap(({ dueOn }, i) => (dueOn < since ? [`body.plan.${i}.dueOn`] : []));
  if (early.length > 0)
    throw new RejectedError(
      'bad-request',
      {},
      early.map((at) => ({ at, message: `trước ngày công bố ${since} / before the publication on ${since}` })),
    );
  const content = withLedger(await frozenContent(record, files), await ledger.list(round));
  const maxima = new Map(itemsOf((await rounds.definition(round)).criteriaSet).map((item) => [item.code, maximumOf(item)]));
  for (const { item } of body.plan) {
    const points = content.points.find((entry) => entry.unit === unit && entry.item === item)?.points;
    const maximum = maxima.get(item);
    if (points === undefined || maximum === undefined) throw new RejectedError('not-found', { what: `${unit} ${item}` });
    if (points === 'NA' || compare(decimal(points), maximum) >= 0) throw new RejectedError('no-points-lost', { unit, item });
  }
  await retryConflicts(async () => {
    const known = await complaints.plan(round, unit);
    const details = { items: body.plan.length, hash: hashOf(body), correlationId };
    const event = { at: instantOf(clock()), actor: caller.sub, action: 'remedies-set', details };
    await complaints.savePlan(round, unit, body, known?.version ?? 0, event);
  });
  return { round, unit, ...body };
}
