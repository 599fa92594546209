import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { RoundView } from '../../../shared/contracts/rounds.ts';
import { hashOf } from '../../../shared/domain/hash.ts';
import type { RoundDefinition } from '../../../shared/domain/round.ts';
import { ConflictError, RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { RoundWorkflow } from '../../../shared/runtime/round-workflow.ts';
import type { ReleaseStore } from '../../../shared/storage/release-store.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import { viewRound } from '../view-round.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly releases: ReleaseStore;
  readonly workflow: RoundWorkflow;
  readonly clock: Clock;
}

/** A record holds 400 kB with its names and keys. */
const LARGEST_DEFINITION_BYTES = 380_000;

/**
 * Writes the round with its planned stages, then starts its workflow. Sending the same round again finds it there and
 * makes sure that the workflow runs; another content under the same name is refused.
 */
export async function openRound(
  { caller, body: definition, correlationId }: ApiRequest<object, RoundDefinition>,
  { rounds, releases, workflow, clock }: Dependencies,
): Promise<RoundView> {
  const { round } = definition;
  if (new TextEncoder().encode(JSON.stringify(definition)).length > LARGEST_DEFINITION_BYTES) {
    throw new RejectedError('bad-request', {}, [{ at: 'body', message: `larger than ${LARGEST_DEFINITION_BYTES} bytes` }]);
  }
  const hash = hashOf(definition);
  if ((await rounds.find(round)) === undefined && Date.parse(definition.calendar['self-assessment'].deadlineAt) <= clock()) {
    throw new RejectedError('bad-request', {}, [
      { at: 'body.calendar.self-assessment.deadlineAt', message: 'is in the past: nobody could take part' },
    ]);
  }
  try {
    const details = { round, definition: hash, correlationId };
    await rounds.create(definition, { at: instantOf(clock()), actor: caller.sub, action: 'round-opened', details });
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    if (hashOf(await rounds.original(round)) !== hash) throw new RejectedError('round-exists', { round });
  }
  const record = await rounds.get(round);
  await workflow.start(round, record.generation);
  const present = await rounds.definition(round);
  return viewRound(caller, {
    definition: present,
    record,
    stages: await rounds.stages(round),
    releases: await releases.list(round),
    now: clock(),
  });
}
