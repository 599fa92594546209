import { type CriteriaSet, exemptionOf, type Field, itemsOfField } from './criteria-set.ts';
import { ruleText } from './rule-text.ts';
import { type Facts, rolesOf } from './scoring-rule.ts';
import type { Bilingual } from './text-schemas.ts';
import type { Unit } from './units.ts';

/** One item as the unit claims it. Points are decimal text, as exact as they were typed or computed from the facts. */
export interface ClaimedItem {
  readonly item: string;
  /** Null where the cells of the item cannot be taken as they stand: not claimed. */
  readonly points: string | null;
  readonly facts: Facts;
  /** The evidence that the unit names: document numbers, sections, pages. */
  readonly evidence: string;
  readonly explanation: string;
}

/** What the unit writes about the whole, in its own words. */
export interface Remarks {
  readonly difficulties: string;
  readonly proposals: string;
}

/** What a form is for; the hidden sheet carries it so that last year's file is recognised whatever its cells say. */
export interface FormKey {
  readonly round: string;
  readonly unit: string;
  readonly set: string;
  /** The number of the version that the form was filled with when it was downloaded; "0" for an empty one. */
  readonly base: string;
}

export const KEY_SHEET = '_key';
export const SUMMARY_SHEET = 'Tổng hợp';
export const GUIDE_SHEET = 'Hướng dẫn';
export const UNIT_LABEL = 'Đơn vị / Unit';
export const ROUND_LABEL = 'Kỳ đánh giá / Round';
export const DIFFICULTIES_LABEL = 'Khó khăn, vướng mắc / Difficulties';
export const PROPOSALS_LABEL = 'Kiến nghị, đề xuất / Proposals';
export const TEXT_LIMIT = 4000;

/** Columns of a field sheet, left to right. A reader finds them by the Vietnamese half of their heading. */
export const COLUMNS = [
  { name: 'code', heading: 'Mã / Code', width: 9 },
  { name: 'content', heading: 'Nội dung / Item', width: 44 },
  { name: 'maximum', heading: 'Điểm tối đa / Maximum', width: 9 },
  { name: 'rule', heading: 'Cách tính, số liệu cần nhập / Rule, figures asked', width: 46 },
  { name: 'figure1', heading: 'Số liệu 1 / Figure 1', width: 11 },
  { name: 'figure2', heading: 'Số liệu 2 / Figure 2', width: 11 },
  { name: 'points', heading: 'Điểm tự chấm / Self-score', width: 11 },
  { name: 'evidence', heading: 'Tài liệu kiểm chứng / Evidence', width: 44 },
  { name: 'explanation', heading: 'Giải trình / Explanation', width: 44 },
] as const;
export type ColumnName = (typeof COLUMNS)[number]['name'];

/** What a cell lets people enter. */
export type FormInput =
  | { readonly kind: 'yes-no' | 'count' | 'number' | 'text' }
  | { readonly kind: 'points'; readonly maximum: string; readonly step: string | undefined };

export interface FormCell {
  readonly value: string | number | null;
  readonly input?: FormInput;
  readonly formula?: string;
}

/** Which kind of row a form row is, so that the writer can lock and colour it without knowing the rules. */
export interface FormRow {
  readonly kind: 'title' | 'note' | 'header' | 'section' | 'item' | 'text';
  readonly cells: readonly FormCell[];
}

export interface FormSheet {
  readonly name: string;
  readonly columns: readonly number[];
  readonly rows: readonly FormRow[];
}

/** Everything that a unit's form shows. */
export interface FormContent {
  readonly set: CriteriaSet;
  readonly round: string;
  readonly unit: Unit;
  /** Codes of the fields that the form is for; departments fill them apart. Undefined: all. */
  readonly fields?: readonly string[];
  readonly claims?: ReadonlyMap<string, ClaimedItem>;
  readonly remarks?: Remarks;
}

const plain = (...values: (string | number | null)[]): FormCell[] => values.map((value) => ({ value }));

export function sheetNameOf(field: Field): string {
  return `Lĩnh vực ${field.code}`.slice(0, 31);
}

/** A field has a sheet where the unit scores at least one of its items itself. */
function hasSheet(field: Field): boolean {
  return itemsOfField(field).some(({ method }) => method === 'appraised');
}

function heading({ set, round, unit }: FormContent, title: string): FormRow[] {
  const mark = set.illustrative === true ? 'MINH HỌA / ILLUSTRATIVE · ' : '';
  return [
    { kind: 'title', cells: plain(`${mark}${title}`) },
    { kind: 'note', cells: plain(`${UNIT_LABEL}: ${unit.name.vi} (${unit.code})`) },
    { kind: 'note', cells: plain(`${ROUND_LABEL}: ${round} · ${set.decision}`) },
    { kind: 'note', cells: plain(set.note.vi) },
  ];
}

const numberOr = (text: string | null | undefined): number | null => (text === null || text === undefined ? null : Number(text));

function itemRow(content: FormContent, item: ReturnType<typeof itemsOfField>[number]): FormRow {
  const exemption = exemptionOf(item, content.unit.code);
  if (exemption !== undefined) {
    const why = `Không áp dụng / Not applicable: ${exemption.vi}`;
    return { kind: 'text', cells: plain(item.code, item.name.vi, Number(item.maxPoints), why) };
  }
  const claim = content.claims?.get(item.code);
  const { vi, en } = ruleText(item.rule, item.maxPoints);
  const evidence = item.evidence === undefined ? '' : `\nKiểm chứng: ${item.evidence.vi}`;
  const roles = rolesOf(item.rule);
  const figures = [0, 1].map((i): FormCell => {
    const role = roles[i];
    if (role === undefined) return { value: null };
    const fact = claim?.facts[role.role];
    const value = role.kind === 'yes-no' ? (fact === undefined ? null : fact === 'yes' ? 'Có' : 'Không') : numberOr(fact);
    return { value, input: { kind: role.kind } };
  });
  const step = item.rule?.type === 'manual' ? item.rule.step : undefined;
  return {
    kind: 'item',
    cells: [
      ...plain(item.code, item.name.vi, Number(item.maxPoints), `${vi}${evidence}\n${en}`),
      ...figures,
      { value: numberOr(claim?.points), input: { kind: 'points', maximum: item.maxPoints, step } },
      { value: claim?.evidence ?? null, input: { kind: 'text' } },
      { value: claim?.explanation ?? null, input: { kind: 'text' } },
    ],
  };
}

function fieldSheet(content: FormContent, field: Field): FormSheet {
  const rows: FormRow[] = [
    ...heading(content, 'BẢN TỰ CHẤM ĐIỂM CHỈ SỐ CẢI CÁCH HÀNH CHÍNH / PAR INDEX SELF-ASSESSMENT'),
    { kind: 'header', cells: plain(...COLUMNS.map((column) => column.heading)) },
    { kind: 'section', cells: plain(null, `${field.code}. ${field.name.vi}`) },
  ];
  for (const criterion of field.criteria) {
    const items = ('subCriteria' in criterion ? criterion.subCriteria : [criterion]).filter(({ method }) => method === 'appraised');
    if (items.length === 0) continue;
    if ('subCriteria' in criterion) rows.push({ kind: 'section', cells: plain(null, `${criterion.code}. ${criterion.name.vi}`) });
    for (const item of items) rows.push(itemRow(content, item));
  }
  return { name: sheetNameOf(field), columns: COLUMNS.map(({ width }) => width), rows };
}

function summarySheet(content: FormContent, fields: readonly FormSheet[]): FormSheet {
  const points = COLUMNS.findIndex(({ name }) => name === 'points');
  const letter = String.fromCharCode(65 + points);
  const { set, remarks } = content;
  const rows: FormRow[] = [
    ...heading(content, 'TỔNG HỢP KẾT QUẢ TỰ CHẤM ĐIỂM / SUMMARY OF THE SELF-ASSESSMENT'),
    { kind: 'header', cells: plain('Lĩnh vực / Field', 'Tên / Name', 'Điểm tối đa tự chấm / Maximum', 'Tổng điểm tự chấm / Total') },
  ];
  for (const field of set.fields) {
    const sheet = fields.find(({ name }) => name === sheetNameOf(field));
    if (sheet === undefined) continue;
    const items = sheet.rows.flatMap(({ kind, cells }, r) =>
      kind === 'item' ? [{ maximum: Number(cells[2]?.value ?? 0), row: r + 1 }] : [],
    );
    const maximum = items.reduce((total, item) => total + Math.round(item.maximum * 1e6), 0) / 1e6;
    const [first, last] = [items[0]?.row ?? 1, items.at(-1)?.row ?? 1];
    const formula = `SUM('${sheet.name}'!${letter}${first}:${letter}${last})`;
    rows.push({ kind: 'text', cells: [...plain(field.code, field.name.vi, maximum), { value: null, formula }] });
  }
  for (const [label, text] of [
    [DIFFICULTIES_LABEL, remarks?.difficulties],
    [PROPOSALS_LABEL, remarks?.proposals],
  ] as const) {
    rows.push({ kind: 'section', cells: plain(null, label) });
    rows.push({ kind: 'text', cells: [{ value: null }, { value: text ?? null, input: { kind: 'text' } }] });
  }
  return { name: SUMMARY_SHEET, columns: [12, 90, 18, 18], rows };
}

/** The sheets of one unit's form: the fields that it scores itself, one sheet each, then the summary. */
export function formSheets(content: FormContent): FormSheet[] {
  const wanted = content.set.fields.filter(
    (field) => hasSheet(field) && (content.fields === undefined || content.fields.includes(field.code)),
  );
  const sheets = wanted.map((field) => fieldSheet(content, field));
  return [...sheets, summarySheet(content, sheets)];
}

/** The instructions, one line each. */
export const GUIDE: readonly Bilingual[] = [
  { vi: 'HƯỚNG DẪN', en: 'INSTRUCTIONS' },
  {
    vi: 'Chỉ nhập vào các ô màu vàng; mã tiêu chí là văn bản, không sửa.',
    en: 'Fill in the yellow cells only; item codes are text, leave them as they are.',
  },
  {
    vi: 'Nhập số liệu 1 và 2 theo cột "Cách tính"; điểm để trống thì hệ thống tính từ số liệu.',
    en: 'Enter figures 1 and 2 as the rule asks; where points are left empty, they are computed from them.',
  },
  { vi: 'Nếu tự nhập điểm, điểm phải khớp với số liệu.', en: 'Points that you enter yourself must follow from the figures.' },
  {
    vi: 'Số nhập dạng số. Số dạng chữ: "85,5" là 85,5; "1.234" không rõ nghĩa và bị báo lỗi.',
    en: 'Enter numbers as numbers. As text, "85,5" means 85.5; "1.234" is unclear and an error.',
  },
  { vi: 'Không có tài liệu kiểm chứng thì phải giải trình.', en: 'Without evidence an explanation is due.' },
  {
    vi: 'Không đưa tài liệu có độ Mật trở lên vào tệp này hay vào hệ thống: khai báo "giữ bản giấy".',
    en: 'Never put secret documents into this file or the system: declare them as held on paper.',
  },
  {
    vi: 'Các phòng có thể nhập từng trang tính riêng và nộp riêng; tệp chỉ cập nhật các lĩnh vực có trong tệp.',
    en: 'Departments may fill and upload field sheets apart; a file updates only the fields that it holds.',
  },
  { vi: 'Khó khăn và kiến nghị nhập ở trang "Tổng hợp".', en: 'Difficulties and proposals go into the sheet "Tổng hợp".' },
  {
    vi: 'Lưu ở định dạng .xlsx, không đặt mật khẩu, không dùng công thức trong ô điểm, rồi nộp qua địa chỉ đã ký.',
    en: 'Save as .xlsx without password and without formulas in the cells of points, then upload to the signed address.',
  },
];
