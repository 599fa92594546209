import * as z from 'zod';
import type { Bilingual } from '../domain/text-schemas.ts';
import { fillText } from './findings.ts';
import { LOCKS, type LockText } from './locks.ts';

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
      vi: 'Giai đoạn {stage} đã hết hạn lúc {deadlineText} và không nhận thêm. Trước khi đóng thì gia hạn; đã đóng thì điều phối viên và người công bố cùng mở lại.',
      en: 'The deadline of stage {stage} was {deadline}; it takes nothing more. Before it closes it can be extended; once closed, a coordinator and a publisher open it again together.',
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
  'deadline-not-ahead': {
    status: 422,
    title: { vi: 'Hạn mới đã qua', en: 'The new deadline is not ahead' },
    detail: { vi: 'Bây giờ là {nowText}; hạn mới phải ở sau.', en: 'It is {now} now; the new deadline has to be later.' },
  },
  'deadline-not-a-working-day': {
    status: 422,
    title: { vi: 'Hạn rơi vào ngày nghỉ', en: 'The deadline is not on a working day' },
    detail: { vi: 'Ngày đó là {why}. Chọn một ngày làm việc.', en: 'That day is {whyEn}. Choose a working day.' },
  },
  'opening-before-earlier-stage': {
    status: 422,
    title: { vi: 'Mở quá sớm', en: 'The opening is too early' },
    detail: {
      vi: 'Giai đoạn {stage} trước đó có hạn {limitText}; giai đoạn này mở từ lúc đó.',
      en: 'The stage {stage} before it has its deadline at {limit}; this one opens from then on.',
    },
  },
  'opening-not-ahead': {
    status: 422,
    title: { vi: 'Thời điểm mở đã qua', en: 'The opening is not ahead' },
    detail: { vi: 'Bây giờ là {nowText}; thời điểm mở phải ở sau.', en: 'It is {now} now; the opening has to be later.' },
  },
  'stage-opened-already': {
    status: 409,
    title: { vi: 'Giai đoạn đã mở', en: 'The stage has opened' },
    detail: {
      vi: 'Giai đoạn {stage} đã mở lúc {since}; thời điểm mở và hạn không thể đưa về sớm hơn nữa.',
      en: 'Stage {stage} opened at {since}; its opening does not move any more, its deadline only later.',
    },
  },
  'stage-not-closed': {
    status: 409,
    title: { vi: 'Giai đoạn chưa đóng', en: 'The stage is not closed' },
    detail: {
      vi: 'Giai đoạn {stage} đang ở trạng thái {status}; chỉ giai đoạn đã đóng mới mở lại, giai đoạn đang mở thì gia hạn.',
      en: 'Stage {stage} is {status}; only a closed stage is opened again, an open one is extended.',
    },
  },
  'other-role-needed': {
    status: 403,
    title: { vi: 'Cần người thứ hai ở vai trò khác', en: 'A second person in the other role is needed' },
    detail: {
      vi: 'Người thứ nhất đã đề nghị; cần một {role} khác gửi cùng nội dung.',
      en: 'The first person has asked; another person, a {role}, has to send the same.',
    },
  },
  'resolution-not-possible': {
    status: 422,
    title: { vi: 'Không thể giải quyết theo cách này', en: 'Not a resolution of this matter' },
    detail: { vi: 'Việc {matter} chỉ giải quyết được bằng: {choices}.', en: 'The matter {matter} can only become: {choices}.' },
  },
  'matter-not-open': {
    status: 422,
    title: { vi: 'Việc này không còn mở', en: 'The matter is not open' },
    detail: {
      vi: 'Việc {matter} không có trong danh sách còn mở; quyết định về nó không có tác dụng.',
      en: 'The matter {matter} is not among the open ones; a decision on it would change nothing.',
    },
  },
  'decision-differs': {
    status: 409,
    title: { vi: 'Số quyết định không khớp', en: 'Another decision than the one proposed' },
    detail: {
      vi: 'Đề nghị đang chờ theo quyết định {decisionNumber}; mỗi lần phê duyệt một quyết định và một cách giải quyết.',
      en: 'What waits was proposed under decision {decisionNumber}; one call approves one decision and one resolution.',
    },
  },
  embargo: {
    status: 409,
    title: { vi: 'Chưa đến giờ được công bố', en: 'The embargo has not ended' },
    detail: { vi: 'Không có gì được công bố trước {untilText}.', en: 'Nothing goes live before {until}.' },
  },
  'release-outdated': {
    status: 409,
    title: { vi: 'Bản công bố không còn đúng', en: 'The release is out of date' },
    detail: {
      vi: 'Từ khi bản số {release} được lập, số liệu, bản đang công bố hoặc các nội dung cần hội đồng kết luận đã thay đổi; hãy lập bản mới.',
      en: 'Since release {release} was made, the figures, the release that is public or what the council has to conclude on have changed; prepare a further one.',
    },
  },
  'not-frozen': {
    status: 409,
    title: { vi: 'Số liệu chưa chốt', en: 'The round is not frozen' },
    detail: {
      vi: 'Trước khi chốt, điểm thay đổi bằng thẩm định và giải trình.',
      en: 'Before the freeze points change by readings and explanations.',
    },
  },
  'nothing-to-correct': {
    status: 422,
    title: { vi: 'Không có gì thay đổi', en: 'Nothing would change' },
    detail: {
      vi: 'Tiêu chí {item} của đơn vị {unit} đang có điểm {points}.',
      en: 'Item {item} of unit {unit} has {points} points already.',
    },
  },
  'unit-replaced': {
    status: 409,
    title: { vi: 'Đơn vị đã được thay thế', en: 'Another unit has taken the place of this one' },
    detail: {
      vi: 'Đơn vị {unit} đã thành {successor} theo {decidedBy}; hồ sơ chỉ còn đọc được, {successor} làm tiếp.',
      en: 'Unit {unit} became {successor} by {decidedBy}; its records can be read only, {successor} goes on.',
    },
  },
  'unit-change-not-possible': {
    status: 422,
    title: { vi: 'Không thể ghi nhận thay đổi đơn vị', en: 'The change of units cannot be recorded' },
    detail: { vi: '{why}', en: '{whyEn}' },
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
      vi: '{count} việc còn mở. Không suy đoán: mỗi việc cần có điểm, quy định hoặc quyết định.',
      en: '{count} matters are open. Nothing is assumed: each needs points, a rule or a decision.',
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
    title: { vi: 'Đang có bản công bố khác', en: 'Another release is under way' },
    detail: {
      vi: 'Bản công bố số {release} đang được lập hoặc chờ phê duyệt.',
      en: 'Release {release} is being prepared or awaits approval.',
    },
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
  'release-not-ready': {
    status: 409,
    title: { vi: 'Bản công bố không ở trạng thái phù hợp', en: 'The release is not in the state for this' },
    detail: { vi: 'Bản số {release} đang ở trạng thái {status}.', en: 'Release {release} is {status}.' },
  },
  'request-differs': {
    status: 409,
    title: { vi: 'Đã có đề nghị công bố khác', en: 'Another request is there' },
    detail: {
      vi: 'Bản số {release} đã có quyết định hoặc kết luận khác; gửi lại đúng như lần trước, hoặc lập bản mới.',
      en: 'Release {release} has another decision or other conclusions; send the same as before, or prepare a further release.',
    },
  },
  'release-not-requested': {
    status: 409,
    title: { vi: 'Chưa có đề nghị công bố', en: 'Its publication was not asked for' },
    detail: {
      vi: 'Bản số {release} cần hồ sơ hội đồng và quyết định công bố trước khi phê duyệt.',
      en: 'Release {release} needs the council’s record and the decision before it is approved.',
    },
  },
  'conclusions-missing': {
    status: 422,
    title: { vi: 'Thiếu kết luận của hội đồng', en: 'Conclusions of the council are missing' },
    detail: { vi: '{count} tiêu chí có giải trình hoặc khiếu nại chưa có kết luận.', en: 'Contested items without a conclusion: {count}.' },
  },
  'not-a-pdf': {
    status: 422,
    title: { vi: 'Tệp không phải PDF', en: 'The file is no PDF' },
    detail: { vi: 'Quyết định công bố phải là tệp PDF đã ký.', en: 'The decision of publication is a signed PDF.' },
  },
  'no-release-yet': {
    status: 409,
    title: { vi: 'Kỳ này chưa công bố', en: 'The round is not published yet' },
    detail: { vi: 'Chỉ thực hiện được sau khi công bố.', en: 'This is possible after a release only.' },
  },
  'complaints-over': {
    status: 409,
    title: { vi: 'Đã hết thời hạn khiếu nại', en: 'The time for complaints is over' },
    detail: { vi: 'Thời hạn khiếu nại đã hết lúc {untilText}.', en: 'Complaints were taken until {until}.' },
  },
  'complaint-pending': {
    status: 409,
    title: { vi: 'Đã có khiếu nại đang giải quyết', en: 'A complaint is open already' },
    detail: { vi: 'Khiếu nại số {number} về tiêu chí {item} đang được giải quyết.', en: 'Complaint {number} about item {item} is open.' },
  },
  'complaint-answered': {
    status: 409,
    title: { vi: 'Khiếu nại đã được trả lời', en: 'The complaint was answered' },
    detail: { vi: 'Khiếu nại số {number} đã có câu trả lời.', en: 'Complaint {number} has its answer.' },
  },
  'not-the-assignee': {
    status: 403,
    title: { vi: 'Không phải người được giao', en: 'Not the person that it was given to' },
    detail: { vi: 'Khiếu nại số {number} không được giao cho bạn.', en: 'Complaint {number} was not given to you.' },
  },
  'no-points-lost': {
    status: 422,
    title: { vi: 'Không mất điểm ở tiêu chí này', en: 'No points were lost there' },
    detail: { vi: 'Đơn vị {unit} không mất điểm ở tiêu chí {item}.', en: 'Unit {unit} lost no points on item {item}.' },
  },
  'release-not-live': {
    status: 409,
    title: { vi: 'Bản công bố không có hiệu lực', en: 'The release is not live' },
    detail: { vi: 'Bản này không phải bản đang công bố, hoặc đã thu hồi.', en: 'This release is not the live one, or was taken back.' },
  },
  'correction-pending': {
    status: 409,
    title: { vi: 'Một bản ghi sửa điểm đang chờ quyết định', en: 'A correction of these points awaits its decision' },
    detail: {
      vi: 'Bản ghi số {number} sửa tiêu chí {item} của đơn vị {unit} từ cùng điểm này đang chờ người công bố phê duyệt.',
      en: 'Entry {number} changes item {item} of unit {unit} from the same points and awaits a publisher.',
    },
  },
  'correction-overtaken': {
    status: 409,
    title: { vi: 'Điểm đã được bản ghi khác sửa', en: 'Another entry changed these points' },
    detail: {
      vi: 'Bản ghi số {number} sửa từ {before}, nhưng điểm hiện nay là {points}. Nếu vẫn phải sửa, điều phối viên đề nghị bản ghi mới, nêu số khiếu nại nếu có.',
      en: 'Entry {number} starts from {before}, but the points are {points} now. If they still have to change, a coordinator proposes a new entry, naming the complaint if there is one.',
    },
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
  'points-off-grid': {
    status: 422,
    title: { vi: 'Điểm không nằm trong mức cho phép', en: 'Points off the grid' },
    detail: {
      vi: 'Tiêu chí {item} không có mức điểm {points}.',
      en: 'Item {item} has no step of {points} points.',
    },
  },
  'points-above-claim': {
    status: 422,
    title: { vi: 'Điểm cao hơn điểm tự chấm', en: 'Points above the claim' },
    detail: {
      vi: 'Tiêu chí {item} được tự chấm {claimed}; bộ tiêu chí không cho phép cao hơn.',
      en: 'Item {item} was claimed at {claimed}; the set does not allow more.',
    },
  },
  'points-differ-from-facts': {
    status: 422,
    title: { vi: 'Điểm không khớp với số liệu', en: 'Points differ from the facts' },
    detail: {
      vi: 'Tiêu chí {item}: {points} khác {computed} tính từ số liệu.',
      en: 'Item {item}: {points} differs from {computed}, which follow from the facts.',
    },
  },
  'reason-code-missing': {
    status: 422,
    title: { vi: 'Thiếu mã lý do', en: 'The reason code is missing' },
    detail: {
      vi: 'Điểm của tiêu chí {item} khác điểm tự chấm {claimed}: cần mã lý do.',
      en: 'The points of item {item} differ from the claim {claimed}: a reason code is due.',
    },
  },
  'not-assigned': {
    status: 403,
    title: { vi: 'Không được phân công', en: 'Not assigned' },
    detail: {
      vi: 'Bạn không được phân công thẩm định tiêu chí {item} của đơn vị {unit}; điều phối viên phân công.',
      en: 'You are not assigned to item {item} of unit {unit}; a coordinator assigns readers.',
    },
  },
  'cell-read-already': {
    status: 409,
    title: { vi: 'Tiêu chí đã đủ người thẩm định', en: 'The cell has all its readings' },
    detail: {
      vi: 'Hai người đã thẩm định tiêu chí {item} của đơn vị {unit}; kết quả của họ giữ nguyên.',
      en: 'Two people have read item {item} of unit {unit}; their readings stand.',
    },
  },
  'cell-adjudicated-already': {
    status: 409,
    title: { vi: 'Tiêu chí đã được phân xử', en: 'The cell has been adjudicated' },
    detail: {
      vi: 'Người khác đã phân xử tiêu chí {item} của đơn vị {unit}; chỉ người đó sửa được, khi giai đoạn thẩm định còn mở.',
      en: 'Somebody else has adjudicated item {item} of unit {unit}; only they can correct it, while the appraisal is open.',
    },
  },
  'explanation-decided': {
    status: 409,
    title: { vi: 'Giải trình đã được quyết định', en: 'The explanation has been decided' },
    detail: {
      vi: 'Giải trình tiêu chí {item} của đơn vị {unit} đã có quyết định; giải trình và quyết định giữ nguyên.',
      en: 'The explanation of item {item} of unit {unit} has its decision; both stand.',
    },
  },
  'no-adjudication-needed': {
    status: 409,
    title: { vi: 'Không cần phân xử', en: 'Nothing to adjudicate' },
    detail: {
      vi: 'Tiêu chí {item} của đơn vị {unit} chưa có hai kết quả chênh nhau quá mức cho phép.',
      en: 'Item {item} of unit {unit} does not have two readings that differ too much.',
    },
  },
  'another-reader-needed': {
    status: 403,
    title: { vi: 'Cần người thẩm định khác', en: 'Another reader is needed' },
    detail: {
      vi: 'Người đã chấm tiêu chí {item} của đơn vị {unit}, hoặc đã khiếu nại, không được quyết định lại.',
      en: 'Whoever read item {item} of unit {unit}, or complained about it, cannot decide it again.',
    },
  },
  'nothing-settled': {
    status: 409,
    title: { vi: 'Chưa có điểm thẩm định', en: 'Nothing is settled yet' },
    detail: {
      vi: 'Tiêu chí {item} của đơn vị {unit} chưa có điểm thẩm định.',
      en: 'Item {item} of unit {unit} has no settled points.',
    },
  },
  'nothing-explained': {
    status: 409,
    title: { vi: 'Chưa có giải trình', en: 'Nothing was explained' },
    detail: {
      vi: 'Đơn vị {unit} không giải trình tiêu chí {item}.',
      en: 'Unit {unit} gave no explanation for item {item}.',
    },
  },
  'ground-unknown': {
    status: 422,
    title: { vi: 'Căn cứ không hợp lệ', en: 'The ground is not one of the set' },
    detail: {
      vi: 'Bộ tiêu chí cho phép thay đổi điểm khi: {grounds}.',
      en: 'The set lets a score change on these grounds: {grounds}.',
    },
  },
  'ground-needs-evidence': {
    status: 422,
    title: { vi: 'Thiếu tài liệu trong năm đánh giá', en: 'Evidence of the year is missing' },
    detail: {
      vi: 'Căn cứ {ground} cần tài liệu kiểm chứng có ngày trong năm {year} cho tiêu chí {item}.',
      en: 'The ground {ground} needs evidence for item {item} with a date in {year}.',
    },
  },
  'evidence-unknown': {
    status: 422,
    title: { vi: 'Không có tài liệu này', en: 'No such document' },
    detail: {
      vi: 'Đơn vị không có tài liệu {uploadId} đã được tiếp nhận cho tiêu chí {item}.',
      en: 'The unit has no accepted document {uploadId} for item {item}.',
    },
  },
  'version-unknown': {
    status: 422,
    title: { vi: 'Không có bản này', en: 'No such version' },
    detail: {
      vi: 'Đơn vị không có bản tự chấm điểm với mã băm này.',
      en: 'The unit has no version with this hash.',
    },
  },
  'report-not-accepted': {
    status: 422,
    title: { vi: 'Báo cáo đã ký chưa được tiếp nhận', en: 'The signed report is not accepted' },
    detail: {
      vi: 'Tệp {uploadId} không phải là báo cáo đã ký được tiếp nhận (trạng thái: {status}).',
      en: 'Upload {uploadId} is not an accepted signed report (status: {status}).',
    },
  },
  'item-not-self-scored': {
    status: 422,
    title: { vi: 'Tiêu chí không do đơn vị tự chấm', en: 'The unit does not score this item' },
    detail: {
      vi: 'Tiêu chí {item} không do đơn vị {unit} tự chấm.',
      en: 'Unit {unit} does not score item {item} itself.',
    },
  },
  'document-details': {
    status: 422,
    title: { vi: 'Thông tin tài liệu không phù hợp', en: 'The document’s details do not fit' },
    detail: {
      vi: 'Loại tệp {kind}: thông tin tài liệu chỉ đi kèm, và phải đi kèm, tài liệu kiểm chứng.',
      en: 'Kind {kind}: details of a document come with evidence, always, and with nothing else.',
    },
  },
  'survey-details': {
    status: 422,
    title: { vi: 'Thiếu hoặc thừa thông tin khảo sát', en: 'The survey’s details do not fit' },
    detail: {
      vi: 'Loại tệp {kind}: "survey" đi kèm tệp khảo sát, "presses" đi kèm tệp bấm nút, và chỉ như vậy.',
      en: 'Kind {kind}: "survey" comes with files of answers, "presses" with files of presses, always, and with nothing else.',
    },
  },
  'definition-refused': {
    status: 422,
    title: { vi: 'Khai báo chưa dùng được', en: 'What was declared cannot be used' },
    detail: { vi: '{what}: xem danh sách lỗi kèm theo.', en: '{what}: see the attached list of errors.' },
  },
  'mapping-taken': {
    status: 409,
    title: { vi: 'Phiên bản bảng đối chiếu đã có', en: 'The mapping’s version is taken' },
    detail: {
      vi: 'Bảng đối chiếu {mapping} đã có với nội dung khác và không bao giờ thay đổi; hãy dùng số phiên bản mới.',
      en: 'Mapping {mapping} is there with another content and never changes; use a new version.',
    },
  },
  'sample-in-use': {
    status: 409,
    title: { vi: 'Mẫu đã được dùng', en: 'The sample is in use' },
    detail: {
      vi: 'Đã có phiếu trả lời theo mẫu này; mẫu không thay đổi nữa.',
      en: 'Answers have come in by this sample; it does not change any more.',
    },
  },
  'buttons-in-use': {
    status: 409,
    title: { vi: 'Nút bấm đã có lượt bấm', en: 'The buttons are in use' },
    detail: {
      vi: 'Đã có lượt bấm: chỉ được thêm thiết bị, thang đo và số phiếu giao dịch, không đổi cái đã khai báo.',
      en: 'Presses have come in: devices, scales and tickets may be added, and what was declared of devices and scales does not change.',
    },
  },
  'batch-not-counting': {
    status: 409,
    title: { vi: 'Không thể thay tệp này', en: 'This file cannot be replaced' },
    detail: {
      vi: 'Tệp {uploadId} hiện không được tính (trạng thái {status}), nên không có gì để thay.',
      en: 'File {uploadId} does not count (it is {status}), so there is nothing to replace.',
    },
  },
  'statement-given': {
    status: 409,
    title: { vi: 'Đã có xác nhận', en: 'The statement has been given' },
    detail: { vi: 'Đơn vị {unit} đã xác nhận về khảo sát {instrument}.', en: 'Unit {unit} has answered for survey {instrument}.' },
  },
  'nothing-to-estimate': {
    status: 409,
    title: { vi: 'Chưa thể ước lượng', en: 'Nothing can be estimated yet' },
    detail: {
      vi: 'Khảo sát {instrument}: {reason}.',
      en: 'Survey {instrument}: {reason}.',
    },
  },
  'not-set-aside': {
    status: 409,
    title: { vi: 'Tệp không chờ quyết định', en: 'The file awaits no decision' },
    detail: {
      vi: 'Tệp {uploadId} có trạng thái {status}.',
      en: 'Upload {uploadId} has the status {status}.',
    },
  },
  'document-removed': {
    status: 409,
    title: { vi: 'Tài liệu đã bị gỡ bỏ', en: 'The document was removed' },
    detail: {
      vi: 'Tài liệu đã bị gỡ bỏ theo quyết định của hai người; mã băm và lý do được giữ lại.',
      en: 'The document was removed by two persons; its hash and the reason are kept.',
    },
  },
  'readers-missing': {
    status: 422,
    title: { vi: 'Thiếu người thẩm định', en: 'Readers are missing' },
    detail: {
      vi: '{count} ô chưa đủ người được phép thẩm định; danh sách kèm theo. Chưa có gì thay đổi.',
      en: '{count} cells have too few permitted readers; they are listed. Nothing was changed.',
    },
  },
  'answer-too-large': {
    status: 413,
    title: { vi: 'Tệp trả về quá lớn', en: 'The answer is too large' },
    detail: {
      vi: 'Tệp có chú thích lớn hơn 4 MB; hãy xóa ảnh trong tệp rồi nộp lại, hoặc xem danh sách lỗi trong biên nhận.',
      en: 'The annotated file is larger than 4 MB; remove pictures and upload it again, or use the list in the receipt.',
    },
  },
  'adjustment-unknown': {
    status: 422,
    title: { vi: 'Không có khoản điều chỉnh này', en: 'No such adjustment' },
    detail: {
      vi: 'Bộ tiêu chí cho phép: {codes}.',
      en: 'The set knows: {codes}.',
    },
  },
  'adjustment-out-of-range': {
    status: 422,
    title: { vi: 'Điểm điều chỉnh vượt mức', en: 'The adjustment is out of range' },
    detail: {
      vi: 'Khoản {code} ({kind}) nhận từ {least} đến {most}.',
      en: 'Adjustment {code} ({kind}) takes {least} to {most}.',
    },
  },
  'stage-of-explanation': {
    status: 409,
    title: { vi: 'Ngoài thời gian giải trình', en: 'Not in the explanation stage' },
    detail: {
      vi: 'Giải trình được nhận từ {opensAtText} đến {deadlineText}.',
      en: 'Explanations are taken from {opensAt} to {deadline}.',
    },
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
  /** Of refusals by rule: which rule, whose decision (where one is known), since when, and what would open it. */
  lock: z
    .strictObject({
      rule: z.string(),
      ruleEn: z.string(),
      decidedBy: z.string(),
      since: z.string().optional(),
      opens: z.string(),
      opensEn: z.string(),
    })
    .optional(),
  errors: z.array(z.looseObject({})).optional(),
});
export type Problem = z.infer<typeof problemSchema>;

const RULES_OF_THE_ROUND = 'quy định của kỳ đánh giá / the rules of the round';

/** Whose decision, and since when, stand in the values `decidedBy` and `since` where they are known. */
function lockOf(code: ProblemCode, { decidedBy = RULES_OF_THE_ROUND, since }: Readonly<Record<string, string>>): Problem['lock'] {
  const lock: LockText | undefined = (LOCKS as Partial<Record<ProblemCode, LockText>>)[code];
  if (lock === undefined) return undefined;
  const { rule, opens } = lock;
  return { rule: rule.vi, ruleEn: rule.en, decidedBy, ...(since === undefined ? {} : { since }), opens: opens.vi, opensEn: opens.en };
}

const VIETNAMESE: Readonly<Record<string, string>> = {
  'self-assessment': 'tự chấm điểm',
  survey: 'điều tra',
  appraisal: 'thẩm định',
  explanation: 'giải trình',
  publication: 'công bố',
  planned: 'chưa mở',
  open: 'đang mở',
  closing: 'đang đóng',
  closed: 'đã đóng',
  preparing: 'đang lập',
  prepared: 'đã lập',
  failed: 'không đạt kiểm tra',
  requested: 'chờ phê duyệt',
  approved: 'đã phê duyệt',
  published: 'đã công bố',
  withdrawn: 'đã thay bằng bản khác',
  'rolled-back': 'đã thu hồi',
  coordinator: 'điều phối viên',
  publisher: 'người công bố',
};

/** Stages, states and roles by their Vietnamese names. */
function inVietnamese(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      value
        .split(', ')
        .map((part) => VIETNAMESE[part] ?? part)
        .join(', '),
    ]),
  );
}

export function describeProblem(
  code: ProblemCode,
  values: Readonly<Record<string, string>>,
  correlationId: string,
  errors: readonly object[] = [],
): Problem {
  const { status, title, detail } = problemCatalogue[code];
  const lock = lockOf(code, values);
  return {
    type: `urn:par:problem:${code}`,
    status,
    code,
    title: title.vi,
    detail: fillText(detail.vi, inVietnamese(values)),
    titleEn: title.en,
    detailEn: fillText(detail.en, values),
    correlationId,
    ...(lock === undefined ? {} : { lock }),
    ...(errors.length === 0 ? {} : { errors: errors.map((error) => ({ ...error })) }),
  };
}
