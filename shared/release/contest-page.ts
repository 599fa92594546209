import { html } from '../domain/html.ts';
import { type Language, page, speaker } from './layout.ts';
import type { ReleaseContent, ReleaseFile } from './release-content.ts';

/** How a unit contests a result, and what then happens. */
export function contestPage(content: ReleaseContent, language: Language): ReleaseFile {
  const say = speaker(language);
  const { withinDays, answerDays } = content.definition.rules.complaints;
  return page({
    content,
    place: { language, path: 'contest.html' },
    title: say('Khiếu nại một kết quả', 'How to contest a result'),
    main: html`<ol class="steps">
<li>${say(`Trong ${withinDays} ngày kể từ khi công bố, đơn vị được đánh giá gửi khiếu nại: tiêu chí, lý do và tài liệu chứng minh (par release complain, hoặc API).`, `Within ${withinDays} days of the release the assessed unit files its complaint: item, ground and evidence (par release complain, or the API).`)}</li>
<li>${say('Khiếu nại được xác nhận ngay bằng một mã số.', 'It is acknowledged at once with a number.')}</li>
<li>${say('Một người chưa từng chấm tiêu chí đó của đơn vị xem xét.', 'It is given to a person who did not read that item of the unit.')}</li>
<li>${say(`Trả lời bằng văn bản có lý do trong ${answerDays} ngày.`, `It is answered, with reasons, within ${answerDays} days.`)}</li>
<li>${say('Nếu chấp nhận: điểm được sửa qua sổ thay đổi, do hai người quyết định, và một bản công bố mới nêu rõ giá trị cũ, giá trị mới, lý do và thay đổi hạng. Bản cũ vẫn giữ nguyên địa chỉ.', 'If it is upheld, the points are corrected in the ledger by two persons, and a new release says old value, new value, reason and effect on ranks. The old release keeps its address.')}</li>
</ol>
<p>${say('Số khiếu nại và kết quả được công bố ở trang đính chính. Người dân phát hiện sai sót có thể báo với cơ quan công bố; mọi con số đều kiểm lại được từ dữ liệu mở.', 'The numbers of complaints and their outcomes stand on the errata page. Anybody who finds a mistake may tell the publisher; every figure can be checked from the open data.')}</p>`,
  });
}
