import type { Bilingual } from '../domain/text-schemas.ts';

/** Why something is refused although the request is sound: by which rule, and what would open it. */
export interface LockText {
  readonly rule: Bilingual;
  readonly opens: Bilingual;
}

const TWO_PERSONS: Bilingual = { vi: 'Hai người khác nhau cùng quyết định.', en: 'Two different persons decide together.' };
const ROLES: Bilingual = { vi: 'Mỗi vai trò chỉ làm việc của mình.', en: 'Each role does its own work only.' };
const CALENDAR: Bilingual = {
  vi: 'Mỗi giai đoạn có thời gian theo lịch của kỳ.',
  en: 'Each stage has its window in the calendar of the round.',
};
const FROZEN: Bilingual = {
  vi: 'Sau khi chốt, điểm chỉ thay đổi qua sổ thay đổi.',
  en: 'After the freeze, points change through the ledger only.',
};
const READERS: Bilingual = { vi: 'Quy tắc phân công và đọc độc lập.', en: 'The rules of assignment and blind reading.' };
const SURVEYS: Bilingual = {
  vi: 'Những gì các phiếu đã dựa vào không thay đổi.',
  en: 'What answers rest on does not change under them.',
};
const NOBODY: Bilingual = { vi: 'Không gì mở được; việc đã xong giữ nguyên.', en: 'Nothing opens it: what was done stands.' };

/** Every refusal by rule: of each problem with status 403 or 409, but for a record that merely changed meanwhile. */
export const LOCKS = {
  'not-allowed': { rule: ROLES, opens: { vi: 'Một người có vai trò phù hợp.', en: 'Somebody in the role that may.' } },
  'own-unit': {
    rule: { vi: 'Không ai thẩm định đơn vị của mình.', en: 'Nobody appraises their own unit.' },
    opens: { vi: 'Cơ quan thay thế thẩm định.', en: 'The alternate agency reads.' },
  },
  'item-of-another-agency': { rule: ROLES, opens: { vi: 'Người của cơ quan chủ trì.', en: 'Somebody of the agency in charge.' } },
  'second-person-needed': { rule: TWO_PERSONS, opens: { vi: 'Một người khác phê duyệt.', en: 'Another person approves.' } },
  'other-role-needed': {
    rule: TWO_PERSONS,
    opens: { vi: 'Một người ở vai trò kia gửi cùng nội dung.', en: 'A person in the other role sends the same.' },
  },
  'not-assigned': { rule: READERS, opens: { vi: 'Điều phối viên phân công.', en: 'A coordinator assigns you.' } },
  'another-reader-needed': {
    rule: READERS,
    opens: { vi: 'Một người chưa chấm tiêu chí này.', en: 'Somebody who has not read this item.' },
  },
  'round-exists': {
    rule: { vi: 'Nội dung mở kỳ không thay đổi.', en: 'What opened a round does not change.' },
    opens: { vi: 'Đặt tên khác cho kỳ mới.', en: 'Another name for the new round.' },
  },
  'stage-not-open': {
    rule: CALENDAR,
    opens: { vi: 'Thời điểm mở, hoặc điều phối viên đưa sớm lên.', en: 'Its opening, or a coordinator who moves it forward.' },
  },
  'stage-closed': {
    rule: CALENDAR,
    opens: {
      vi: 'Điều phối viên và người công bố cùng mở lại giai đoạn (…/reopening); trước khi đóng thì gia hạn.',
      en: 'A coordinator and a publisher open the stage again together (…/reopening); an extension, while it is not closed.',
    },
  },
  'stage-opened-already': { rule: CALENDAR, opens: { vi: 'Chỉ gia hạn được.', en: 'It can only be extended.' } },
  'stage-not-closed': { rule: CALENDAR, opens: { vi: 'Gia hạn thay vì mở lại.', en: 'An extension instead.' } },
  'stages-not-over': { rule: CALENDAR, opens: { vi: 'Hạn của các giai đoạn đó.', en: 'The deadlines of these stages.' } },
  'stage-of-explanation': {
    rule: CALENDAR,
    opens: { vi: 'Thời gian giải trình, hoặc mở lại giai đoạn.', en: 'The window of explanations, or its reopening.' },
  },
  'points-missing': {
    rule: { vi: 'Không suy đoán điều gì chưa có.', en: 'Nothing is assumed of what is missing.' },
    opens: {
      vi: 'Bổ sung điểm, hoặc quyết định từng việc (…/gate, …/resolutions).',
      en: 'The missing points, or a decision on each matter (…/gate, …/resolutions).',
    },
  },
  'already-frozen': { rule: FROZEN, opens: { vi: 'Mục trong sổ thay đổi (…/ledger).', en: 'An entry in the ledger (…/ledger).' } },
  'not-frozen': { rule: FROZEN, opens: { vi: 'Việc chốt số liệu.', en: 'The freeze.' } },
  'index-not-computed': { rule: FROZEN, opens: { vi: 'Việc chốt số liệu và tính điểm.', en: 'The freeze and the computation after it.' } },
  'decision-differs': { rule: TWO_PERSONS, opens: { vi: 'Số quyết định đã đề nghị.', en: 'The decision number that was proposed.' } },
  'unit-replaced': {
    rule: { vi: 'Đơn vị đã được thay thế chỉ còn đọc được.', en: 'A unit that was replaced can be read only.' },
    opens: { vi: 'Đơn vị kế tiếp làm.', en: 'Its successor does it.' },
  },
  embargo: {
    rule: { vi: 'Không công bố trước thời điểm đã định.', en: 'Nothing is published before its time.' },
    opens: { vi: 'Thời điểm đó.', en: 'That instant.' },
  },
  'release-outdated': {
    rule: { vi: 'Chỉ công bố những gì còn đúng.', en: 'Only what still holds is published.' },
    opens: { vi: 'Đề nghị bản công bố mới.', en: 'A further release.' },
  },
  'rehearsal-never-published': { rule: { vi: 'Kỳ diễn tập không được công bố.', en: 'A rehearsal is never published.' }, opens: NOBODY },
  'release-pending': {
    rule: TWO_PERSONS,
    opens: { vi: 'Bản đó lập xong hoặc được phê duyệt.', en: 'Its preparation or its approval.' },
  },
  'release-not-live': { rule: TWO_PERSONS, opens: NOBODY },
  'release-not-ready': {
    rule: { vi: 'Chỉ đề nghị công bố bản đã qua mọi kiểm tra.', en: 'Only a release that passed every check is asked for.' },
    opens: { vi: 'Bản chuẩn bị xong, hoặc chuẩn bị lại.', en: 'Its preparation, or another one.' },
  },
  'request-differs': {
    rule: { vi: 'Những gì đã ký không bị thay thế.', en: 'What is signed is not replaced.' },
    opens: { vi: 'Cùng nội dung, hoặc bản công bố mới.', en: 'The same words, or a further release.' },
  },
  'release-not-requested': {
    rule: TWO_PERSONS,
    opens: { vi: 'Đề nghị công bố kèm quyết định (…/request).', en: 'The request with the decision (…/request).' },
  },
  'no-release-yet': {
    rule: { vi: 'Khiếu nại và khắc phục sau khi công bố.', en: 'Complaints and remedies follow a release.' },
    opens: { vi: 'Việc công bố.', en: 'The release.' },
  },
  'complaints-over': {
    rule: { vi: 'Khiếu nại có thời hạn theo quy định của kỳ.', en: 'Complaints have a window by the rules of the round.' },
    opens: { vi: 'Một bản công bố mới.', en: 'A further release.' },
  },
  'complaint-pending': {
    rule: { vi: 'Mỗi tiêu chí một khiếu nại đang giải quyết.', en: 'One open complaint an item.' },
    opens: { vi: 'Câu trả lời.', en: 'Its answer.' },
  },
  'correction-pending': {
    rule: TWO_PERSONS,
    opens: {
      vi: 'Người công bố phê duyệt bản ghi đó, hoặc một bản ghi khác về tiêu chí này của điều phối viên được phê duyệt.',
      en: 'A publisher approves that entry, or another one on this item by a coordinator.',
    },
  },
  'correction-overtaken': { rule: FROZEN, opens: { vi: 'Một bản ghi mới (…/ledger).', en: 'A new entry (…/ledger).' } },
  'complaint-answered': { rule: READERS, opens: NOBODY },
  'not-the-assignee': { rule: READERS, opens: { vi: 'Người được giao trả lời.', en: 'The person that it was given to answers.' } },
  'live-value-full': {
    rule: { vi: 'Danh mục công bố có giới hạn kích thước.', en: 'The list of published rounds has a limit.' },
    opens: { vi: 'Người vận hành.', en: 'An operator.' },
  },
  'too-many-extensions': { rule: CALENDAR, opens: NOBODY },
  'cell-read-already': { rule: READERS, opens: NOBODY },
  'cell-adjudicated-already': { rule: READERS, opens: { vi: 'Người đã phân xử tự sửa.', en: 'Whoever adjudicated corrects it.' } },
  'explanation-decided': { rule: READERS, opens: NOBODY },
  'no-adjudication-needed': {
    rule: READERS,
    opens: { vi: 'Hai kết quả chênh nhau quá mức cho phép.', en: 'Two readings that differ too much.' },
  },
  'nothing-settled': { rule: READERS, opens: { vi: 'Điểm thẩm định của tiêu chí.', en: 'Settled points of the item.' } },
  'nothing-explained': { rule: READERS, opens: { vi: 'Giải trình của đơn vị.', en: 'An explanation by the unit.' } },
  'mapping-taken': { rule: SURVEYS, opens: { vi: 'Một số phiên bản mới.', en: 'A further version number.' } },
  'sample-in-use': { rule: SURVEYS, opens: NOBODY },
  'buttons-in-use': { rule: SURVEYS, opens: NOBODY },
  'batch-not-counting': { rule: SURVEYS, opens: { vi: 'Thay tệp đang được tính.', en: 'Replacing the file that counts.' } },
  'statement-given': { rule: SURVEYS, opens: NOBODY },
  'nothing-to-estimate': { rule: SURVEYS, opens: { vi: 'Những gì nêu ở trên.', en: 'What is named above.' } },
  'not-set-aside': { rule: ROLES, opens: NOBODY },
  'document-removed': { rule: TWO_PERSONS, opens: { vi: 'Nộp lại tài liệu.', en: 'Sending the document again.' } },
} as const satisfies Record<string, LockText>;
