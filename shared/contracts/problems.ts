import * as z from 'zod';
import type { Bilingual } from '../domain/criteria-set.ts';
import { fillText } from './findings.ts';

interface ProblemEntry {
  readonly status: number;
  readonly title: Bilingual;
  readonly detail: Bilingual;
}

const CATALOGUE = {
  'bad-request': {
    status: 400,
    title: { vi: 'Yêu cầu không đúng định dạng', en: 'The request is malformed' },
    detail: { vi: 'Xem danh sách lỗi kèm theo.', en: 'See the attached list of errors.' },
  },
  'not-allowed': {
    status: 403,
    title: { vi: 'Không có quyền', en: 'Not allowed' },
    detail: { vi: 'Vai trò của bạn không được thực hiện việc này.', en: 'Your role may not do this.' },
  },
  'own-unit': {
    status: 403,
    title: { vi: 'Không được thẩm định đơn vị của mình', en: 'No one appraises their own unit' },
    detail: {
      vi: 'Cơ quan {agency} không thẩm định chính đơn vị {unit}.',
      en: 'Agency {agency} does not appraise the unit {unit} itself.',
    },
  },
  'item-of-another-agency': {
    status: 403,
    title: { vi: 'Tiêu chí do cơ quan khác thẩm định', en: 'Another agency appraises this item' },
    detail: { vi: 'Tiêu chí {item} của đơn vị {unit} do {wanted} thẩm định.', en: 'Item {item} of unit {unit} is appraised by {wanted}.' },
  },
  'second-person-needed': {
    status: 403,
    title: { vi: 'Cần người thứ hai', en: 'A second person is needed' },
    detail: { vi: 'Người đề nghị không được tự phê duyệt.', en: 'The person who asked cannot also approve.' },
  },
  'not-found': {
    status: 404,
    title: { vi: 'Không tìm thấy', en: 'Not found' },
    detail: { vi: 'Không có {what}, hoặc bạn không được xem.', en: 'There is no {what}, or you may not see it.' },
  },
  'round-exists': {
    status: 409,
    title: { vi: 'Kỳ đánh giá đã tồn tại', en: 'The round exists already' },
    detail: { vi: 'Kỳ {round} đã được mở với nội dung khác.', en: 'Round {round} was opened with another content.' },
  },
  'stage-not-open': {
    status: 409,
    title: { vi: 'Giai đoạn chưa mở', en: 'The stage is not open yet' },
    detail: { vi: 'Giai đoạn {stage} mở lúc {opensAtText}.', en: 'Stage {stage} opens at {opensAt}.' },
  },
  'stage-closed': {
    status: 409,
    title: { vi: 'Giai đoạn đã đóng', en: 'The stage is closed' },
    detail: {
      vi: 'Giai đoạn {stage} đã hết hạn lúc {deadlineText} và không nhận thêm. Hạn chỉ được gia hạn trước khi giai đoạn đóng.',
      en: 'The deadline of stage {stage} was {deadline}; it takes nothing more. A deadline is extended before its stage closes.',
    },
  },
  'stages-not-over': {
    status: 409,
    title: { vi: 'Chưa thể chốt số liệu', en: 'The round cannot be frozen yet' },
    detail: { vi: 'Các giai đoạn chưa đóng: {stages}.', en: 'Stages not closed yet: {stages}.' },
  },
  'deadline-not-later': {
    status: 422,
    title: { vi: 'Hạn mới không muộn hơn hạn hiện hành', en: 'The new deadline is not later' },
    detail: { vi: 'Hạn hiện hành là {deadlineText}.', en: 'The deadline in force is {deadline}.' },
  },
  'deadline-after-next-stage': {
    status: 422,
    title: { vi: 'Hạn mới quá muộn', en: 'The new deadline is too late' },
    detail: {
      vi: 'Hạn mới phải trước {limitText}, vì giai đoạn {stage} kế tiếp; hãy gia hạn giai đoạn đó trước.',
      en: 'The new deadline must be before {limit}, because of the stage {stage} that follows; extend that one first.',
    },
  },
  'no-fixed-deadline': {
    status: 422,
    title: { vi: 'Giai đoạn này không đóng theo hạn', en: 'This stage does not close by a deadline' },
    detail: { vi: 'Giai đoạn công bố đóng khi có bản công bố.', en: 'The publication stage closes when a release is published.' },
  },
  'item-not-appraised': {
    status: 422,
    title: { vi: 'Tiêu chí không qua thẩm định', en: 'The item is not appraised' },
    detail: { vi: 'Tiêu chí {item} được chấm theo phương pháp {method}.', en: 'Item {item} gets its points by the method {method}.' },
  },
  'points-above-maximum': {
    status: 422,
    title: { vi: 'Điểm vượt điểm tối đa', en: 'Points above the maximum' },
    detail: { vi: 'Tiêu chí {item} có điểm tối đa {maximum}.', en: 'The maximum of item {item} is {maximum}.' },
  },
  'file-too-large': {
    status: 413,
    title: { vi: 'Tệp quá lớn', en: 'The file is too large' },
    detail: { vi: 'Loại tệp {kind} nhận tối đa {maximum} byte.', en: 'The kind {kind} takes at most {maximum} bytes.' },
  },
  'wrong-content-type': {
    status: 415,
    title: { vi: 'Sai loại tệp', en: 'Wrong content type' },
    detail: { vi: 'Loại tệp {kind} cần kiểu nội dung {wanted}.', en: 'The kind {kind} needs the content type {wanted}.' },
  },
  'points-missing': {
    status: 409,
    title: { vi: 'Còn tiêu chí chưa có điểm thẩm định', en: 'Items without settled points' },
    detail: {
      vi: '{count} ô chưa có điểm. Không suy đoán: mỗi ô cần một quyết định.',
      en: '{count} cells have no points. Nothing is assumed: each needs a decision.',
    },
  },
  'already-frozen': {
    status: 409,
    title: { vi: 'Số liệu đã chốt', en: 'The round is frozen' },
    detail: { vi: 'Số liệu đã chốt, mã băm {hash}.', en: 'The round was frozen with the hash {hash}.' },
  },
  'index-not-computed': {
    status: 409,
    title: { vi: 'Chưa có kết quả tính điểm', en: 'The index is not computed yet' },
    detail: { vi: 'Cần chốt số liệu và chờ quy trình tính điểm.', en: 'Freeze the round and wait until the workflow has computed it.' },
  },
  'rehearsal-never-published': {
    status: 409,
    title: { vi: 'Kỳ diễn tập không được công bố', en: 'A rehearsal is never published' },
    detail: { vi: 'Kỳ {round} là kỳ diễn tập.', en: 'Round {round} is a rehearsal.' },
  },
  'release-pending': {
    status: 409,
    title: { vi: 'Đang có bản chờ phê duyệt', en: 'A release awaits approval' },
    detail: { vi: 'Bản công bố số {release} đang chờ phê duyệt.', en: 'Release {release} awaits approval.' },
  },
  'live-value-full': {
    status: 409,
    title: { vi: 'Danh mục công bố đã đầy', en: 'The list of published rounds is full' },
    detail: { vi: 'Không thể công bố thêm kỳ; chưa có gì được ghi lại.', en: 'No further round fits; nothing was recorded.' },
  },
  'too-many-extensions': {
    status: 409,
    title: { vi: 'Quá nhiều lần gia hạn', en: 'Too many extensions' },
    detail: { vi: 'Một giai đoạn có tối đa {limit} lần gia hạn.', en: 'A stage takes at most {limit} extensions.' },
  },
  'release-not-live': {
    status: 409,
    title: { vi: 'Bản công bố không có hiệu lực', en: 'The release is not live' },
    detail: { vi: 'Chỉ thu hồi được bản đang công bố.', en: 'Only the live release can be rolled back.' },
  },
  'changed-meanwhile': {
    status: 409,
    title: { vi: 'Dữ liệu vừa thay đổi', en: 'The record changed meanwhile' },
    detail: { vi: 'Hãy tải lại và thử lại.', en: 'Read it again and repeat.' },
  },
  'idempotency-key-reused': {
    status: 422,
    title: { vi: 'Khóa Idempotency-Key đã dùng', en: 'Idempotency-Key used before' },
    detail: { vi: 'Khóa này đã dùng cho một yêu cầu khác.', en: 'This key came with another request before.' },
  },
  internal: {
    status: 500,
    title: { vi: 'Lỗi hệ thống', en: 'Internal error' },
    detail: {
      vi: 'Lỗi đã được ghi lại; dẫn mã {correlationId} khi hỏi.',
      en: 'The error is recorded; name the code {correlationId} when asking.',
    },
  },
} as const satisfies Record<string, ProblemEntry>;

export type ProblemCode = keyof typeof CATALOGUE;
export const problemCatalogue: Readonly<Record<ProblemCode, ProblemEntry>> = CATALOGUE;

/** RFC 9457 problem document; title and detail in Vietnamese, the English ones beside them. */
export const problemSchema = z.strictObject({
  type: z.string(),
  status: z.int(),
  code: z.string(),
  title: z.string(),
  detail: z.string(),
  titleEn: z.string(),
  detailEn: z.string(),
  correlationId: z.string(),
  errors: z.array(z.looseObject({})).optional(),
});
export type Problem = z.infer<typeof problemSchema>;

export function describeProblem(
  code: ProblemCode,
  values: Readonly<Record<string, string>>,
  correlationId: string,
  errors: readonly object[] = [],
): Problem {
  const { status, title, detail } = problemCatalogue[code];
  return {
    type: `urn:par:problem:${code}`,
    status,
    code,
    title: title.vi,
    detail: fillText(detail.vi, values),
    titleEn: title.en,
    detailEn: fillText(detail.en, values),
    correlationId,
    ...(errors.length === 0 ? {} : { errors: errors.map((error) => ({ ...error })) }),
  };
}
