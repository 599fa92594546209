import type { ApiRequest, FileAnswer } from '../../../shared/contracts/api.ts';
import { isAssigned } from '../../../shared/domain/assignment.ts';
import { itemsOf, readingAgency, selfScoredItems } from '../../../shared/domain/criteria-set.ts';
import type { ReadingSheetRow } from '../../../shared/domain/reading-sheet.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { writeReadingSheet } from '../../../shared/spreadsheet/write-reading-sheet.ts';
import type { AssignmentStore } from '../../../shared/storage/assignment-store.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import type { SubmissionStore } from '../../../shared/storage/submission-store.ts';
import { claimsOf } from '../read-cells.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly submissions: SubmissionStore;
  readonly assignments: AssignmentStore;
}

/** The workbook of the caller's agency: every cell that the caller may read, with its claim. */
export async function makeReadingSheet(
  { caller, path: { round } }: ApiRequest<{ round: string }>,
  { rounds, submissions, assignments }: Dependencies,
): Promise<FileAnswer> {
  const { agency, sub } = caller;
  if (agency === undefined) throw new RejectedError('not-allowed');
  const { criteriaSet, units } = await rounds.definition(round);
  const { assignments: assigned } = await assignments.get(round);
  const rows: ReadingSheetRow[] = [];
  for (const { code: unit } of units.filter(({ code }) => code !== agency && code !== caller.unit)) {
    const mine = selfScoredItems(itemsOf(criteriaSet), unit).filter(
      (item) => [undefined, agency].includes(readingAgency(item, unit)) && isAssigned(assigned, sub, agency, unit, item.code),
    );
    if (mine.length === 0) continue;
    const claims = await claimsOf(round, unit, submissions);
    rows.push(...mine.map((item) => ({ unit, item, claimed: claims.get(item.code) })));
  }
  return {
    bytes: await writeReadingSheet({ round, agency }, rows),
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    fileName: `${round}-${agency}-tham-dinh.xlsx`,
  };
}
