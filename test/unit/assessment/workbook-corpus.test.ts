import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FindingCode } from '../../../shared/domain/finding.ts';
import { readSelfAssessment } from '../../../shared/domain/read-self-assessment.ts';
import type { ClaimedItem, Remarks } from '../../../shared/domain/self-assessment-form.ts';
import { readWorkbook } from '../../../shared/spreadsheet/read-workbook.ts';
import { BCT, CLAIMS, CORPUS_SET, ROUND, TEN_CLAIMS, TEN_SET } from '../../fixtures/workbooks/round.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'fixtures', 'workbooks');
const NO_REMARKS: Remarks = { difficulties: '', proposals: '' };
const SENTENCE = 'Đơn vị đã hoàn thành các nhiệm vụ được giao trong năm, một số nhiệm vụ phải chờ ý kiến của cấp trên';
const SECOND = 'Chất lượng được nâng lên rõ rệt so với năm trước, người dân hài lòng với kết quả giải quyết hồ sơ';

/** Code, "sheet!cell" ('' for the file as a whole), item. */
type Place = readonly [code: FindingCode, where: string, item?: string];
interface Outcome {
  /** The file is refused with these codes. */
  readonly refused?: readonly FindingCode[];
  /** What differs from the sound claims. Null: the item is not claimed, its figures and texts stay as in the sound form. */
  readonly items?: Readonly<Record<string, Partial<ClaimedItem> | null>>;
  readonly findings?: readonly Place[];
  readonly fields?: readonly string[];
  readonly remarks?: Remarks | undefined;
}

const inSheet =
  (sheet: string) =>
  (code: FindingCode, cell: string, item?: string): Place =>
    item === undefined ? [code, `${sheet}!${cell}`] : [code, `${sheet}!${cell}`, item];
const one = inSheet('Lĩnh vực 1');
const two = inSheet('Lĩnh vực 2');
const ten = inSheet('Lĩnh vực f1');
const missing = (item: string): Place => ['item-missing', '', item];

const SOUND: Outcome = {};
const refused = (...codes: FindingCode[]): Outcome => ({ refused: codes });
const noted = (...findings: Place[]): Outcome => ({ findings });
/** 1.2 is not claimed for one reason. */
const notClaimed = (...findings: Place[]): Outcome => ({ items: { '1.2': null }, findings });
/** The claims of an item whose row cannot be told. */
const NO_ROW: Partial<ClaimedItem> = { points: null, facts: {}, evidence: '', explanation: '' };
const WITHOUT_FIGURES: Partial<ClaimedItem> = { points: null, facts: {} };

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  'imitated-sound.xlsx': SOUND,

  'imitated-text-nfd.xlsx': SOUND,
  'imitated-text-tcvn3.xlsx': {
    items: { '1.1': { explanation: SENTENCE }, '1.2': { explanation: SECOND } },
    findings: [one('text-re-encoded', 'I7', '1.1'), one('text-re-encoded', 'I8', '1.2')],
  },
  'imitated-text-vni.xlsx': {
    items: { '1.1': { explanation: SENTENCE }, '1.2': { explanation: SECOND } },
    findings: [one('text-re-encoded', 'I7', '1.1'), one('text-re-encoded', 'I8', '1.2')],
  },
  'imitated-text-look-alikes.xlsx': {
    items: { '1.1': { explanation: 'Đã hoàn thành đúng hạn' }, '1.2': { explanation: 'Ưu tiên hồ sơ của người dân' } },
    findings: [one('text-characters-mapped', 'I7', '1.1'), one('text-characters-mapped', 'I8', '1.2')],
  },
  'imitated-text-carriage-returns.xlsx': SOUND,
  'imitated-text-too-long.xlsx': {
    items: { '1.2': { points: null, explanation: 'rất dài '.repeat(500) } },
    findings: [one('reason-too-long', 'I8', '1.2')],
  },

  'imitated-layout-title-rows-second-header.xlsx': noted(one('row-without-code', 'G8'), two('row-without-code', 'G8')),
  'imitated-layout-header-in-two-rows.xlsx': SOUND,
  'imitated-layout-columns-inserted-and-moved.xlsx': notClaimed(one('points-off-grid', 'I8', '1.2')),
  'imitated-layout-last-years-column.xlsx': SOUND,
  'imitated-layout-column-of-figures-gone.xlsx': { items: { '1.1': WITHOUT_FIGURES }, findings: [one('fact-missing', 'A7', '1.1')] },
  'imitated-layout-heading-spelt-otherwise.xlsx': SOUND,
  'imitated-layout-merged-headings.xlsx': SOUND,
  'imitated-layout-merged-points.xlsx': notClaimed(one('points-empty', 'G8', '1.2')),
  'imitated-layout-roman-totals-notes.xlsx': noted(one('row-without-code', 'G9'), one('row-without-code', 'G11')),
  'imitated-layout-own-sheet.xlsx': noted(['sheet-unknown', 'Nháp!A1']),
  'imitated-layout-sheets-renamed.xlsx': SOUND,
  'imitated-layout-summary-renamed.xlsx': { findings: [['sheet-unknown', 'Tong hop!A1']], remarks: undefined },
  'imitated-layout-sheets-reordered.xlsx': SOUND,
  'imitated-layout-sheet-copied.xlsx': noted(['item-repeated', 'Lĩnh vực 1 (2)!A7', '1.1'], ['item-repeated', 'Lĩnh vực 1 (2)!A8', '1.2']),
  'imitated-layout-sheet-copied-and-changed.xlsx': notClaimed(
    ['item-repeated', 'Lĩnh vực 1 (2)!A7', '1.1'],
    ['item-twice', 'Lĩnh vực 1 (2)!A8', '1.2'],
  ),
  'imitated-layout-empty-rows-to-3000.xlsx': SOUND,
  'imitated-layout-hidden-row.xlsx': noted(one('row-hidden', 'A8', '1.2')),
  'imitated-layout-hidden-sheet.xlsx': noted(two('sheet-hidden', 'A1')),
  'imitated-layout-row-gone.xlsx': { items: { '1.2': NO_ROW }, findings: [missing('1.2')] },
  'imitated-layout-one-field.xlsx': { findings: [['form-partial', '']], fields: ['1'] },

  'imitated-code-as-numbers.xlsx': noted(one('code-repaired', 'A7', '1.1'), one('code-repaired', 'A8', '1.2')),
  'imitated-code-as-date.xlsx': noted(one('code-repaired', 'A8', '1.2')),
  'imitated-code-as-date-name-changed.xlsx': { items: { '1.2': NO_ROW }, findings: [one('code-unclear', 'A8'), missing('1.2')] },
  'imitated-code-spaces.xlsx': SOUND,
  'imitated-code-comma-and-dot-behind.xlsx': noted(one('code-repaired', 'A7', '1.1'), one('code-repaired', 'A8', '1.2')),
  'imitated-code-zero-width-inside.xlsx': noted(one('code-repaired', 'A7', '1.1'), one('code-repaired', 'A8', '1.2')),
  'imitated-code-word-joiner.xlsx': SOUND,
  'imitated-code-unknown.xlsx': noted(one('item-unknown', 'A9')),
  'imitated-code-of-survey-item.xlsx': noted(two('item-not-for-self-scoring', 'A8', '2.2')),
  'imitated-code-formula.xlsx': { items: { '1.2': NO_ROW }, findings: [one('row-without-code', 'G8'), missing('1.2')] },

  'imitated-number-text-comma-and-dot.xlsx': noted(
    one('number-as-text', 'E7', '1.1'),
    one('number-as-text', 'G7', '1.1'),
    one('number-as-text', 'G8', '1.2'),
  ),
  'imitated-number-with-word.xlsx': noted(one('number-as-text', 'G8', '1.2')),
  'imitated-number-blanks-around.xlsx': noted(one('number-as-text', 'G8', '1.2')),
  'imitated-number-zero-width-inside.xlsx': notClaimed(one('points-not-a-number', 'G8', '1.2')),
  'imitated-number-grouped.xlsx': {
    items: { '1.1': { facts: { done: '1034', total: '1100' } } },
    findings: [one('number-as-text', 'E7', '1.1'), one('number-as-text', 'F7', '1.1')],
  },
  'imitated-number-unclear.xlsx': { items: { '1.1': WITHOUT_FIGURES }, findings: [one('number-unclear', 'E7', '1.1')] },
  'imitated-number-percent-text.xlsx': {
    items: { '1.1': WITHOUT_FIGURES, '1.2': null },
    findings: [one('fact-not-whole', 'E7', '1.1'), one('points-percent', 'G8', '1.2')],
  },
  'imitated-number-percent-format.xlsx': {
    items: { '1.1': null, '1.2': null },
    findings: [one('points-percent', 'G7', '1.1'), one('points-percent', 'G8', '1.2')],
  },
  'imitated-number-share.xlsx': {
    items: { '1.1': WITHOUT_FIGURES, '1.2': null },
    findings: [one('fact-not-whole', 'E7', '1.1'), one('points-off-grid', 'G8', '1.2')],
  },
  'imitated-number-unit-format.xlsx': SOUND,
  'imitated-number-quoted-percent-format.xlsx': SOUND,
  'imitated-number-seventeen-digits.xlsx': SOUND,
  'imitated-number-leftover-of-arithmetic.xlsx': notClaimed(one('points-too-many-decimals', 'G8', '1.2')),
  'imitated-number-above-maximum.xlsx': notClaimed(one('points-above-maximum', 'G8', '1.2')),
  'imitated-number-off-grid.xlsx': notClaimed(one('points-off-grid', 'G8', '1.2')),
  'imitated-number-against-facts.xlsx': { items: { '1.1': null }, findings: [one('points-differ-from-facts', 'G7', '1.1')] },
  'imitated-number-negative.xlsx': {
    items: { '1.1': null, '1.2': null },
    findings: [one('points-negative', 'G7', '1.1'), one('points-negative', 'G8', '1.2')],
  },
  'imitated-number-empty.xlsx': notClaimed(one('points-from-facts', 'G7', '1.1'), one('points-empty', 'G8', '1.2')),
  'imitated-number-not-applicable.xlsx': notClaimed(one('not-applicable-not-allowed', 'G8', '1.2')),
  'imitated-number-date.xlsx': notClaimed(one('points-date', 'G8', '1.2')),
  'imitated-number-date-1904.xlsx': notClaimed(one('points-date', 'G8', '1.2')),
  'imitated-number-iso-date.xlsx': notClaimed(one('points-not-a-number', 'G8', '1.2')),
  'imitated-number-unproved.xlsx': {
    items: { '1.2': { points: null, evidence: '', explanation: 'Đã làm.' } },
    findings: [one('evidence-or-explanation-missing', 'I8', '1.2')],
  },

  'imitated-formula-stale-cache.xlsx': notClaimed(one('cell-formula', 'G8', '1.2')),
  'imitated-formula-without-cache.xlsx': notClaimed(one('cell-formula', 'G8', '1.2')),
  'imitated-formula-shared.xlsx': {
    items: { '1.1': null, '1.2': null },
    findings: [one('cell-formula', 'G7', '1.1'), one('cell-formula', 'G8', '1.2')],
  },
  'imitated-formula-array.xlsx': notClaimed(one('cell-formula', 'G8', '1.2')),
  'imitated-formula-array-of-two-cells.xlsx': {
    items: { '1.1': null, '1.2': null },
    findings: [one('cell-formula', 'G7', '1.1'), one('cell-formula', 'G8', '1.2')],
  },
  'imitated-formula-data-table.xlsx': refused('file-dangerous'),
  'imitated-formula-in-figure-and-evidence.xlsx': {
    items: { '1.1': WITHOUT_FIGURES, '1.2': { points: null, evidence: '' } },
    findings: [one('cell-formula', 'E7', '1.1'), one('cell-formula', 'H8', '1.2'), one('evidence-or-explanation-missing', 'I8', '1.2')],
  },
  'imitated-formula-of-error.xlsx': notClaimed(one('cell-formula', 'G8', '1.2')),
  'imitated-error-pasted.xlsx': {
    items: { '1.1': WITHOUT_FIGURES, '1.2': null },
    findings: [one('cell-error', 'E7', '1.1'), one('cell-error', 'G8', '1.2')],
  },
  'imitated-error-as-text.xlsx': notClaimed(one('points-not-a-number', 'G8', '1.2')),

  'imitated-copy-of-row.xlsx': noted(one('item-repeated', 'A9', '1.2')),
  'imitated-copy-of-row-changed.xlsx': notClaimed(one('item-twice', 'A9', '1.2')),

  'imitated-answer-check-box.xlsx': SOUND,
  'imitated-answer-letter-x.xlsx': SOUND,
  'imitated-answer-unclear.xlsx': { items: { '2.1': WITHOUT_FIGURES }, findings: [two('fact-not-yes-or-no', 'E7', '2.1')] },

  'imitated-key-lost.xlsx': noted(['form-key-lost', '']),
  'imitated-key-lost-nfd.xlsx': noted(['form-key-lost', '']),
  'imitated-key-and-headings-lost.xlsx': refused('form-key-missing'),
  'imitated-key-shown.xlsx': SOUND,
  'imitated-key-of-last-year.xlsx': refused('form-of-another-set'),
  'imitated-key-of-another-round.xlsx': refused('form-of-another-round', 'form-of-another-set'),
  'imitated-key-of-another-unit.xlsx': refused('form-of-another-unit'),
  'imitated-key-lost-of-another-unit.xlsx': refused('form-key-lost', 'form-of-another-unit'),

  'imitated-program-inline-strings.xlsx': SOUND,
  'imitated-program-no-references.xlsx': SOUND,
  'imitated-program-rich-text.xlsx': noted(one('number-as-text', 'G8', '1.2')),
  'imitated-program-phonetic-text.xlsx': SOUND,
  'imitated-program-dimension-too-small.xlsx': SOUND,
  'imitated-program-dimension-too-large.xlsx': SOUND,
  'imitated-program-prefix.xlsx': SOUND,
  'imitated-program-strict.xlsx': SOUND,
  'imitated-program-byte-order-mark.xlsx': SOUND,
  'imitated-program-absolute-targets.xlsx': SOUND,
  'imitated-program-single-quotes.xlsx': SOUND,
  'imitated-program-stored.xlsx': SOUND,
  'imitated-program-streamed.xlsx': SOUND,
  'imitated-program-folders.xlsx': SOUND,
  'imitated-program-excel-parts.xlsx': SOUND,

  'imitated-ten-code-as-number.xlsx': noted(ten('code-repaired', 'A16', '1.10')),
  'imitated-ten-both-codes-as-numbers.xlsx': noted(ten('code-repaired', 'A7', '1.1'), ten('code-repaired', 'A16', '1.10')),
  'imitated-ten-code-as-number-name-changed.xlsx': { items: { '1.10': NO_ROW }, findings: [ten('code-unclear', 'A16'), missing('1.10')] },
  'imitated-ten-code-as-text-collapsed.xlsx': {
    items: { '1.1': null, '1.10': NO_ROW },
    findings: [ten('item-twice', 'A16', '1.1'), missing('1.10')],
  },

  'imitated-excel-utf8.csv': refused('file-is-text'),
  'imitated-excel-1258.csv': refused('file-is-text'),
  'imitated-excel-unicode.txt': refused('file-not-xlsx'),
  'imitated-html-table.xls': refused('file-is-html'),
  'imitated-spreadsheetml-2003.xml': refused('file-is-text'),
  'imitated-binary.xlsb': refused('file-is-xlsb'),
  'imitated-password.xlsx': refused('file-encrypted'),

  'libreoffice-sound.xlsx': SOUND,
  'libreoffice-text-numbers.xlsx': noted(
    one('number-as-text', 'E7', '1.1'),
    one('number-as-text', 'G7', '1.1'),
    one('number-as-text', 'G8', '1.2'),
  ),
  'libreoffice-formulas.xlsx': {
    items: { '1.1': null, '1.2': null },
    findings: [one('cell-formula', 'G7', '1.1'), one('cell-formula', 'G8', '1.2')],
  },
  'libreoffice-error-formula.xlsx': notClaimed(one('cell-formula', 'G8', '1.2')),
  'libreoffice-percent-and-date.xlsx': {
    items: { '1.1': null, '1.2': null },
    findings: [one('points-percent', 'G7', '1.1'), one('points-date', 'G8', '1.2')],
  },
  'libreoffice-code-as-date.xlsx': noted(one('code-repaired', 'A8', '1.2')),
  'libreoffice-hidden.xlsx': noted(one('row-hidden', 'A8', '1.2'), two('sheet-hidden', 'A1')),
  'libreoffice-one-field.xlsx': { findings: [['form-partial', '']], fields: ['1'] },
  'libreoffice-text-nfd.xlsx': SOUND,
  'libreoffice-remarks.xlsx': { remarks: { difficulties: 'Thiếu người. Thiếu kinh phí.', proposals: 'Bổ sung biên chế.' } },
  'libreoffice-merged-and-totals.xlsx': noted(one('row-without-code', 'G9')),
  // LibreOffice saves the answer TRUE as the formula =TRUE().
  'libreoffice-check-box.xlsx': { items: { '2.1': WITHOUT_FIGURES }, findings: [two('cell-formula', 'E7', '2.1')] },
  'libreoffice-date-1904.xlsx': notClaimed(one('points-date', 'G8', '1.2')),
  'libreoffice-sound.ods': refused('file-is-ods'),
  'libreoffice-sound.xls': refused('file-is-xls'),
  'libreoffice-sound.fods': refused('file-is-text'),
  'libreoffice-sound.csv': refused('file-is-text'),
  'libreoffice-html.xls': refused('file-is-html'),
};

const byText = (a: Place, b: Place): number => (a.join(' ') < b.join(' ') ? -1 : 1);

/** Everything that the readers make of a file. */
async function outcomeOf(file: string): Promise<unknown> {
  const workbook = await readWorkbook(readFileSync(join(FOLDER, file)));
  if (workbook.content === undefined) return { refused: workbook.findings.map(({ code }) => code) };
  const set = file.startsWith('imitated-ten-') ? TEN_SET : CORPUS_SET;
  const { content, findings } = readSelfAssessment(workbook.content, { round: ROUND, unit: BCT.code, set });
  if (content === undefined) return { refused: findings.map(({ code }) => code) };
  const places = findings.map(({ code, at, item }): Place => {
    const where = 'sheet' in at ? `${at.sheet}!${at.cell}` : '';
    return item === undefined ? [code, where] : [code, where, item];
  });
  return { ...content, findings: places.sort(byText) };
}

function wanted(file: string, outcome: Outcome): unknown {
  if (outcome.refused !== undefined) return { refused: outcome.refused };
  const isTen = file.startsWith('imitated-ten-');
  const { items = {}, findings = [], fields = isTen ? ['f1'] : ['1', '2'] } = outcome;
  const claims = [...(isTen ? TEN_CLAIMS : CLAIMS).values()].filter(({ item }) => isTen || fields.some((field) => item.startsWith(field)));
  return {
    base: 0,
    fields,
    items: claims.map((claim) => ({ ...claim, ...(items[claim.item] === null ? { points: null } : items[claim.item]) })),
    remarks: 'remarks' in outcome ? outcome.remarks : NO_REMARKS,
    findings: [...findings].sort(byText),
  };
}

describe('the corpus of workbooks', () => {
  it('has an outcome for each of its files', () => {
    const files = readdirSync(FOLDER).filter((name) => !/\.(ts|md)$/.test(name));
    expect(files.sort()).toEqual(Object.keys(OUTCOMES).sort());
  });

  it('is small', () => {
    const sizes = Object.keys(OUTCOMES).map((file) => statSync(join(FOLDER, file)).size);
    expect(Math.max(...sizes)).toBeLessThan(60_000);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1_500_000);
  });

  it.each(Object.entries(OUTCOMES))('is read as defined: %s', async (file, outcome) => {
    expect(await outcomeOf(file)).toEqual(wanted(file, outcome));
  });
});
