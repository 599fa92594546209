import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { resolutionsAnswerSchema, resolutionsRequestSchema } from '../../../shared/contracts/rounds.ts';
import { itemsOf } from '../../../shared/domain/criteria-set.ts';
import { choicesOf, settle } from '../../../shared/domain/freeze.ts';
import { type Matter, parseMatter } from '../../../shared/domain/gate.ts';
import { frozenLock } from '../../../shared/domain/lock.ts';
import type { RoundDefinition } from '../../../shared/domain/round.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import { type PointSources, settledRecords } from '../settled-records.ts';

export interface Dependencies extends PointSources {
  readonly rounds: RoundStore;
  readonly clock: Clock;
}

/** The matter that an id names, if the round knows unit, item and instrument. */
function matterIn({ units, criteriaSet, instruments }: RoundDefinition, id: string): Matter {
  const matter = parseMatter(id);
  const isKnown =
    matter !== undefined &&
    (matter.unit === undefined || units.some(({ code }) => code === matter.unit)) &&
    (matter.item === undefined || itemsOf(criteriaSet).some(({ code }) => code === matter.item)) &&
    (matter.instrument === undefined || instruments.some((instrument) => instrument.id === matter.instrument));
  if (!isKnown) throw new RejectedError('not-found', { what: id });
  return matter;
}

/** A coordinator says how open matters shall be resolved; nothing counts until a publisher has agreed. */
export async function proposeResolutions(
  { caller, path: { round }, body, correlationId }: ApiRequest<{ round: string }, z.infer<typeof resolutionsRequestSchema>>,
  dependencies: Dependencies,
): Promise<z.infer<typeof resolutionsAnswerSchema>> {
  const { rounds, resolutions, clock } = dependencies;
  const definition = await rounds.definition(round);
  const { matters, resolution, decisionNumber, reason } = body;
  const records = await settledRecords(definition, dependencies);
  const { open, content } = settle(definition, records);
  const known = new Set([...open.map(({ id }) => id), ...content.resolutions.map(({ matter }) => matter)]);
  for (const matter of matters.map((id) => matterIn(definition, id))) {
    const { id, kind } = matter;
    // Answers that are not trusted are withheld although nothing is missing; everything else has to be open to be resolved.
    if (!known.has(id) && kind !== 'survey-withheld') throw new RejectedError('matter-not-open', { matter: id });
    const choices: readonly string[] = choicesOf(matter, records);
    if (!choices.includes(resolution)) throw new RejectedError('resolution-not-possible', { matter: id, choices: choices.join(', ') });
  }
  await retryConflicts(async () => {
    const head = await rounds.get(round);
    if (head.frozen !== undefined) throw new RejectedError('already-frozen', frozenLock(head.frozen));
    const earlier = new Map((await resolutions.list(round)).map((record) => [record.matter, record]));
    const at = instantOf(clock());
    const proposed = matters.map((matter) => {
      const before = earlier.get(matter);
      const { resolution: of, decisionNumber: by, reason: why } = before ?? {};
      const decided =
        of === undefined || by === undefined || why === undefined ? undefined : { resolution: of, decisionNumber: by, reason: why };
      // What two persons decided counts until two persons decide otherwise.
      const standing = before?.approvedBy === undefined ? before?.standing : decided;
      const record = { matter, resolution, decisionNumber, reason, proposedBy: caller.sub, proposedAt: at };
      return { ...record, ...(standing === undefined ? {} : { standing }), version: before?.version ?? 0 };
    });
    const details = { matters, resolution, decisionNumber, reason, correlationId };
    await resolutions.save(head, proposed, { at, actor: caller.sub, action: 'resolutions-proposed', details });
  });
  return { round, matters, resolution, decisionNumber, state: 'proposed' };
}
