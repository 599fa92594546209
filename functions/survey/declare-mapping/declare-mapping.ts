import type { ApiRequest } from '../../../shared/contracts/api.ts';
import { describeFinding } from '../../../shared/contracts/findings.ts';
import { hashOf } from '../../../shared/domain/hash.ts';
import { checkMapping, type SurveyMapping } from '../../../shared/domain/survey-mapping.ts';
import { ConflictError, RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import type { SurveyStore } from '../../../shared/storage/survey-store.ts';
import { refuseAssessed, surveyOf } from '../see-survey.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly surveys: SurveyStore;
  readonly clock: Clock;
}

/** How files of a survey are read. A version never changes, since batches name it; the same content once more is a repeat. */
export async function declareMapping(
  {
    caller,
    path: { round, instrument: id, mapping: number },
    body,
    correlationId,
  }: ApiRequest<{ round: string; instrument: string; mapping: number }, SurveyMapping>,
  { rounds, surveys, clock }: Dependencies,
): Promise<{ instrument: string; mapping: number; hash: string }> {
  refuseAssessed(caller);
  const instrument = await surveyOf(rounds, round, id);
  const findings = checkMapping(body, instrument);
  if (body.version !== number)
    findings.push({ code: 'mapping-shape', at: { path: 'version' }, values: { message: `${body.version} ≠ ${number}` } });
  if (instrument.mode === 'probability' && body.psu === undefined) findings.push({ code: 'mapping-psu-missing', at: { path: 'psu' } });
  const { units: present, formerUnits } = await rounds.definition(round);
  const units = new Set([...present, ...formerUnits].map(({ code }) => code));
  for (const [text, code] of Object.entries(body.unit.values))
    if (!units.has(code)) findings.push({ code: 'mapping-code-unknown', at: { path: `unit.values.${text}` }, values: { code } });
  if (findings.length > 0) throw new RejectedError('definition-refused', { what: `${id} ${number}` }, findings.map(describeFinding));
  const answer = { instrument: id, mapping: number, hash: hashOf(body) };
  const refuseOther = async (): Promise<void> => {
    const known = await surveys.mapping(round, id, number);
    if (known === undefined || hashOf(known) !== answer.hash) throw new RejectedError('mapping-taken', { mapping: String(number) });
  };
  if ((await surveys.mapping(round, id, number)) !== undefined) await refuseOther();
  else {
    const event = { at: instantOf(clock()), actor: caller.sub, action: 'mapping-declared', details: { ...answer, correlationId } };
    try {
      await surveys.addMapping(round, body, event);
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      await refuseOther();
    }
  }
  return answer;
}
