import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { estimatesAnswerSchema } from '../../../shared/contracts/survey.ts';
import { QualityCheck } from '../../../shared/domain/answer-quality.ts';
import { itemsOf } from '../../../shared/domain/criteria-set.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { frozenLock } from '../../../shared/domain/lock.ts';
import type { ResponsePage } from '../../../shared/domain/response-page.ts';
import { DesignError } from '../../../shared/domain/survey-design.ts';
import {
  type ClusterTotals,
  LonelyStratumError,
  SurveyCount,
  type SurveyFigures,
  surveyPoints,
} from '../../../shared/domain/survey-figures.ts';
import type { SurveySample } from '../../../shared/domain/survey-sample.ts';
import { successorOf } from '../../../shared/domain/units.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { ResponseStore } from '../../../shared/storage/response-store.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import type { Batch, FlagDecision, SurveyStore } from '../../../shared/storage/survey-store.ts';
import { refuseAssessed, surveyOf } from '../see-survey.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly surveys: SurveyStore;
  readonly responses: ResponseStore;
  readonly clock: Clock;
}

interface Loaded {
  readonly batch: Batch;
  readonly pages: readonly ResponsePage[];
}

/** Places and enumerators whose answers somebody decided to leave out. */
function leftOutBy(decisions: readonly FlagDecision[]): { psus: ReadonlySet<string>; enumerators: ReadonlySet<string> } {
  const psus = new Set<string>();
  const enumerators = new Set<string>();
  for (const { decision, psu, unit, enumerator } of decisions) {
    if (decision !== 'leave-out') continue;
    if (psu !== undefined) psus.add(`${unit}\n${psu}`);
    if (enumerator !== undefined) enumerators.add(`${unit}\n${enumerator}`);
  }
  return { psus, enumerators };
}

function countAll(
  instrument: Instrument,
  sample: SurveySample | undefined,
  loaded: readonly Loaded[],
  decisions: readonly FlagDecision[],
  unitOf: (unit: string) => string,
): SurveyCount {
  const { psus, enumerators } = leftOutBy(decisions);
  const count = new SurveyCount(instrument, sample, unitOf);
  for (const { batch, pages } of loaded) {
    const { channel, hasInstances } = batch;
    for (const page of pages) {
      const isLeftOut = (row: number): boolean => {
        const unit = page.units[page.unit[row] ?? 0];
        const psu = page.psus[page.psu[row] ?? 0];
        const enumerator = page.enumerators[page.enumerator[row] ?? 0];
        return psus.has(`${unit}\n${psu}`) || enumerators.has(`${unit}\n${enumerator}`);
      };
      count.add(page, { channel, hasInstances }, psus.size + enumerators.size === 0 ? undefined : isLeftOut);
    }
  }
  return count;
}

function reasonOf(error: unknown): string {
  if (error instanceof LonelyStratumError)
    return `tầng ${error.stratum} chỉ còn một địa bàn có phiếu; khai báo lonelyPsu khác "fail" trong mẫu / stratum ${error.stratum} has a single place with answers; declare another lonelyPsu than "fail" in the sample`;
  if (error instanceof DesignError) return error.message;
  throw error;
}

/** Standard errors of the points of each unit; none of a sample without errors, nor under one degree of freedom. */
function errorsOf({ units }: SurveyFigures): Record<string, { se: number; df: number }> {
  return Object.fromEntries(
    units.flatMap(({ unit, points: { se, df } }) => (se === null || df === null || df < 1 ? [] : [[unit, { se, df }]])),
  );
}

/**
 * Reads every answer that counts back, raises flags, and estimates twice: with all answers, and without what was decided to be left out. The second ones
 * give points. Nothing that the estimates follow from may have changed meanwhile.
 */
export async function computeEstimates(
  { caller, path: { round, instrument: id }, correlationId }: ApiRequest<{ round: string; instrument: string }, object | undefined>,
  { rounds, surveys, responses, clock }: Dependencies,
): Promise<z.infer<typeof estimatesAnswerSchema>> {
  refuseAssessed(caller);
  const instrument = await surveyOf(rounds, round, id);
  const refuse = (reason: string): RejectedError => new RejectedError('nothing-to-estimate', { instrument: id, reason });
  return await retryConflicts(async () => {
    const { frozen } = await rounds.get(round);
    if (frozen !== undefined) throw new RejectedError('already-frozen', frozenLock(frozen));
    const { criteriaSet, unitChanges } = await rounds.definition(round);
    const unitOf = (unit: string): string => successorOf(unit, unitChanges);
    const basis = await surveys.basis(round, id);
    const sample = (await surveys.sample(round, id))?.sample;
    const batches = (await surveys.batches(round, id)).filter(({ status }) => status === 'counting');
    if (batches.length === 0) throw refuse('chưa có tệp trả lời nào được tính / no file of answers counts');
    if (instrument.mode === 'probability' && sample === undefined) throw refuse('chưa khai báo mẫu / no sample is declared');
    const decisions = await surveys.decisions(round, id);
    const loaded: Loaded[] = [];
    for (const batch of batches) loaded.push({ batch, pages: await responses.pages(round, batch.uploadId, batch.pages) });

    const quality = new QualityCheck(instrument);
    for (const { batch, pages } of loaded) for (const page of pages) quality.add(page, batch.hasInstances);
    const flags = quality.flags(sample);
    const maxima = new Map(itemsOf(criteriaSet).map(({ code, maxPoints }) => [code, Number(maxPoints)]));
    let counted: SurveyFigures;
    let all: SurveyFigures;
    let clusters: ClusterTotals | null;
    try {
      const everything = countAll(instrument, sample, loaded, [], unitOf);
      all = everything.figures(maxima);
      const isLessCounted = decisions.some(({ decision }) => decision === 'leave-out');
      const kept = isLessCounted ? countAll(instrument, sample, loaded, decisions, unitOf) : everything;
      counted = isLessCounted ? kept.figures(maxima) : all;
      clusters = kept.clusters(maxima) ?? null;
    } catch (error) {
      throw refuse(reasonOf(error));
    }

    const head = await surveys.estimatesHead(round, id);
    const number = (head?.number ?? 0) + 1;
    await responses.writeEstimates(round, id, number, { counted, all, flags, clusters });
    const maximumTexts = new Map(itemsOf(criteriaSet).map(({ code, maxPoints }) => [code, maxPoints]));
    const points = surveyPoints(instrument, counted, maximumTexts);
    // A file or a decision that came while this was computed: compute again.
    if ((await surveys.basis(round, id)) !== basis)
      throw refuse('dữ liệu vừa thay đổi, hãy thử lại / something changed meanwhile, ask again');
    const at = instantOf(clock());
    await surveys.saveEstimates(
      round,
      id,
      { number, at, basis, points, errors: errorsOf(counted), version: head?.version ?? 0 },
      {
        at,
        actor: caller.sub,
        action: 'estimates-computed',
        details: { instrument: id, number, basis, answers: counted.n, flags: flags.length, correlationId },
      },
    );
    const withheld = Object.entries(points).flatMap(([unit, items]) => (Object.values(items).includes(null) ? [unit] : []));
    return { number, answers: counted.n, flags, withheld };
  });
}
