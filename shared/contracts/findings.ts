import * as z from 'zod';
import type { Bilingual } from '../domain/criteria-set.ts';
import type { Finding, FindingCode } from '../domain/finding.ts';

/** Errors stop a file from being recorded; there are no other severities until a rule needs one. */
const severitySchema = z.enum(['error']);

/** A finding as people and programs receive it: address, code, and the sentence in both languages. */
export const findingSchema = z.strictObject({
  code: z.string(),
  severity: severitySchema,
  sheet: z.string().optional(),
  cell: z.string().optional(),
  line: z.int().optional(),
  column: z.string().optional(),
  item: z.string().optional(),
  message: z.strictObject({ vi: z.string(), en: z.string() }),
});
export type DescribedFinding = z.infer<typeof findingSchema>;

/** {name} is filled from the finding's values. */
const TEXTS: Record<FindingCode, Bilingual> = {
  'file-empty': { vi: 'Tệp rỗng, không có nội dung.', en: 'The file is empty.' },
  'file-not-utf8': {
    vi: 'Tệp không phải là văn bản UTF-8. Hãy lưu lại ở dạng "CSV UTF-8".',
    en: 'The file is not UTF-8 text. Save it again as "CSV UTF-8".',
  },
  'file-not-xlsx': {
    vi: 'Tệp không phải là bảng tính .xlsx (dù có thể mang đuôi .xlsx). Hãy dùng biểu mẫu tải từ hệ thống.',
    en: 'The file is not an .xlsx workbook, whatever its name says. Use the form downloaded from the system.',
  },
  'file-damaged': {
    vi: 'Tệp bị hỏng, không mở được. Hãy lưu lại từ bản gốc và nộp lại.',
    en: 'The file is damaged and cannot be opened. Save it again from the original and upload it anew.',
  },
  'file-encrypted': {
    vi: 'Tệp có mật khẩu hoặc ở định dạng .xls cũ. Hãy bỏ mật khẩu và lưu ở dạng .xlsx.',
    en: 'The file is protected by a password or in the old .xls format. Remove the password and save as .xlsx.',
  },
  'file-dangerous': {
    vi: 'Tệp chứa macro, liên kết ngoài hoặc đối tượng nhúng nên bị từ chối.',
    en: 'The file holds macros, external links or embedded objects and is refused.',
  },
  'file-too-large-inside': {
    vi: 'Nội dung giải nén của tệp lớn bất thường nên bị từ chối.',
    en: 'The file unpacks to an abnormal size and is refused.',
  },
  'file-hash-differs': {
    vi: 'Nội dung nhận được khác với mã băm đã khai báo.',
    en: 'The bytes received differ from the declared hash.',
  },
  'form-key-missing': {
    vi: 'Đây không phải là biểu mẫu của hệ thống, hoặc trang tính ẩn "_key" đã bị xóa. Hãy tải lại biểu mẫu.',
    en: 'This is not the system’s form, or its hidden sheet "_key" was removed. Download the form again.',
  },
  'form-of-another-round': {
    vi: 'Biểu mẫu thuộc kỳ đánh giá {found}, không phải {wanted}.',
    en: 'The form belongs to the round {found}, not {wanted}.',
  },
  'form-of-another-unit': {
    vi: 'Biểu mẫu của đơn vị {found}, không phải {wanted}.',
    en: 'The form belongs to the unit {found}, not {wanted}.',
  },
  'form-of-another-set': {
    vi: 'Biểu mẫu dùng bộ tiêu chí {found}, không phải {wanted}.',
    en: 'The form uses the criteria set {found}, not {wanted}.',
  },
  'sheet-missing': { vi: 'Thiếu trang tính "{sheet}".', en: 'The sheet "{sheet}" is missing.' },
  'item-missing': { vi: 'Thiếu dòng của tiêu chí {item}.', en: 'The row of item {item} is missing.' },
  'item-twice': { vi: 'Tiêu chí {item} lặp lại, đã có ở ô {cell}.', en: 'Item {item} stands twice, first at {cell}.' },
  'item-unknown': { vi: 'Không có tiêu chí "{item}" trong bộ tiêu chí.', en: 'The criteria set has no item "{item}".' },
  'item-not-for-self-scoring': {
    vi: 'Tiêu chí {item} do Bộ Nội vụ chấm, đơn vị không tự chấm.',
    en: 'Item {item} is scored by the ministry; units do not score it themselves.',
  },
  'item-not-central': {
    vi: 'Tiêu chí {item} do đơn vị tự chấm, không nộp trong tệp điểm tập trung.',
    en: 'Item {item} is self-scored; it does not belong in a central score file.',
  },
  'unit-unknown': { vi: 'Không có đơn vị "{unit}" trong kỳ đánh giá này.', en: 'This round has no unit "{unit}".' },
  'cell-formula': {
    vi: 'Ô chứa công thức {found}. Hãy nhập trực tiếp giá trị số.',
    en: 'The cell holds the formula {found}. Enter the number itself.',
  },
  'points-empty': {
    vi: 'Chưa có điểm. Ô trống không được hiểu là 0 hay "không áp dụng".',
    en: 'Points are missing. An empty cell means neither 0 nor "not applicable".',
  },
  'points-not-a-number': { vi: '"{found}" không phải là số.', en: '"{found}" is not a number.' },
  'points-above-maximum': { vi: 'Điểm {found} vượt điểm tối đa {maximum}.', en: 'The points {found} are above the maximum {maximum}.' },
  'points-negative': { vi: 'Điểm {found} nhỏ hơn 0.', en: 'The points {found} are below 0.' },
  'points-decimal-comma': {
    vi: '"{found}" dùng dấu phẩy thập phân ở dạng chữ. Hãy nhập dưới dạng số hoặc dùng dấu chấm.',
    en: '"{found}" has a decimal comma and is stored as text. Enter it as a number or use a decimal point.',
  },
  'points-too-many-decimals': {
    vi: 'Điểm {found} có quá {limit} chữ số thập phân. Hãy làm tròn rồi nhập lại.',
    en: 'The points {found} have more than {limit} decimals. Round them and enter them again.',
  },
  'not-applicable-not-allowed': {
    vi: 'Đơn vị không tự ghi "không áp dụng"; bộ tiêu chí quy định điều đó.',
    en: 'A unit does not declare an item "not applicable"; the criteria set does.',
  },
  'reason-too-long': { vi: 'Nội dung dài quá {limit} ký tự.', en: 'The text is longer than {limit} characters.' },
  'csv-header': { vi: 'Dòng tiêu đề phải là: {wanted}.', en: 'The header line must be: {wanted}.' },
  'csv-columns': { vi: 'Dòng có {found} cột, cần {wanted}.', en: 'The line has {found} columns, {wanted} are needed.' },
  'csv-quote': { vi: 'Dấu ngoặc kép đặt sai chỗ.', en: 'A double quote is out of place.' },
  'row-missing': { vi: 'Thiếu dòng của đơn vị {unit}, tiêu chí {item}.', en: 'The row of unit {unit}, item {item} is missing.' },
  'row-twice': { vi: 'Đơn vị {unit}, tiêu chí {item} đã có ở dòng {line}.', en: 'Unit {unit}, item {item} stands at line {line} already.' },
};

export const findingCodes = Object.keys(TEXTS) as FindingCode[];

/** Puts values into the gaps of a text. A gap without a value stays visible. */
export function fillText(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (gap, name: string) => values[name] ?? gap);
}

export function describeFinding(finding: Finding): DescribedFinding {
  const { code, at, item, values = {} } = finding;
  // Cell contents are quoted to people: long ones are cut, and control characters must not reach a terminal.
  const shown = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, [...value.replace(/\p{Cc}/gu, '·')].slice(0, 80).join('')]),
  );
  const text = TEXTS[code];
  return {
    code,
    severity: 'error',
    ...('file' in at ? {} : at),
    ...(item === undefined ? {} : { item }),
    message: { vi: fillText(text.vi, shown), en: fillText(text.en, shown) },
  };
}

/** "Tự chấm điểm!D7", "dòng 3, points / line 3, points", or the file. */
export function describeAddress(finding: Pick<DescribedFinding, 'sheet' | 'cell' | 'line' | 'column'>): string {
  if (finding.cell !== undefined) return `${finding.sheet}!${finding.cell}`;
  if (finding.line !== undefined) return `dòng/line ${finding.line}${finding.column === undefined ? '' : `, ${finding.column}`}`;
  return 'tệp/file';
}
