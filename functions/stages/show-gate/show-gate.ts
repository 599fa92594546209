import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { gateViewSchema } from '../../../shared/contracts/rounds.ts';
import { choicesOf, settle } from '../../../shared/domain/freeze.ts';
import { parseMatter } from '../../../shared/domain/gate.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import { type PointSources, settledRecords } from '../settled-records.ts';
import { stagesNotOver } from '../view-round.ts';

export interface Dependencies extends PointSources {
  readonly rounds: RoundStore;
}

/** Every matter that the freeze waits for, with what may become of it, and every one that a rule or a decision resolved. */
export async function showGate(
  { path: { round } }: ApiRequest<{ round: string }>,
  dependencies: Dependencies,
): Promise<z.infer<typeof gateViewSchema>> {
  const { rounds, resolutions } = dependencies;
  const definition = await rounds.definition(round);
  const records = await settledRecords(definition, dependencies);
  const { open, content } = settle(definition, records);
  const proposals = new Map(
    (await resolutions.list(round)).flatMap((record) => (record.approvedBy === undefined ? [[record.matter, record]] : [])),
  );
  const waiting = open.map((matter) => {
    const { id, kind, unit, item, instrument, missing } = matter;
    const proposal = proposals.get(id);
    const place = {
      id,
      kind,
      ...(unit === undefined ? {} : { unit }),
      ...(item === undefined ? {} : { item }),
      ...(instrument === undefined ? {} : { instrument }),
    };
    if (proposal === undefined) return { ...place, state: 'open' as const, missing, choices: choicesOf(matter, records) };
    const { resolution, decisionNumber, reason } = proposal;
    return { ...place, state: 'proposed' as const, missing, choices: choicesOf(matter, records), resolution, decisionNumber, reason };
  });
  const resolved = content.resolutions.map(({ matter, kind, resolution, by, decisionNumber, reason }) => ({
    ...(parseMatter(matter) ?? {}),
    id: matter,
    kind,
    state: 'resolved' as const,
    choices: [],
    resolution,
    by,
    decisionNumber,
    reason,
  }));
  return { round, stagesNotOver: stagesNotOver(await rounds.stages(round)), open: open.length, matters: [...waiting, ...resolved] };
}
