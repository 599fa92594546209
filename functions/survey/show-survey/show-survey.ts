import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { Caller } from '../../../shared/contracts/caller.ts';
import type { SurveyView } from '../../../shared/contracts/survey.ts';
import { InstanceHashes } from '../../../shared/domain/instance-hashes.ts';
import type { ResponseStore } from '../../../shared/storage/response-store.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import type { Batch, SurveyStore } from '../../../shared/storage/survey-store.ts';
import { refuseAssessed, surveyOf } from '../see-survey.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly surveys: SurveyStore;
  readonly responses: ResponseStore;
}

/** Figures of units are for those who see all units. */
const seesFigures = ({ groups }: Caller): boolean => groups.includes('coordinator') || groups.includes('publisher');

async function placesOf(
  round: string,
  id: string,
  batches: readonly Batch[],
  { surveys, responses }: Dependencies,
): Promise<SurveyView['places']> {
  const sample = (await surveys.sample(round, id))?.sample;
  if (sample === undefined) return [];
  const { fieldwork } = await surveys.fieldwork(round, id);
  const reported = new Map(fieldwork.psus.map((entry) => [entry.psu, entry]));
  const answers = new Map<string, number>();
  const instances = new InstanceHashes(new Uint8Array(16));
  for (const { uploadId, pages, status, hasInstances } of batches) {
    if (status !== 'counting') continue;
    for (const { psu, psus, rows, instance } of await responses.pages(round, uploadId, pages)) {
      for (let row = 0; row < rows; row += 1) {
        if (hasInstances && !instances.addHash(instance.subarray(2 * row, 2 * row + 2))) continue;
        const place = psus[psu[row] as number];
        if (place !== undefined) answers.set(place, (answers.get(place) ?? 0) + 1);
      }
    }
  }
  return sample.psus.map(({ psu, unit, stratum, size, probability, interviews }) => {
    const entry = reported.get(psu);
    const n = answers.get(psu) ?? 0;
    return {
      psu,
      unit,
      stratum,
      probability,
      baseWeight: size / (probability * interviews),
      planned: interviews,
      issued: entry?.issued ?? null,
      returned: entry?.returned ?? null,
      refused: entry?.refused ?? null,
      replaced: entry?.replaced ?? null,
      backChecked: entry?.backChecked ?? null,
      answers: n,
      responseRate: n / (entry?.issued === undefined || entry.issued === 0 ? interviews : entry.issued),
    };
  });
}

/** A survey as it stands: how files are read, which count, what came back from each place, flags with decisions, and figures for those who may see them. */
export async function showSurvey(
  { caller, path: { round, instrument: id } }: ApiRequest<{ round: string; instrument: string }>,
  dependencies: Dependencies,
): Promise<SurveyView> {
  refuseAssessed(caller);
  const { rounds, surveys, responses } = dependencies;
  const instrument = await surveyOf(rounds, round, id);
  const { units } = await rounds.definition(round);
  const batches = await surveys.batches(round, id);
  const head = await surveys.estimatesHead(round, id);
  const decisions = new Map((await surveys.decisions(round, id)).map((decision) => [decision.flag, decision]));
  const statements = await Promise.all(units.map(({ code }) => surveys.statement(round, code, id)));
  const stored = head === undefined ? undefined : await responses.estimates(round, id, head.number);
  return {
    round,
    instrument: id,
    version: instrument.version,
    illustrative: instrument.isIllustrative,
    mode: instrument.mode,
    mappings: await surveys.mappings(round, id),
    batches: batches.map(({ instrument: _, pages: __, version: ___, ...batch }) => batch),
    places: await placesOf(round, id, batches, dependencies),
    statements: statements.filter((statement) => statement !== undefined),
    flags: (stored?.flags ?? []).map((flag) => {
      const found = decisions.get(flag.id);
      if (found === undefined) return flag;
      const { decision, reason, decidedBy, decidedAt } = found;
      return { ...flag, decision: { decision, reason, decidedBy, decidedAt } };
    }),
    estimates:
      head !== undefined && stored !== undefined && seesFigures(caller)
        ? {
            number: head.number,
            at: head.at,
            isCurrent: head.basis === (await surveys.basis(round, id)),
            counted: stored.counted,
            all: stored.all,
          }
        : null,
  };
}
