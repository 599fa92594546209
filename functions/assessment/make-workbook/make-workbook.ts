import type { ApiRequest, FileAnswer } from '../../../shared/contracts/api.ts';
import { formRows } from '../../../shared/domain/self-assessment-form.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { writeForm } from '../../../shared/spreadsheet/write-form.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
}

/** The unit's form, made from the round's criteria set. Another unit's form does not exist for a unit. */
export async function makeWorkbook(
  { caller, path }: ApiRequest<{ round: string; unit: string }>,
  { rounds }: Dependencies,
): Promise<FileAnswer> {
  const mayHave = caller.unit === path.unit || caller.groups.includes('coordinator');
  const { round, criteriaSet, units } = await rounds.definition(path.round);
  const unit = units.find(({ code }) => code === path.unit);
  if (!mayHave || unit === undefined) throw new RejectedError('not-found', { what: path.unit });
  return {
    bytes: await writeForm({ round, unit: unit.code, set: criteriaSet.id }, formRows(criteriaSet, round, unit)),
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    fileName: `${round}-${unit.code}.xlsx`,
  };
}
