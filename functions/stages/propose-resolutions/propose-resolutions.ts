import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { resolutionsAnswerSchema, resolutionsRequestSchema } from '../../../shared/contracts/rounds.ts';
import { itemsOf } from '../../../shared/domain/criteria-set.ts';
import { type Matter, parseMatter, RESOLUTIONS } from '../../../shared/domain/gate.ts';
import { frozenLock } from '../../../shared/domain/lock.ts';
import type { RoundDefinition } from '../../../shared/domain/round.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { ResolutionStore } from '../../../shared/storage/resolution-store.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly resolutions: ResolutionStore;
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
  { rounds, resolutions, clock }: Dependencies,
): Promise<z.infer<typeof resolutionsAnswerSchema>> {
  const definition = await rounds.definition(round);
  const { matters, resolution, decisionNumber, reason } = body;
  for (const { id, kind } of matters.map((matter) => matterIn(definition, matter))) {
    const choices: readonly string[] = RESOLUTIONS[kind];
    if (!choices.includes(resolution)) throw new RejectedError('resolution-not-possible', { matter: id, choices: choices.join(', ') });
  }
  await retryConflicts(async () => {
    const head = await rounds.get(round);
    if (head.frozen !== undefined) throw new RejectedError('already-frozen', frozenLock(head.frozen));
    const earlier = new Map((await resolutions.list(round)).map((record) => [record.matter, record]));
    const at = instantOf(clock());
    const proposed = matters.map((matter) => {
      const record = { matter, resolution, decisionNumber, reason, proposedBy: caller.sub, proposedAt: at };
      return { ...record, version: earlier.get(matter)?.version ?? 0 };
    });
    const details = { matters, resolution, decisionNumber, reason, correlationId };
    await resolutions.save(head, proposed, { at, actor: caller.sub, action: 'resolutions-proposed', details });
  });
  return { round, matters, resolution, decisionNumber, state: 'proposed' };
}
