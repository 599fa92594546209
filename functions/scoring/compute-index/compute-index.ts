import type { RoundStep } from '../../../shared/contracts/events.ts';
import { canonicalJson } from '../../../shared/domain/canonical-json.ts';
import { computedIndex } from '../../../shared/domain/computed-index.ts';
import { adjustmentsOf, frozenContentSchema, scoresOf } from '../../../shared/domain/freeze.ts';
import { hashOf } from '../../../shared/domain/hash.ts';
import { computeIndex as compute } from '../../../shared/domain/par-index.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { FileStore } from '../../../shared/storage/file-store.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly evidence: FileStore;
  readonly clock: Clock;
}

/** Turns the frozen records into points, indexes, ranks and groups, and keeps the result beside them under its own hash. */
export async function computeIndex(step: RoundStep, { rounds, evidence, clock }: Dependencies): Promise<{ hash: string }> {
  const { round } = step;
  const { frozen } = await rounds.getFor(step);
  if (frozen === undefined) throw new RejectedError('index-not-computed');
  const definition = await rounds.definition(round);
  const content = frozenContentSchema.parse(JSON.parse(new TextDecoder().decode(await evidence.read(frozen.key))));
  const unranked = new Set(definition.units.flatMap(({ code, unranked: reason }) => (reason === undefined ? [] : [code])));
  const result = computedIndex(
    definition.level,
    compute(definition.criteriaSet, scoresOf(content), { adjustments: adjustmentsOf(content), unranked }),
  );
  const hash = hashOf(result);
  const key = `computed/${round}/${frozen.hash}/${hash}.json`;
  await evidence.writeOnce(key, new TextEncoder().encode(canonicalJson(result)), 'application/json');
  await retryConflicts(async () => {
    const record = await rounds.getFor(step);
    if (record.computed?.key === key) return;
    const event = { at: instantOf(clock()), actor: 'compute-index', action: 'index-computed', details: { frozen: frozen.hash, hash } };
    await rounds.saveRound({ ...record, computed: { hash, key } }, event);
  });
  return { hash };
}
