import { readSelfAssessment } from '../shared/domain/read-self-assessment.ts';
import { readWorkbook } from '../shared/spreadsheet/read-workbook.ts';
import { type Command, readArguments } from './arguments.ts';
import { findingsOutcome } from './findings.ts';
import { readBytes, readCriteriaSet } from './read-input.ts';

export const checkCommand: Command = {
  usage: 'par check FILE.xlsx --criteria SET.json --unit CODE [--round ROUND] [--json]',
  async run(args) {
    const { options, files } = readArguments(args, { required: ['criteria', 'unit'], optional: ['round'], files: 1 });
    const set = await readCriteriaSet(options.criteria);
    const workbook = await readWorkbook(await readBytes(files[0] ?? ''));
    const form =
      workbook.content === undefined ? undefined : readSelfAssessment(workbook.content, { round: options.round, unit: options.unit, set });
    const items = form?.content?.items ?? [];
    const claimed = items.filter(({ points }) => points !== null).length;
    return findingsOutcome([...workbook.findings, ...(form?.findings ?? [])], {
      text: `không có lỗi / no errors: ${claimed}/${items.length} tiêu chí có điểm / item(s) claimed`,
      json: { fields: form?.content?.fields ?? [], items },
    });
  },
};
