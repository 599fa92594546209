import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import { isOnTime } from '../../../shared/domain/calendar.ts';
import { isInCorrection } from '../../../shared/domain/round.ts';
import type { Statement, statementRequestSchema } from '../../../shared/domain/submission.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import type { SubmissionStore } from '../../../shared/storage/submission-store.ts';
import type { UploadStore } from '../../../shared/storage/upload-store.ts';
import { refuseFormerUnit, refuseOtherUnits } from '../see-unit.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly submissions: SubmissionStore;
  readonly uploads: UploadStore;
  readonly clock: Clock;
}

/**
 * The head of the unit answers for one version, named by its hash, with the signed report. A statement that comes after
 * the deadline is kept and does not make a version complete.
 */
export async function giveStatement(
  {
    caller,
    path: { round, unit },
    body,
    correlationId,
  }: ApiRequest<{ round: string; unit: string }, z.infer<typeof statementRequestSchema>>,
  { rounds, submissions, uploads, clock }: Dependencies,
): Promise<Statement> {
  const definition = await rounds.definition(round);
  if (caller.unit !== unit) throw new RejectedError('not-found', { what: unit });
  refuseOtherUnits(caller, unit, definition);
  refuseFormerUnit(unit, definition);
  const report = await uploads.find(round, body.reportUploadId);
  const isReport = report?.unit === unit && report.kind === 'signed-report';
  if (!isReport || report.status !== 'accepted' || report.arrival === undefined) {
    throw new RejectedError('report-not-accepted', { uploadId: body.reportUploadId, status: isReport ? report.status : '–' });
  }
  const { sha256: reportSha256 } = report.arrival;
  return await retryConflicts(async () => {
    const record = await submissions.find(round, unit);
    const version = record.versions.findLast(({ contentHash }) => contentHash === body.contentHash);
    if (version === undefined) throw new RejectedError('version-unknown');
    // The same once more is a repeat; another name, position or date corrects what was stated, and both stay.
    const { name, position, date } = body;
    const repeat = record.statements.findLast((given) => given.contentHash === body.contentHash && given.reportSha256 === reportSha256);
    if (repeat !== undefined && repeat.name === name && repeat.position === position && repeat.date === date) return repeat;
    const givenAt = instantOf(clock());
    const onTime = isOnTime(await rounds.stage(round, 'self-assessment'), unit, givenAt) || isInCorrection(definition, givenAt);
    const statement: Statement = { ...body, version: version.number, reportSha256, givenAt, onTime };
    // The name of the person stands in the record only; the chain keeps what can be checked.
    const { contentHash } = body;
    const details = { version: version.number, contentHash, position, date, reportSha256, onTime, correlationId };
    await submissions.addStatement(round, unit, record, statement, { at: givenAt, actor: caller.sub, action: 'statement-given', details });
    return statement;
  });
}
