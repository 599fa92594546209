import type { ApiRequest, FileAnswer } from '../../../shared/contracts/api.ts';
import { formSheets } from '../../../shared/domain/self-assessment-form.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { writeForm } from '../../../shared/spreadsheet/write-form.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import type { SubmissionStore } from '../../../shared/storage/submission-store.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly submissions: SubmissionStore;
}

/**
 * The unit's form, made from the round's criteria set and filled with its latest version, so that a correction changes
 * what is wrong and nothing else. `fields` takes some of the sheets. Another unit's form does not exist for a unit.
 */
export async function makeWorkbook(
  { caller, path, query }: ApiRequest<{ round: string; unit: string }, undefined, { fields?: string | undefined }>,
  { rounds, submissions }: Dependencies,
): Promise<FileAnswer> {
  const mayHave = caller.unit === path.unit || caller.groups.includes('coordinator');
  const { round, criteriaSet: set, units } = await rounds.definition(path.round);
  const unit = units.find(({ code }) => code === path.unit);
  if (!mayHave || unit === undefined) throw new RejectedError('not-found', { what: path.unit });
  const fields = query.fields?.split(',');
  const unknown = fields?.find((code) => !set.fields.some((field) => field.code === code));
  if (unknown !== undefined) throw new RejectedError('not-found', { what: unknown });
  const latest = (await submissions.find(round, unit.code)).versions.at(-1);
  const lines = latest === undefined ? [] : await submissions.lines(round, unit.code, latest);
  const sheets = formSheets({
    set,
    round,
    unit,
    ...(fields === undefined ? {} : { fields }),
    claims: new Map(lines.map((line) => [line.item, line])),
    ...(latest === undefined ? {} : { remarks: latest.remarks }),
  });
  return {
    bytes: await writeForm({ round, unit: unit.code, set: set.id, base: String(latest?.number ?? 0) }, sheets),
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    fileName: `${round}-${unit.code}${fields === undefined ? '' : `-${fields.join('-')}`}.xlsx`,
  };
}
