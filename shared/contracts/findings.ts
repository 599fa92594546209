import * as z from 'zod';
import type { Finding, FindingCode } from '../domain/finding.ts';
import type { Bilingual } from '../domain/text-schemas.ts';

/**
 * error: the item is not taken as it stands (or, where the address is the whole file, the file is refused). warning: taken,
 * but somebody should look. note: what the reader did, so that nothing happens in silence.
 */
const severitySchema = z.enum(['error', 'warning', 'note']);
export type Severity = z.infer<typeof severitySchema>;

/** A finding as people and programs receive it: address, code, the sentence and what to do, in both languages. */
export const findingSchema = z.strictObject({
  code: z.string(),
  severity: severitySchema,
  sheet: z.string().optional(),
  cell: z.string().optional(),
  line: z.int().optional(),
  column: z.string().optional(),
  path: z.string().optional(),
  item: z.string().optional(),
  message: z.strictObject({ vi: z.string(), en: z.string() }),
  fix: z.strictObject({ vi: z.string(), en: z.string() }),
});
export type DescribedFinding = z.infer<typeof findingSchema>;

interface CatalogueEntry {
  readonly severity: Severity;
  readonly text: Bilingual;
  readonly fix: Bilingual;
}

/** {name} is filled from the finding's values. */
const CATALOGUE: Readonly<Record<FindingCode, CatalogueEntry>> = {
  'file-empty': {
    severity: 'error',
    text: { vi: 'Tệp rỗng, không có nội dung.', en: 'The file is empty.' },
    fix: { vi: 'Lưu lại tệp rồi nộp lại.', en: 'Save the file again and upload it anew.' },
  },
  'file-late-refused': {
    severity: 'error',
    text: {
      vi: 'Tệp đến lúc {receivedAt}, sau hạn và thời gian ân hạn; quy định của kỳ không nhận tệp nộp muộn. Tệp vẫn được lưu giữ.',
      en: 'The file arrived at {receivedAt}, after deadline and grace; the rule of the round takes no late files. It is kept all the same.',
    },
    fix: { vi: 'Đề nghị điều phối viên gia hạn, rồi nộp lại.', en: 'Ask a coordinator for an extension, then send it again.' },
  },
  'file-not-utf8': {
    severity: 'error',
    text: { vi: 'Tệp không phải là văn bản UTF-8.', en: 'The file is not UTF-8 text.' },
    fix: { vi: 'Lưu lại ở dạng "CSV UTF-8".', en: 'Save it again as "CSV UTF-8".' },
  },
  'file-not-xlsx': {
    severity: 'error',
    text: {
      vi: 'Tệp không phải là bảng tính .xlsx (dù có thể mang đuôi .xlsx).',
      en: 'The file is not an .xlsx workbook, whatever its name says.',
    },
    fix: { vi: 'Dùng biểu mẫu tải từ hệ thống và lưu ở dạng .xlsx.', en: 'Use the form downloaded from the system and save it as .xlsx.' },
  },
  'file-is-xls': {
    severity: 'error',
    text: { vi: 'Tệp ở định dạng Excel 97-2003 (.xls) cũ.', en: 'The file is in the old Excel 97-2003 format (.xls).' },
    fix: { vi: 'Mở tệp, chọn "Lưu thành" và lưu ở dạng .xlsx.', en: 'Open it, choose "Save as" and save it as .xlsx.' },
  },
  'file-is-xlsb': {
    severity: 'error',
    text: { vi: 'Tệp ở định dạng nhị phân .xlsb.', en: 'The file is in the binary format .xlsb.' },
    fix: { vi: 'Mở tệp, chọn "Lưu thành" và lưu ở dạng .xlsx.', en: 'Open it, choose "Save as" and save it as .xlsx.' },
  },
  'file-is-ods': {
    severity: 'error',
    text: { vi: 'Tệp ở định dạng OpenDocument (.ods).', en: 'The file is in the OpenDocument format (.ods).' },
    fix: { vi: 'Mở tệp, chọn "Lưu thành" và lưu ở dạng .xlsx.', en: 'Open it, choose "Save as" and save it as .xlsx.' },
  },
  'file-is-html': {
    severity: 'error',
    text: { vi: 'Tệp là trang web (HTML) mang đuôi bảng tính.', en: 'The file is a web page (HTML) with the name of a workbook.' },
    fix: { vi: 'Mở bằng Excel rồi lưu ở dạng .xlsx.', en: 'Open it in Excel and save it as .xlsx.' },
  },
  'file-is-text': {
    severity: 'error',
    text: {
      vi: 'Tệp là văn bản (có thể là CSV), không phải bảng tính .xlsx.',
      en: 'The file is text (CSV perhaps), not an .xlsx workbook.',
    },
    fix: {
      vi: 'Nhập vào biểu mẫu tải từ hệ thống và lưu ở dạng .xlsx.',
      en: 'Fill in the form downloaded from the system and save it as .xlsx.',
    },
  },
  'file-damaged': {
    severity: 'error',
    text: { vi: 'Tệp bị hỏng, không mở được.', en: 'The file is damaged and cannot be opened.' },
    fix: { vi: 'Lưu lại từ bản gốc và nộp lại.', en: 'Save it again from the original and upload it anew.' },
  },
  'file-encrypted': {
    severity: 'error',
    text: { vi: 'Tệp có mật khẩu.', en: 'The file is protected by a password.' },
    fix: { vi: 'Bỏ mật khẩu rồi lưu lại ở dạng .xlsx.', en: 'Remove the password and save it again as .xlsx.' },
  },
  'file-dangerous': {
    severity: 'error',
    text: {
      vi: 'Tệp chứa macro, liên kết ngoài, đối tượng nhúng hoặc cấu trúc bất thường nên bị từ chối.',
      en: 'The file holds macros, external links, embedded objects or an abnormal structure and is refused.',
    },
    fix: { vi: 'Chép số liệu sang biểu mẫu tải từ hệ thống.', en: 'Copy the figures into the form downloaded from the system.' },
  },
  'file-too-large-inside': {
    severity: 'error',
    text: { vi: 'Nội dung giải nén của tệp lớn bất thường nên bị từ chối.', en: 'The file unpacks to an abnormal size and is refused.' },
    fix: { vi: 'Chép số liệu sang biểu mẫu tải từ hệ thống.', en: 'Copy the figures into the form downloaded from the system.' },
  },
  'file-range-too-large': {
    severity: 'error',
    text: {
      vi: 'Vùng dữ liệu của tệp quá lớn: dòng {row} (tối đa {limit}).',
      en: 'The used range of the file is too large: row {row} (at most {limit}).',
    },
    fix: {
      vi: 'Xóa các dòng và cột trống đã định dạng ở dưới và bên phải bảng, rồi lưu lại.',
      en: 'Delete the formatted empty rows and columns below and beside the table, then save again.',
    },
  },
  'form-key-missing': {
    severity: 'error',
    text: {
      vi: 'Đây không phải là biểu mẫu của hệ thống: không có trang tính ẩn "_key" và không đọc được tên kỳ, đơn vị.',
      en: 'This is not the system’s form: its hidden sheet "_key" is missing and no round and unit can be read.',
    },
    fix: { vi: 'Tải lại biểu mẫu của đơn vị và chép số liệu vào đó.', en: 'Download the unit’s form again and copy the figures into it.' },
  },
  'form-key-lost': {
    severity: 'warning',
    text: {
      vi: 'Trang tính ẩn "_key" đã mất; kỳ và đơn vị được đọc từ tiêu đề của biểu mẫu.',
      en: 'The hidden sheet "_key" is lost; round and unit were read from the form’s heading.',
    },
    fix: { vi: 'Lần sau hãy dùng biểu mẫu tải từ hệ thống.', en: 'Next time use the form downloaded from the system.' },
  },
  'form-of-another-round': {
    severity: 'error',
    text: { vi: 'Biểu mẫu thuộc kỳ đánh giá {found}, không phải {wanted}.', en: 'The form belongs to the round {found}, not {wanted}.' },
    fix: { vi: 'Tải biểu mẫu của kỳ {wanted}.', en: 'Download the form of the round {wanted}.' },
  },
  'form-of-another-unit': {
    severity: 'error',
    text: { vi: 'Biểu mẫu của đơn vị {found}, không phải {wanted}.', en: 'The form belongs to the unit {found}, not {wanted}.' },
    fix: { vi: 'Nộp biểu mẫu của đơn vị {wanted}.', en: 'Upload the form of the unit {wanted}.' },
  },
  'form-of-another-set': {
    severity: 'error',
    text: { vi: 'Biểu mẫu dùng bộ tiêu chí {found}, không phải {wanted}.', en: 'The form uses the criteria set {found}, not {wanted}.' },
    fix: { vi: 'Tải lại biểu mẫu của kỳ này.', en: 'Download this round’s form again.' },
  },
  'form-without-items': {
    severity: 'error',
    text: { vi: 'Không tìm thấy dòng tiêu chí nào.', en: 'No row of any item was found.' },
    fix: { vi: 'Dùng biểu mẫu tải từ hệ thống, giữ cột "Mã".', en: 'Use the form downloaded from the system and keep its column "Code".' },
  },
  'form-partial': {
    severity: 'note',
    text: {
      vi: 'Tệp có các lĩnh vực {fields}; các lĩnh vực khác giữ nguyên như bản trước.',
      en: 'The file holds the fields {fields}; all others stay as in the version before.',
    },
    fix: { vi: 'Không cần làm gì nếu đúng ý định.', en: 'Nothing to do if that was intended.' },
  },
  'same-file-again': {
    severity: 'note',
    text: {
      vi: 'Nội dung giống hệt bản {version}; xác nhận cho bản đó có giá trị cho cả bản này.',
      en: 'The content is the same as version {version}; a statement for that one answers for this one as well.',
    },
    fix: { vi: 'Không cần làm gì.', en: 'Nothing to do.' },
  },
  'older-content-again': {
    severity: 'warning',
    text: {
      vi: 'Nội dung giống hệt bản {version}, cũ hơn bản {latest} đang có; tệp này trở thành bản mới nhất.',
      en: 'The content is that of version {version}, older than version {latest}; this file now is the newest version.',
    },
    fix: { vi: 'Nếu nhầm tệp, hãy nộp lại tệp đúng.', en: 'If it was the wrong file, upload the right one.' },
  },
  'item-changed-since': {
    severity: 'warning',
    text: {
      vi: 'Tiêu chí {item}: "{found}" thay cho "{before}" của bản {version}, nộp sau khi biểu mẫu này được tải.',
      en: 'Item {item}: "{found}" replaces "{before}" of version {version}, which came after this form was downloaded.',
    },
    fix: { vi: 'Kiểm tra với người đã nộp bản {version}.', en: 'Check with whoever uploaded version {version}.' },
  },
  'cell-not-open-for-correction': {
    severity: 'warning',
    text: {
      vi: 'Tiêu chí {item} không có trong danh sách lỗi nên không được sửa trong thời gian chỉnh sửa; giá trị cũ được giữ.',
      en: 'Item {item} has no finding and cannot change in the correction window; its earlier value stays.',
    },
    fix: { vi: 'Chỉ sửa các ô được nêu trong danh sách lỗi.', en: 'Correct only the cells named in findings.' },
  },
  'sheet-hidden': {
    severity: 'warning',
    text: { vi: 'Trang tính "{sheet}" bị ẩn nhưng vẫn được đọc.', en: 'The sheet "{sheet}" is hidden; it was read all the same.' },
    fix: { vi: 'Bỏ ẩn trang tính để người ký thấy được.', en: 'Unhide the sheet, so that whoever signs can see it.' },
  },
  'sheet-unknown': {
    severity: 'note',
    text: {
      vi: 'Trang tính "{sheet}" không thuộc biểu mẫu nên không được đọc.',
      en: 'The sheet "{sheet}" is not part of the form and was not read.',
    },
    fix: { vi: 'Chuyển số liệu vào các trang tính của biểu mẫu.', en: 'Move figures into the form’s own sheets.' },
  },
  'row-hidden': {
    severity: 'warning',
    text: { vi: 'Dòng của tiêu chí {item} bị ẩn nhưng vẫn được đọc.', en: 'The row of item {item} is hidden; it was read all the same.' },
    fix: { vi: 'Bỏ ẩn dòng để người ký thấy được.', en: 'Unhide the row, so that whoever signs can see it.' },
  },
  'row-without-code': {
    severity: 'warning',
    text: {
      vi: 'Dòng có số "{found}" ở cột điểm nhưng không có mã tiêu chí nên không được đọc.',
      en: 'The row has "{found}" in the column of points but no item code; it was not read.',
    },
    fix: {
      vi: 'Nếu là dòng tổng cộng thì không cần làm gì; nếu không, ghi mã tiêu chí.',
      en: 'If it is a total, nothing is to do; otherwise enter the item’s code.',
    },
  },
  'code-repaired': {
    severity: 'warning',
    text: {
      vi: 'Mã "{found}" được hiểu là {item} (bảng tính đã đổi mã thành số hoặc ngày).',
      en: 'The code "{found}" was understood as {item} (the spreadsheet turned it into a number or a date).',
    },
    fix: { vi: 'Định dạng cột mã là văn bản (Text).', en: 'Format the column of codes as text.' },
  },
  'code-unclear': {
    severity: 'error',
    text: { vi: 'Mã "{found}" không rõ là tiêu chí nào.', en: 'It is not clear which item the code "{found}" means.' },
    fix: { vi: 'Ghi lại mã tiêu chí ở dạng văn bản, ví dụ 1.10.', en: 'Enter the code again as text, for example 1.10.' },
  },
  'item-missing': {
    severity: 'error',
    text: { vi: 'Thiếu dòng của tiêu chí {item}.', en: 'The row of item {item} is missing.' },
    fix: { vi: 'Khôi phục dòng từ biểu mẫu tải từ hệ thống.', en: 'Restore the row from the form downloaded from the system.' },
  },
  'item-twice': {
    severity: 'error',
    text: {
      vi: 'Tiêu chí {item} lặp lại với nội dung khác, đã có ở ô {cell}.',
      en: 'Item {item} stands twice with different content, first at {cell}.',
    },
    fix: { vi: 'Giữ một dòng.', en: 'Keep one of the rows.' },
  },
  'item-repeated': {
    severity: 'warning',
    text: {
      vi: 'Tiêu chí {item} lặp lại với nội dung giống hệt dòng ở ô {cell}.',
      en: 'Item {item} stands twice with the same content, first at {cell}.',
    },
    fix: { vi: 'Xóa dòng thừa.', en: 'Delete the surplus row.' },
  },
  'item-unknown': {
    severity: 'error',
    text: { vi: 'Không có tiêu chí "{item}" trong bộ tiêu chí.', en: 'The criteria set has no item "{item}".' },
    fix: { vi: 'Kiểm tra lại mã tiêu chí.', en: 'Check the item’s code.' },
  },
  'item-not-for-self-scoring': {
    severity: 'error',
    text: {
      vi: 'Tiêu chí {item} do Bộ Nội vụ chấm, đơn vị không tự chấm.',
      en: 'Item {item} is scored by the ministry; units do not score it themselves.',
    },
    fix: { vi: 'Xóa dòng này.', en: 'Delete the row.' },
  },
  'item-not-central': {
    severity: 'error',
    text: {
      vi: 'Tiêu chí {item} do đơn vị tự chấm, không nộp trong tệp điểm tập trung.',
      en: 'Item {item} is self-scored; it does not belong in a central score file.',
    },
    fix: { vi: 'Xóa dòng này.', en: 'Delete the row.' },
  },
  'item-does-not-apply': {
    severity: 'error',
    text: { vi: 'Tiêu chí {item} không áp dụng cho đơn vị {unit}.', en: 'Item {item} does not apply to unit {unit}.' },
    fix: { vi: 'Ghi NA hoặc xóa giá trị.', en: 'Write NA or remove the value.' },
  },
  'unit-unknown': {
    severity: 'error',
    text: { vi: 'Không có đơn vị "{unit}" trong kỳ đánh giá này.', en: 'This round has no unit "{unit}".' },
    fix: { vi: 'Kiểm tra lại mã đơn vị.', en: 'Check the unit’s code.' },
  },
  'cell-formula': {
    severity: 'error',
    text: { vi: 'Ô chứa công thức {found}.', en: 'The cell holds the formula {found}.' },
    fix: { vi: 'Nhập trực tiếp giá trị số (dán dạng giá trị).', en: 'Enter the number itself (paste as value).' },
  },
  'cell-error': {
    severity: 'error',
    text: { vi: 'Ô chứa lỗi bảng tính {found}.', en: 'The cell holds the spreadsheet error {found}.' },
    fix: { vi: 'Nhập lại giá trị số.', en: 'Enter the number again.' },
  },
  'number-as-text': {
    severity: 'warning',
    text: {
      vi: '"{found}" được lưu dạng chữ, được hiểu là {understood}.',
      en: '"{found}" is stored as text and was understood as {understood}.',
    },
    fix: { vi: 'Nhập dưới dạng số.', en: 'Enter it as a number.' },
  },
  'number-unclear': {
    severity: 'error',
    text: { vi: '"{found}" có thể là {one} hoặc {other}.', en: '"{found}" may mean {one} or {other}.' },
    fix: { vi: 'Nhập dưới dạng số, không có dấu phân cách hàng nghìn.', en: 'Enter it as a number without thousands separator.' },
  },
  'points-empty': {
    severity: 'error',
    text: {
      vi: 'Chưa có điểm. Ô trống không được hiểu là 0 hay "không áp dụng".',
      en: 'Points are missing. An empty cell means neither 0 nor "not applicable".',
    },
    fix: { vi: 'Nhập điểm tự chấm, hoặc số liệu để hệ thống tính điểm.', en: 'Enter the points, or the figures from which they follow.' },
  },
  'points-not-a-number': {
    severity: 'error',
    text: { vi: '"{found}" không phải là số.', en: '"{found}" is not a number.' },
    fix: { vi: 'Nhập một số.', en: 'Enter a number.' },
  },
  'points-date': {
    severity: 'error',
    text: {
      vi: 'Ô chứa ngày {found}: bảng tính đã đổi số thành ngày.',
      en: 'The cell holds the date {found}: the spreadsheet turned a number into a date.',
    },
    fix: { vi: 'Định dạng ô là số rồi nhập lại.', en: 'Format the cell as number and enter it again.' },
  },
  'points-percent': {
    severity: 'error',
    text: { vi: '"{found}" là tỷ lệ phần trăm, không phải điểm.', en: '"{found}" is a percentage, not points.' },
    fix: { vi: 'Nhập điểm, không nhập phần trăm.', en: 'Enter points, not a percentage.' },
  },
  'points-above-maximum': {
    severity: 'error',
    text: { vi: 'Điểm {found} vượt điểm tối đa {maximum}.', en: 'The points {found} are above the maximum {maximum}.' },
    fix: { vi: 'Nhập điểm từ 0 đến {maximum}.', en: 'Enter points from 0 to {maximum}.' },
  },
  'points-negative': {
    severity: 'error',
    text: { vi: 'Giá trị {found} nhỏ hơn 0.', en: 'The value {found} is below 0.' },
    fix: { vi: 'Nhập giá trị từ 0 trở lên.', en: 'Enter a value of 0 or more.' },
  },
  'points-decimal-comma': {
    severity: 'error',
    text: { vi: '"{found}" dùng dấu phẩy thập phân.', en: '"{found}" has a decimal comma.' },
    fix: { vi: 'Dùng dấu chấm thập phân.', en: 'Use a decimal point.' },
  },
  'points-too-many-decimals': {
    severity: 'error',
    text: { vi: 'Giá trị {found} có quá {limit} chữ số thập phân.', en: 'The value {found} has more than {limit} decimals.' },
    fix: { vi: 'Làm tròn rồi nhập lại.', en: 'Round it and enter it again.' },
  },
  'points-off-grid': {
    severity: 'error',
    text: {
      vi: 'Điểm {found} không phải là mức điểm cho phép ({allowed}).',
      en: 'The points {found} are not among those allowed ({allowed}).',
    },
    fix: { vi: 'Chọn một mức điểm cho phép.', en: 'Choose one of the points allowed.' },
  },
  'points-differ-from-facts': {
    severity: 'error',
    text: {
      vi: 'Điểm {found} khác với điểm {computed} tính từ số liệu.',
      en: 'The points {found} differ from {computed}, which follow from the figures.',
    },
    fix: { vi: 'Sửa điểm hoặc số liệu cho khớp.', en: 'Correct the points or the figures.' },
  },
  'points-from-facts': {
    severity: 'note',
    text: { vi: 'Điểm {computed} được tính từ số liệu.', en: 'The points {computed} were computed from the figures.' },
    fix: { vi: 'Không cần làm gì nếu số liệu đúng.', en: 'Nothing to do if the figures are right.' },
  },
  'fact-missing': {
    severity: 'error',
    text: { vi: 'Thiếu số liệu: {fact}.', en: 'The figure is missing: {fact}.' },
    fix: { vi: 'Nhập số liệu.', en: 'Enter the figure.' },
  },
  'fact-not-a-number': {
    severity: 'error',
    text: { vi: 'Số liệu "{found}" không phải là số.', en: 'The figure "{found}" is not a number.' },
    fix: { vi: 'Nhập một số.', en: 'Enter a number.' },
  },
  'fact-not-whole': {
    severity: 'error',
    text: { vi: 'Số liệu {found} phải là số nguyên.', en: 'The figure {found} has to be a whole number.' },
    fix: { vi: 'Nhập số đếm, không nhập tỷ lệ.', en: 'Enter a count, not a rate.' },
  },
  'fact-not-yes-or-no': {
    severity: 'error',
    text: { vi: '"{found}" không phải là Có hoặc Không.', en: '"{found}" is neither yes nor no.' },
    fix: { vi: 'Chọn Có hoặc Không.', en: 'Choose Có (yes) or Không (no).' },
  },
  'fact-done-above-total': {
    severity: 'error',
    text: { vi: 'Số thực hiện {found} lớn hơn tổng số {total}.', en: 'The number done, {found}, is above the total {total}.' },
    fix: { vi: 'Kiểm tra hai số liệu.', en: 'Check the two figures.' },
  },
  'fact-total-zero': {
    severity: 'error',
    text: {
      vi: 'Tổng số bằng 0: không tính được tỷ lệ, và quy tắc không quy định trường hợp này.',
      en: 'The total is 0: there is no rate, and the rule does not say what then follows.',
    },
    fix: {
      vi: 'Giải trình; Bộ Nội vụ quyết định tiêu chí có áp dụng hay không.',
      en: 'Explain; the ministry decides whether the item applies.',
    },
  },
  'not-applicable-not-allowed': {
    severity: 'error',
    text: {
      vi: 'Đơn vị không tự ghi "không áp dụng"; bộ tiêu chí quy định điều đó.',
      en: 'A unit does not declare an item "not applicable"; the criteria set does.',
    },
    fix: { vi: 'Nhập điểm và giải trình.', en: 'Enter points and explain.' },
  },
  'evidence-or-explanation-missing': {
    severity: 'error',
    text: {
      vi: 'Điểm lớn hơn 0 nhưng không có tài liệu kiểm chứng, và giải trình có {found} ký tự (cần {wanted}).',
      en: 'Points above 0 without evidence, and the explanation has {found} characters ({wanted} are needed).',
    },
    fix: { vi: 'Nêu tài liệu kiểm chứng hoặc giải trình đầy đủ.', en: 'Name the evidence or explain in full.' },
  },
  'reason-too-long': {
    severity: 'error',
    text: { vi: 'Nội dung dài quá {limit} ký tự.', en: 'The text is longer than {limit} characters.' },
    fix: { vi: 'Rút ngắn; phần còn lại gửi làm tài liệu kiểm chứng.', en: 'Shorten it; send the rest as evidence.' },
  },
  'text-re-encoded': {
    severity: 'note',
    text: {
      vi: 'Văn bản ở bảng mã {encoding} đã được chuyển sang Unicode: "{text}".',
      en: 'Text in {encoding} was converted to Unicode: "{text}".',
    },
    fix: { vi: 'Kiểm tra nội dung đã chuyển.', en: 'Check the converted text.' },
  },
  'text-characters-mapped': {
    severity: 'note',
    text: {
      vi: 'Ký tự nhầm (Ð, Ƣ…) đã được thay bằng chữ Việt đúng: "{text}".',
      en: 'Look-alike characters (Ð, Ƣ…) were replaced by the Vietnamese ones: "{text}".',
    },
    fix: { vi: 'Không cần làm gì.', en: 'Nothing to do.' },
  },
  'evidence-type-differs': {
    severity: 'error',
    text: { vi: 'Nội dung tệp không phải là {declared} như đã khai báo.', en: 'The content of the file is not {declared}, as declared.' },
    fix: { vi: 'Nộp tệp PDF, DOCX, XLSX hoặc ảnh đúng loại.', en: 'Upload a PDF, DOCX, XLSX or image of the right type.' },
  },
  'evidence-damaged': {
    severity: 'error',
    text: { vi: 'Tài liệu bị hỏng hoặc không đầy đủ.', en: 'The document is damaged or incomplete.' },
    fix: { vi: 'Quét hoặc xuất lại tài liệu rồi nộp lại.', en: 'Scan or export it again and upload it anew.' },
  },
  'evidence-infected': {
    severity: 'error',
    text: { vi: 'Phần mềm quét phát hiện mã độc: {threat}.', en: 'The scanner found malware: {threat}.' },
    fix: {
      vi: 'Làm sạch máy tính, xuất lại tài liệu rồi nộp lại.',
      en: 'Clean the computer, export the document again and upload it anew.',
    },
  },
  'evidence-scan-failed': {
    severity: 'warning',
    text: {
      vi: 'Không quét được tệp ({status}); chờ người xem xét.',
      en: 'The file could not be scanned ({status}); a person will look at it.',
    },
    fix: { vi: 'Chờ thông báo, hoặc nộp lại ở định dạng PDF.', en: 'Wait for word, or upload it again as PDF.' },
  },
  'evidence-scan-missing': {
    severity: 'warning',
    text: {
      vi: 'Sau một giờ chưa có kết quả quét; chờ người xem xét.',
      en: 'No scan result came within an hour; a person will look at it.',
    },
    fix: { vi: 'Chờ thông báo.', en: 'Wait for word.' },
  },
  'evidence-same-as-another-unit': {
    severity: 'warning',
    text: { vi: 'Đơn vị khác đã nộp cùng tài liệu này.', en: 'Another unit has uploaded the same document.' },
    fix: { vi: 'Kiểm tra tài liệu có đúng là của đơn vị.', en: 'Check that the document is your unit’s own.' },
  },
  'evidence-same-again': {
    severity: 'note',
    text: {
      vi: 'Đơn vị đã nộp tài liệu này; có thể dùng lại cho tiêu chí khác mà không cần nộp lần nữa.',
      en: 'The unit has uploaded this document before; it can be tied to further items without another upload.',
    },
    fix: { vi: 'Gắn tài liệu đã có với tiêu chí.', en: 'Tie the earlier one to the item.' },
  },
  'evidence-date-outside-year': {
    severity: 'warning',
    text: {
      vi: 'Ngày {date} của tài liệu không thuộc năm đánh giá {year}.',
      en: 'The document’s date {date} is not in the year assessed, {year}.',
    },
    fix: { vi: 'Kiểm tra ngày, hoặc giải trình.', en: 'Check the date, or explain.' },
  },
  'evidence-digitally-signed': {
    severity: 'note',
    text: {
      vi: 'Tệp PDF có chữ ký số; hệ thống chưa xác minh chữ ký.',
      en: 'The PDF carries a digital signature; the system did not verify it.',
    },
    fix: { vi: 'Không cần làm gì.', en: 'Nothing to do.' },
  },
  'agency-not-in-charge': {
    severity: 'error',
    text: {
      vi: 'Cơ quan {agency} không phụ trách tiêu chí {item} của đơn vị {unit}.',
      en: 'Agency {agency} is not in charge of item {item} of unit {unit}.',
    },
    fix: { vi: 'Xóa dòng này.', en: 'Delete the row.' },
  },
  'reason-code-unknown': {
    severity: 'error',
    text: { vi: 'Mã lý do không thuộc danh mục: {codes}.', en: 'The reason code is none of {codes}.' },
    fix: { vi: 'Ghi một mã trong danh mục.', en: 'Enter one of these codes.' },
  },
  'reading-refused': {
    severity: 'error',
    text: {
      vi: 'Không ghi được điểm thẩm định của {unit}, tiêu chí {item}: {reason}',
      en: 'The reading of {unit}, item {item} was refused: {reason}',
    },
    fix: { vi: 'Sửa dòng và nộp lại.', en: 'Correct the row and upload it again.' },
  },
  'fact-unknown': {
    severity: 'error',
    text: { vi: 'Tiêu chí {item} không có số liệu "{fact}".', en: 'Item {item} has no figure "{fact}".' },
    fix: { vi: 'Kiểm tra tên số liệu trong bộ tiêu chí.', en: 'Check the figure’s name in the criteria set.' },
  },
  'date-not-a-day': {
    severity: 'error',
    text: { vi: '"{found}" không phải là ngày (NĂM-THÁNG-NGÀY).', en: '"{found}" is not a day (YYYY-MM-DD).' },
    fix: { vi: 'Ghi ngày dạng 2023-12-31.', en: 'Write the day as 2023-12-31.' },
  },
  'csv-header': {
    severity: 'error',
    text: { vi: 'Dòng tiêu đề phải là: {wanted}.', en: 'The header line must be: {wanted}.' },
    fix: { vi: 'Sửa dòng tiêu đề.', en: 'Correct the header line.' },
  },
  'csv-columns': {
    severity: 'error',
    text: { vi: 'Dòng có {found} cột, cần {wanted}.', en: 'The line has {found} columns, {wanted} are needed.' },
    fix: { vi: 'Sửa dòng.', en: 'Correct the line.' },
  },
  'csv-quote': {
    severity: 'error',
    text: { vi: 'Dấu ngoặc kép đặt sai chỗ.', en: 'A double quote is out of place.' },
    fix: { vi: 'Lưu lại dạng CSV từ bảng tính.', en: 'Save it as CSV from the spreadsheet again.' },
  },
  'instrument-shape': {
    severity: 'error',
    text: { vi: 'Phiếu khảo sát sai định dạng: {message}', en: 'The instrument does not fit its format: {message}' },
    fix: { vi: 'Sửa chỗ được chỉ ra; xem docs/method.md.', en: 'Correct the place named; see docs/method.md.' },
  },
  'instrument-code-twice': {
    severity: 'error',
    text: { vi: 'Mã "{code}" có hai lần.', en: 'The code "{code}" is there twice.' },
    fix: { vi: 'Mỗi mục một mã.', en: 'Give each entry a code of its own.' },
  },
  'instrument-code-unknown': {
    severity: 'error',
    text: { vi: 'Không có mã "{code}".', en: 'There is no "{code}".' },
    fix: { vi: 'Sửa mã, hoặc khai báo mục đó trước chỗ này.', en: 'Correct the code, or declare it before this place.' },
  },
  'instrument-open-feeds': {
    severity: 'error',
    text: {
      vi: 'Khảo sát mở không cho điểm tiêu chí nào, trừ khi phiếu ghi rõ feedsWhenOpen.',
      en: 'An open survey feeds no item, unless the instrument says feedsWhenOpen.',
    },
    fix: { vi: 'Bỏ "feeds", hoặc ghi "feedsWhenOpen": true.', en: 'Remove "feeds", or write "feedsWhenOpen": true.' },
  },
  'instrument-option-without-score': {
    severity: 'error',
    text: { vi: 'Phương án "{code}" không có điểm.', en: 'The option "{code}" has no score.' },
    fix: { vi: 'Ghi điểm, hoặc đánh dấu isNoOpinion.', en: 'Give it a weight, or mark it isNoOpinion.' },
  },
  'instrument-too-few-opinions': {
    severity: 'error',
    text: { vi: 'Thang đo cần ít nhất hai phương án có ý kiến.', en: 'A scale needs at least two options that are opinions.' },
    fix: { vi: 'Thêm phương án.', en: 'Add options.' },
  },
  'instrument-weights-sum': {
    severity: 'error',
    text: { vi: 'Tổng trọng số của "{code}" là {sum}, không phải 1.', en: 'The weights of "{code}" add up to {sum}, not 1.' },
    fix: { vi: 'Sửa trọng số.', en: 'Correct the weights.' },
  },
  'mapping-shape': {
    severity: 'error',
    text: { vi: 'Bảng đối chiếu cột sai định dạng: {message}', en: 'The mapping does not fit its format: {message}' },
    fix: { vi: 'Sửa chỗ được chỉ ra.', en: 'Correct the place named.' },
  },
  'mapping-of-another-instrument': {
    severity: 'error',
    text: { vi: 'Bảng đối chiếu là của {found}, không phải của {wanted}.', en: 'The mapping is of {found}, not of {wanted}.' },
    fix: { vi: 'Dùng bảng đối chiếu của phiếu này.', en: 'Use the mapping of this instrument.' },
  },
  'mapping-code-unknown': {
    severity: 'error',
    text: { vi: 'Phiếu khảo sát không có mã "{code}".', en: 'The instrument has no "{code}".' },
    fix: { vi: 'Sửa mã.', en: 'Correct the code.' },
  },
  'mapping-item-twice': {
    severity: 'error',
    text: { vi: 'Câu hỏi "{item}" được đối chiếu hai lần.', en: 'The item "{item}" is mapped twice.' },
    fix: { vi: 'Để lại một cột.', en: 'Leave one column.' },
  },
  'mapping-item-missing': {
    severity: 'error',
    text: { vi: 'Không có cột nào cho câu hỏi "{item}".', en: 'No column is mapped to the item "{item}".' },
    fix: { vi: 'Thêm cột của câu hỏi.', en: 'Add the item’s column.' },
  },
  'mapping-choices': {
    severity: 'error',
    text: {
      vi: 'Câu hỏi "{item}": cột liệt kê nhiều phương án chỉ dùng cho câu hỏi chọn nhiều, và ngược lại.',
      en: 'Item "{item}": a column that lists several options is for items with several choices only, and the other way round.',
    },
    fix: { vi: 'Sửa "separator" hoặc "columns", hoặc sửa phiếu khảo sát.', en: 'Correct "separator" or "columns", or the instrument.' },
  },
  'mapping-psu-missing': {
    severity: 'error',
    text: {
      vi: 'Khảo sát chọn mẫu cần cột địa bàn ("psu"), nếu không thì không tính được quyền số và sai số.',
      en: 'A sample survey needs the column of the place ("psu"): without it there are no weights and no errors.',
    },
    fix: { vi: 'Thêm "psu".', en: 'Add "psu".' },
  },
  'mapping-column-twice': {
    severity: 'error',
    text: { vi: 'Cột "{column}" được dùng hai lần.', en: 'The column "{column}" is used twice.' },
    fix: { vi: 'Mỗi cột một câu hỏi hoặc một phương án.', en: 'A column is of one item or one option.' },
  },
  'platform-differs': {
    severity: 'warning',
    text: {
      vi: 'Tệp có dạng của {found}, bảng đối chiếu ghi {wanted}.',
      en: 'The file looks like one of {found}, the mapping says {wanted}.',
    },
    fix: { vi: 'Kiểm tra lại bảng đối chiếu hoặc tệp.', en: 'Check the mapping or the file.' },
  },
  'psu-unknown': {
    severity: 'error',
    text: { vi: 'Địa bàn của phiếu không có trong mẫu.', en: 'The place of this answer is not in the sample.' },
    fix: { vi: 'Sửa mã địa bàn, hoặc khai báo mẫu.', en: 'Correct the PSU’s code, or the sample.' },
  },
  'psu-of-another-unit': {
    severity: 'error',
    text: { vi: 'Địa bàn của phiếu thuộc đơn vị khác trong mẫu.', en: 'The place of this answer belongs to another unit in the sample.' },
    fix: { vi: 'Sửa đơn vị hoặc mã địa bàn.', en: 'Correct the unit or the PSU’s code.' },
  },
  'rows-passed-over': {
    severity: 'note',
    text: {
      vi: '{count} dòng là bản nháp, bản thử hoặc bị hệ thống khảo sát loại; không tính.',
      en: '{count} rows are drafts, tests or rejected by the platform’s own word; they do not count.',
    },
    fix: { vi: 'Không cần làm gì.', en: 'Nothing to do.' },
  },
  'rows-repeated': {
    severity: 'note',
    text: {
      vi: '{count} dòng có mã định danh đã gặp; mỗi phiếu chỉ tính một lần.',
      en: '{count} rows repeat an instance id; each counts once.',
    },
    fix: { vi: 'Không cần làm gì.', en: 'Nothing to do.' },
  },
  'rows-equal': {
    severity: 'warning',
    text: {
      vi: '{count} dòng giống hệt dòng trước, nhưng tệp không có mã định danh nên vẫn được tính.',
      en: '{count} rows equal an earlier one; without an instance id they all count.',
    },
    fix: { vi: 'Xuất lại tệp cùng cột mã định danh.', en: 'Export the file again with its id column.' },
  },
  'times-unclear': {
    severity: 'warning',
    text: { vi: '{count} dòng có thời gian phỏng vấn không đọc được.', en: 'The times of {count} interviews cannot be read.' },
    fix: { vi: 'Ghi thời gian dạng 2024-01-31T08:15:00+07:00.', en: 'Write times as 2024-01-31T08:15:00+07:00.' },
  },
  'cells-re-encoded': {
    severity: 'note',
    text: {
      vi: '{count} cách viết dùng phông chữ cũ (TCVN3, VNI, VISCII) đã được đọc lại.',
      en: '{count} spellings in an encoding before Unicode (TCVN3, VNI, VISCII) were read as Vietnamese.',
    },
    fix: { vi: 'Lần sau lưu ở dạng Unicode.', en: 'Save as Unicode next time.' },
  },
  'text-decoded-as': {
    severity: 'note',
    text: { vi: 'Tệp không phải UTF-8; đã đọc theo bảng mã {encoding}.', en: 'The file is not UTF-8; it was read as {encoding}.' },
    fix: { vi: 'Lần sau lưu ở dạng "CSV UTF-8".', en: 'Save it as "CSV UTF-8" next time.' },
  },
  'zip-without-table': {
    severity: 'error',
    text: { vi: 'Tệp ZIP không có bảng CSV hay XLSX nào.', en: 'The ZIP file holds no CSV or XLSX table.' },
    fix: { vi: 'Nộp tệp xuất của hệ thống khảo sát.', en: 'Upload the platform’s export.' },
  },
  'zip-several-tables': {
    severity: 'error',
    text: {
      vi: 'Tệp ZIP có hai bảng cùng khớp: {first} và {second}.',
      en: 'The ZIP file has two tables that fit alike: {first} and {second}.',
    },
    fix: { vi: 'Nộp từng bảng trong một tệp riêng.', en: 'Upload each table in a file of its own.' },
  },
  'file-not-a-table': {
    severity: 'error',
    text: { vi: 'Tệp không phải là bảng.', en: 'The file is no table.' },
    fix: {
      vi: 'Nộp tệp CSV, XLSX hoặc ZIP do hệ thống khảo sát xuất ra.',
      en: 'Upload the CSV, XLSX or ZIP file that the platform exports.',
    },
  },
  'rows-known': {
    severity: 'warning',
    text: {
      vi: '{count} phiếu có mã định danh đã có trong tệp nộp trước; chúng được tính ở tệp đó, không tính ở tệp này.',
      en: '{count} answers carry an instance id that an earlier file has; they count there and not here.',
    },
    fix: {
      vi: 'Nếu là phiếu khác nhau, dùng cột mã định danh duy nhất trên mọi tệp; nếu là bản sửa, nêu tệp được thay.',
      en: 'If they are other answers, map a column that is unique over all files; if this corrects a file, name the one that it replaces.',
    },
  },
  'press-time-unclear': {
    severity: 'error',
    text: { vi: 'Không đọc được thời điểm bấm.', en: 'The time of this press cannot be read.' },
    fix: { vi: 'Ghi thời gian dạng 2024-01-31T08:15:00+07:00.', en: 'Write times as 2024-01-31T08:15:00+07:00.' },
  },
  'press-level-unknown': {
    severity: 'error',
    text: { vi: 'Mức bấm không thuộc thang đã khai báo.', en: 'The level pressed is none of the declared scale.' },
    fix: { vi: 'Sửa giá trị hoặc thang đo.', en: 'Correct the value or the scale.' },
  },
  'press-device-unknown': {
    severity: 'error',
    text: { vi: 'Thiết bị chưa được khai báo.', en: 'The device is not declared.' },
    fix: { vi: 'Khai báo thiết bị và đơn vị của nó.', en: 'Declare the device and its unit.' },
  },
  'presses-shape': {
    severity: 'error',
    text: { vi: 'Tệp bấm nút không đúng dạng đã khai báo: {message}', en: 'The file of presses is not of the declared format: {message}' },
    fix: { vi: 'Kiểm tra dạng tệp và khai báo.', en: 'Check the file and its declaration.' },
  },
  'response-unit-unknown': {
    severity: 'error',
    text: { vi: 'Không nhận ra đơn vị của phiếu trả lời.', en: 'The unit of this answer is not known.' },
    fix: { vi: 'Sửa tên đơn vị, hoặc thêm cách viết đó vào bảng đối chiếu.', en: 'Correct the unit, or add the spelling to the mapping.' },
  },
  'option-unknown': {
    severity: 'error',
    text: { vi: 'Trả lời không thuộc các phương án của câu hỏi.', en: 'The answer is none of the item’s options.' },
    fix: { vi: 'Sửa trả lời, hoặc thêm cách viết đó vào bảng đối chiếu.', en: 'Correct the answer, or add the spelling to the mapping.' },
  },
  'instance-missing': {
    severity: 'error',
    text: { vi: 'Thiếu mã định danh của phiếu trả lời.', en: 'The answer has no instance id.' },
    fix: { vi: 'Xuất lại tệp cùng cột mã định danh.', en: 'Export the file again with its id column.' },
  },
  'rows-refused': {
    severity: 'error',
    text: {
      vi: '{wrong} trên {rows} dòng không dùng được, quá tỷ lệ cho phép {limit}%; không dòng nào được tính.',
      en: '{wrong} of {rows} rows cannot stand, above the {limit}% allowed; none of them counts.',
    },
    fix: { vi: 'Sửa các dòng được nêu rồi nộp lại cả tệp.', en: 'Correct the rows named, then upload the whole file again.' },
  },
  'column-missing': {
    severity: 'error',
    text: { vi: 'Không có cột "{column}"; tệp có: {columns}.', en: 'There is no column "{column}"; the file has: {columns}.' },
    fix: { vi: 'Kiểm tra tên cột.', en: 'Check the name of the column.' },
  },
  'column-twice': {
    severity: 'error',
    text: { vi: 'Cột "{column}" có hai lần.', en: 'The column "{column}" is there twice.' },
    fix: { vi: 'Đổi tên hoặc xóa một cột.', en: 'Rename or delete one of them.' },
  },
  'stratum-of-two-units': {
    severity: 'error',
    text: { vi: 'Tầng {stratum} nằm ở hai đơn vị {other} và {unit}.', en: 'The stratum {stratum} lies in two units, {other} and {unit}.' },
    fix: { vi: 'Đặt tên tầng theo từng đơn vị.', en: 'Name strata by unit.' },
  },
  'cell-not-a-code': {
    severity: 'error',
    text: { vi: '"{text}" không phải là mã.', en: '"{text}" is no code.' },
    fix: { vi: 'Mã gồm chữ không dấu, số, dấu chấm và gạch nối, tối đa 40.', en: 'Codes are letters, digits, dot and hyphen, at most 40.' },
  },
  'cell-empty': {
    severity: 'error',
    text: {
      vi: 'Ô trống ở nơi phải có giá trị ({count} ô trong cột).',
      en: 'The cell is empty where there must be a value ({count} in the column).',
    },
    fix: { vi: 'Điền giá trị.', en: 'Fill in the value.' },
  },
  'cell-not-a-number': {
    severity: 'error',
    text: {
      vi: '"{text}" không phải là số, dấu thập phân là dấu chấm ({count} ô trong cột).',
      en: '"{text}" is not a number, decimals have a point ({count} in the column).',
    },
    fix: { vi: 'Sửa giá trị; ô không có trả lời để trống hoặc ghi NA.', en: 'Correct the value; no answer is an empty cell or NA.' },
  },
  'design-weight-wrong': {
    severity: 'error',
    text: { vi: 'Trọng số phải là số không âm.', en: 'A weight must be a number of at least 0.' },
    fix: { vi: 'Sửa trọng số.', en: 'Correct the weight.' },
  },
  'design-weights-missing': {
    severity: 'error',
    text: {
      vi: 'Không có trọng số: mỗi giai đoạn chọn mẫu phải có cột fpc.',
      en: 'There are no weights: then every stage of sampling needs a column of fpc.',
    },
    fix: { vi: 'Khai báo "weights" hoặc đủ "fpc".', en: 'Name "weights", or "fpc" for all stages.' },
  },
  'design-population-varies': {
    severity: 'error',
    text: {
      vi: 'Số đơn vị tổng thể (fpc) khác nhau trong cùng một tầng.',
      en: 'The population size (fpc) differs within one stratum.',
    },
    fix: { vi: 'Ghi cùng một số cho mọi dòng của tầng.', en: 'Give all rows of the stratum the same number.' },
  },
  'design-population-below-sample': {
    severity: 'error',
    text: {
      vi: 'Số đơn vị tổng thể (fpc) nhỏ hơn số đơn vị mẫu hoặc không phải là số dương.',
      en: 'The population size (fpc) is below the number of sampled units, or not a positive number.',
    },
    fix: {
      vi: 'Sửa fpc: số đơn vị, hoặc tỷ lệ không quá 1 cho mọi giai đoạn.',
      en: 'Correct fpc: counts, or fractions of at most 1 for all stages.',
    },
  },
  'design-lonely-psu': {
    severity: 'error',
    text: {
      vi: 'Tầng chỉ có một đơn vị mẫu, nên không tính được phương sai.',
      en: 'The stratum has a single sampled unit, so its variance cannot be estimated.',
    },
    fix: {
      vi: 'Ghép tầng, hoặc khai báo "lonelyPsu": adjust, average, certainty hay remove.',
      en: 'Merge strata, or declare "lonelyPsu": adjust, average, certainty or remove.',
    },
  },
  'design-cell-without-total': {
    severity: 'error',
    text: {
      vi: 'Tổng đã biết không khớp với mẫu: có nhóm thiếu tổng hoặc thiếu người trả lời.',
      en: 'Known totals do not fit the sample: a cell has no total, or nobody in it.',
    },
    fix: { vi: 'Gộp nhóm hoặc bổ sung tổng.', en: 'Merge cells, or add the total.' },
  },
  'row-missing': {
    severity: 'error',
    text: { vi: 'Thiếu dòng của đơn vị {unit}, tiêu chí {item}.', en: 'The row of unit {unit}, item {item} is missing.' },
    fix: { vi: 'Thêm dòng.', en: 'Add the row.' },
  },
  'row-twice': {
    severity: 'error',
    text: { vi: 'Đơn vị {unit}, tiêu chí {item} đã có ở dòng {line}.', en: 'Unit {unit}, item {item} stands at line {line} already.' },
    fix: { vi: 'Giữ một dòng.', en: 'Keep one of the lines.' },
  },
  'set-not-json': {
    severity: 'error',
    text: { vi: 'Tệp không phải là JSON.', en: 'The file is not JSON.' },
    fix: { vi: 'Kiểm tra cú pháp.', en: 'Check its syntax.' },
  },
  'set-shape': {
    severity: 'error',
    text: { vi: 'Sai cấu trúc: {message}', en: 'The structure is wrong: {message}' },
    fix: { vi: 'Xem docs/criteria-set.schema.json.', en: 'See docs/criteria-set.schema.json.' },
  },
  'set-code-twice': {
    severity: 'error',
    text: { vi: 'Mã {code} đã có ở {first}.', en: 'The code {code} stands at {first} already.' },
    fix: { vi: 'Đổi một trong hai mã.', en: 'Change one of the two.' },
  },
  'set-orphan': {
    severity: 'error',
    text: { vi: 'Mã {code} không thuộc {parent}.', en: 'The code {code} does not belong below {parent}.' },
    fix: { vi: 'Đổi mã hoặc chuyển chỗ.', en: 'Change the code or move it.' },
  },
  'set-count-differs': {
    severity: 'error',
    text: { vi: 'Khai báo {declared} nhưng có {found}.', en: '{declared} declared, {found} found.' },
    fix: { vi: 'Sửa khai báo hoặc bổ sung tiêu chí.', en: 'Correct the declaration or the items.' },
  },
  'set-sum-differs': {
    severity: 'error',
    text: { vi: 'Khai báo {declared} điểm nhưng tổng các mục là {found}.', en: '{declared} points declared, the items sum to {found}.' },
    fix: { vi: 'Sửa điểm tối đa hoặc khai báo.', en: 'Correct the maxima or the declaration.' },
  },
  'set-rule-missing': {
    severity: 'warning',
    text: {
      vi: 'Tiêu chí {item} không có quy tắc: mọi điểm từ 0 đến tối đa đều được.',
      en: 'Item {item} has no rule: any points from 0 to the maximum may be claimed.',
    },
    fix: { vi: 'Thêm quy tắc.', en: 'Add a rule.' },
  },
  'set-rule-for-another-method': {
    severity: 'error',
    text: { vi: 'Quy tắc {rule} không dùng cho phương pháp {method}.', en: 'The rule {rule} is not for the method {method}.' },
    fix: { vi: 'Đổi quy tắc hoặc phương pháp.', en: 'Change the rule or the method.' },
  },
  'set-step-unreachable': {
    severity: 'error',
    text: { vi: 'Mức {step} không bao giờ đạt được.', en: 'The step {step} can never be reached.' },
    fix: { vi: 'Xóa hoặc sửa mức.', en: 'Remove or correct it.' },
  },
  'set-steps-not-rising': {
    severity: 'error',
    text: {
      vi: '{points} điểm không phù hợp: bậc cao hơn phải có điểm không thấp hơn, và không quá {maximum}.',
      en: '{points} points do not fit: a higher step has no fewer points, and none is above {maximum}.',
    },
    fix: { vi: 'Sửa điểm của bậc.', en: 'Correct the step’s points.' },
  },
  'set-maximum-out-of-reach': {
    severity: 'error',
    text: { vi: 'Không bậc nào cho điểm tối đa {maximum}.', en: 'No step gives the maximum {maximum}.' },
    fix: { vi: 'Sửa các bậc hoặc điểm tối đa.', en: 'Correct the steps or the maximum.' },
  },
  'set-too-many-decimals': {
    severity: 'error',
    text: { vi: '{found} có quá {limit} chữ số thập phân.', en: '{found} has more than {limit} decimals.' },
    fix: { vi: 'Sửa giá trị hoặc pointDecimals.', en: 'Correct the value or pointDecimals.' },
  },
  'set-grid-misses-maximum': {
    severity: 'error',
    text: { vi: 'Bước {step} không đi đến điểm tối đa {maximum}.', en: 'Steps of {step} do not meet the maximum {maximum}.' },
    fix: { vi: 'Sửa bước hoặc điểm tối đa.', en: 'Correct the step or the maximum.' },
  },
  'set-agencies-missing': {
    severity: 'warning',
    text: { vi: 'Tiêu chí {item} không có cơ quan thẩm định.', en: 'Item {item} names no agency that appraises it.' },
    fix: { vi: 'Thêm agencies.', en: 'Add agencies.' },
  },
  'set-evidence-missing': {
    severity: 'warning',
    text: { vi: 'Tiêu chí {item} không quy định tài liệu kiểm chứng.', en: 'Item {item} does not say what proves it.' },
    fix: { vi: 'Thêm evidence.', en: 'Add evidence.' },
  },
  'set-group-out-of-reach': {
    severity: 'error',
    text: { vi: 'Nhóm từ {floor} không bao giờ đạt được.', en: 'The group from {floor} can never be reached.' },
    fix: { vi: 'Sửa ngưỡng.', en: 'Correct the floor.' },
  },
  'set-groups-not-down-to-zero': {
    severity: 'warning',
    text: { vi: 'Đơn vị dưới mọi ngưỡng không có nhóm.', en: 'A unit below all floors has no group.' },
    fix: { vi: 'Thêm nhóm từ 0 nếu cần.', en: 'Add a group from 0 where one is wanted.' },
  },
  'lookup-code-unknown': {
    severity: 'error',
    text: { vi: 'Bộ {set} không có mã {code}.', en: 'The set {set} has no code {code}.' },
    fix: { vi: 'Sửa mã.', en: 'Correct the code.' },
  },
  'lookup-code-twice': {
    severity: 'error',
    text: { vi: 'Mã {code} đã có ở {first}.', en: 'The code {code} stands at {first} already.' },
    fix: { vi: 'Xóa một chỗ.', en: 'Remove one of them.' },
  },
  'lookup-code-missing': {
    severity: 'error',
    text: { vi: 'Thiếu mã {code} của bộ {set}.', en: 'The code {code} of the set {set} is missing.' },
    fix: { vi: 'Thêm dòng tra cứu.', en: 'Add an entry.' },
  },
  'lookup-kind-wrong': {
    severity: 'error',
    text: { vi: 'Loại {kind} không đi với {found} mã.', en: 'The kind {kind} does not go with {found} code(s).' },
    fix: { vi: 'Sửa loại hoặc mã.', en: 'Correct the kind or the codes.' },
  },
};

export const findingCodes = Object.keys(CATALOGUE) as FindingCode[];

export function severityOf(code: FindingCode): Severity {
  return CATALOGUE[code].severity;
}

export function isError({ code }: Pick<Finding, 'code'>): boolean {
  return severityOf(code) === 'error';
}

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
  const { severity, text, fix } = CATALOGUE[code];
  // A value that is a sentence itself comes in both languages: "reason" and "reasonEn".
  const english = Object.fromEntries(
    Object.entries(shown).flatMap(([name, value]) => (name.endsWith('En') ? [[name.slice(0, -2), value]] : [])),
  );
  const filled = (texts: Bilingual): Bilingual => ({ vi: fillText(texts.vi, shown), en: fillText(texts.en, { ...shown, ...english }) });
  return {
    code,
    severity,
    ...('file' in at ? {} : at),
    ...(item === undefined ? {} : { item }),
    message: filled(text),
    fix: filled(fix),
  };
}

/** "Tự chấm điểm!D7", "dòng 3, points / line 3, points", "fields.0.code", or the file. */
export function describeAddress(finding: Pick<DescribedFinding, 'sheet' | 'cell' | 'line' | 'column' | 'path'>): string {
  if (finding.cell !== undefined) return `${finding.sheet}!${finding.cell}`;
  if (finding.line !== undefined) return `dòng/line ${finding.line}${finding.column === undefined ? '' : `, ${finding.column}`}`;
  if (finding.path !== undefined) return finding.path;
  return 'tệp/file';
}
