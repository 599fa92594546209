import type { Resolution } from '../domain/gate.ts';
import { type Html, html, Html as RawHtml } from '../domain/html.ts';
import type { Bilingual } from '../domain/text-schemas.ts';
import { column, table } from './charts.ts';
import { asShown, figure, type Language, linkTo, NOTHING, type Place, page, rootOf, signed, speaker } from './layout.ts';
import { componentsText } from './national-page.ts';
import type { ReleaseContent, ReleaseFile } from './release-content.ts';
import type { Table } from './tables.ts';

const RESOLUTION_WORDS: Readonly<Record<Resolution, Bilingual>> = {
  'agency-figures': { vi: 'thẩm định theo số liệu của cơ quan', en: 'appraised from agencies’ figures' },
  zero: { vi: '0 điểm các tiêu chí thẩm định', en: 'zero on the appraised items' },
  unranked: { vi: 'đánh giá, không xếp hạng', en: 'assessed, not ranked' },
  'self-score': { vi: 'công nhận điểm tự chấm', en: 'self-score confirmed' },
  'not-applicable': { vi: 'không áp dụng, rời mẫu số', en: 'not applicable, leaves the denominator' },
};

const nameIn = ({ definition }: ReleaseContent, language: Language): ((unit: string) => string) => {
  const names = new Map(definition.units.map(({ code, name }) => [code, name[language]]));
  return (unit) => names.get(unit) ?? unit;
};

/** Every change after the freeze with its reason and what it did to the unit's rank. */
function ledgerTable({ ledger }: Pick<ReleaseContent, 'ledger'>, language: Language, nameOf: (unit: string) => string): Html {
  const say = speaker(language);
  return table(
    'decisions',
    say(
      'Điểm cũ, điểm mới, lý do và thay đổi hạng; lý do bằng ngôn ngữ của quyết định.',
      'Old and new points, reason and effect on the rank; reasons in the language of the decision.',
    ),
    [
      column(say('Đơn vị', 'Unit')),
      column(say('Tiêu chí', 'Item')),
      column(say('Điểm cũ', 'Old points'), 'number'),
      column(say('Điểm mới', 'New points'), 'number'),
      column(say('Hạng', 'Rank'), 'number'),
      column(say('Hạng khác đổi', 'Other ranks moved'), 'number'),
      column(say('Quyết định', 'Decision')),
      column(say('Lý do', 'Reason')),
    ],
    ledger.map(
      ({ unit, item, before, after, effect, decisionNumber, reason }) => html`<tr>
<th scope="row">${nameOf(unit)}</th>
<td data-label="${say('Tiêu chí', 'Item')}">${item}</td>
<td class="number" data-label="${say('Điểm cũ', 'Old points')}">${asShown(before, language)}</td>
<td class="number" data-label="${say('Điểm mới', 'New points')}">${asShown(after, language)}</td>
<td class="number" data-label="${say('Hạng', 'Rank')}">${effect?.rankBefore ?? '–'} → ${effect?.rankAfter ?? '–'}</td>
<td class="number" data-label="${say('Hạng khác đổi', 'Other ranks moved')}">${effect?.others.length ?? 0}</td>
<td data-label="${say('Quyết định', 'Decision')}">${decisionNumber}</td>
<td data-label="${say('Lý do', 'Reason')}" lang="vi">${reason}</td>
</tr>`,
    ),
  );
}

export function decisionsPage(content: ReleaseContent, language: Language): ReleaseFile {
  const { frozen, ledger, unitChanges, definition } = content;
  const say = speaker(language);
  const place: Place = { language, path: 'decisions.html' };
  const nameOf = nameIn(content, language);
  const adjustments = new Map((definition.criteriaSet.adjustments ?? []).map(({ code, name }) => [code, name[language]]));
  return page({
    content,
    place,
    title: say('Các quyết định', 'Decisions'),
    main: html`<section>
<h2>${say('Quyết định công bố', 'Decision of publication')}</h2>
<p>${say('Hồ sơ của hội đồng và quyết định công bố nằm ngoài bản công bố này, vì chúng nói về mã băm của nó', 'The council’s record and the decision of publication lie beside this release, because they are about its hash')}: <a href="${rootOf(place)}publication.json">publication.json</a>, <a href="${rootOf(place)}publication-decision.pdf">publication-decision.pdf</a>.</p>
</section>
<section>
<h2>${say('Đã giải quyết trước khi chốt số liệu', 'Resolved before the figures were frozen')}</h2>
${
  frozen.resolutions.length === 0
    ? html`<p>${say('Không có việc nào còn mở khi chốt số liệu.', 'Nothing was open when the figures were frozen.')}</p>`
    : table(
        'decisions',
        say(
          'Những gì còn thiếu trước khi chốt, và quy định hoặc quyết định đã giải quyết từng việc.',
          'What was missing before the freeze, and the rule or decision that resolved each matter.',
        ),
        [
          column(say('Đơn vị', 'Unit')),
          column(say('Tiêu chí', 'Item')),
          column(say('Cách giải quyết', 'Resolution')),
          column(say('Quyết định', 'Decision')),
          column(say('Lý do', 'Reason')),
        ],
        frozen.resolutions.map(
          ({ unit, item, instrument, resolution, decisionNumber, reason }) => html`<tr>
<th scope="row">${unit === null ? '–' : nameOf(unit)}</th>
<td data-label="${say('Tiêu chí', 'Item')}">${item ?? instrument ?? '–'}</td>
<td data-label="${say('Cách giải quyết', 'Resolution')}">${RESOLUTION_WORDS[resolution][language]}</td>
<td data-label="${say('Quyết định', 'Decision')}">${decisionNumber}</td>
<td data-label="${say('Lý do', 'Reason')}" lang="vi">${reason}</td>
</tr>`,
        ),
      )
}
</section>
<section>
<h2>${say('Thay đổi sau khi chốt số liệu', 'Changes after the freeze')}</h2>
${ledger.length === 0 ? html`<p>${say('Không có thay đổi nào.', 'There were none.')}</p>` : ledgerTable(content, language, nameOf)}
</section>
${
  frozen.adjustments.length === 0
    ? NOTHING
    : html`<section>
<h2>${say('Điểm cộng, điểm trừ', 'Adjustments')}</h2>
${table(
  'plain',
  say('Điểm của cả đơn vị, trên một dòng riêng.', 'Points of whole units, on a line of their own.'),
  [
    column(say('Đơn vị', 'Unit')),
    column(say('Loại', 'Kind')),
    column(say('Điểm', 'Points'), 'number'),
    column(say('Quyết định', 'Decision')),
  ],
  frozen.adjustments.map(
    ({ unit, code, points, decisionNumber }) =>
      html`<tr><th scope="row">${nameOf(unit)}</th><td>${adjustments.get(code) ?? (code === 'late' ? say('nộp muộn', 'late') : code)}</td><td class="number">${signed(points, 2, language)}</td><td>${decisionNumber}</td></tr>`,
  ),
)}
</section>`
}
${
  unitChanges.length === 0
    ? NOTHING
    : html`<section>
<h2>${say('Thay đổi đơn vị trong kỳ', 'Units that changed within the round')}</h2>
<ul>${unitChanges.map(({ successor, predecessors, effectiveOn, decisionNumber, reason }) => html`<li>${predecessors.join(' + ')} → ${successor.name[language]} (${effectiveOn.split('-').reverse().join('/')}, ${decisionNumber}): <span lang="vi">${reason}</span></li>`)}</ul>
</section>`
}`,
  });
}

/** What this release changes against the one before: value by value, with reasons and the effect on ranks. */
export function errataPage(content: ReleaseContent, language: Language): ReleaseFile {
  const { supersedes, ledger, computed, complaints, release } = content;
  const say = speaker(language);
  const place: Place = { language, path: 'errata.html' };
  const nameOf = nameIn(content, language);
  const before = new Map(supersedes?.computed.units.map((entry) => [entry.unit, entry]));
  const moved = computed.units.filter(({ unit, rank, index }) => {
    const old = before.get(unit);
    return old !== undefined && (old.rank !== rank || old.index !== index);
  });
  const added = supersedes === null ? [] : ledger.filter((_, i) => i >= supersedes.ledgerEntries);
  return page({
    content,
    place,
    title: say('Đính chính', 'Errata'),
    main: html`${
      supersedes === null
        ? html`<p>${say('Đây là bản công bố đầu tiên của kỳ: chưa có đính chính.', 'This is the first release of the round: nothing was corrected yet.')}</p>`
        : html`<section>
<h2>${say(`Bản số ${release} thay thế bản số ${supersedes.release}`, `Release ${release} supersedes release ${supersedes.release}`)}</h2>
<p>${say('Bản cũ giữ nguyên ở địa chỉ của nó', 'The old release stays at its address')}: <a href="/releases/${content.round}/${supersedes.release}/${language === 'vi' ? '' : 'en/'}">${say('bản số', 'release')} ${supersedes.release}</a>.</p>
${added.length === 0 ? html`<p>${say('Không có điểm nào thay đổi.', 'No points changed.')}</p>` : ledgerTable({ ledger: added }, language, nameOf)}
${
  moved.length === 0
    ? NOTHING
    : table(
        'plain',
        say('Mọi đơn vị có chỉ số hoặc hạng thay đổi.', 'Every unit whose index or rank changed.'),
        [
          column(say('Đơn vị', 'Unit')),
          column(say('Chỉ số cũ', 'Old index'), 'number'),
          column(say('Chỉ số mới', 'New index'), 'number'),
          column(say('Hạng cũ', 'Old rank'), 'number'),
          column(say('Hạng mới', 'New rank'), 'number'),
        ],
        moved.map(({ unit, index, rank }) => {
          const old = before.get(unit);
          return html`<tr><th scope="row">${nameOf(unit)}</th><td class="number">${old?.index == null ? '–' : `${figure(old.index, 2, language)}%`}</td><td class="number">${index === null ? '–' : `${figure(index, 2, language)}%`}</td><td class="number">${old?.rank ?? '–'}</td><td class="number">${rank ?? '–'}</td></tr>`;
        }),
      )
}
</section>`
    }
<section>
<h2>${say('Khiếu nại', 'Complaints')}</h2>
<p>${say(
      `Đã nhận ${complaints.filed}; chấp nhận ${complaints.upheld}; bác ${complaints.rejected}; đang giải quyết ${complaints.open}.`,
      `Filed: ${complaints.filed}; upheld: ${complaints.upheld}; rejected: ${complaints.rejected}; open: ${complaints.open}.`,
    )} <a href="${linkTo(place, 'contest.html')}">${say('Cách khiếu nại', 'How to contest a result')}</a></p>
</section>`,
  });
}

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

export function methodPage(content: ReleaseContent, language: Language): ReleaseFile {
  const say = speaker(language);
  const { definition, computed } = content;
  const { criteriaSet } = definition;
  const example = computed.units.find(({ rank }) => rank !== null) ?? computed.units[0];
  const nameOf = nameIn(content, language);
  const fields = criteriaSet.fields;
  return page({
    content,
    place: { language, path: 'method.html' },
    title: say('Phương pháp', 'Method'),
    main: html`<section>
<h2>${say('Chỉ số', 'The index')}</h2>
<p class="formula">${say('chỉ số = Σ điểm ÷ Σ điểm tối đa của các tiêu chí áp dụng × 100 %', 'index = Σ points ÷ Σ maxima of the items that apply × 100 %')}</p>
${example?.index == null ? NOTHING : html`<p>${say('Ví dụ', 'Example')}: ${nameOf(example.unit)}: ${asShown(example.points, language)} ÷ ${asShown(example.maxPoints, language)} = ${figure(example.index, 2, language)} %.</p>`}
<p>${say('Tiêu chí không áp dụng rời cả tử số và mẫu số; không bao giờ tính là 0. Điểm là số thập phân chính xác; số công bố chỉ làm tròn một lần, hạng và nhóm theo giá trị chính xác, bằng nhau thì cùng hạng (1, 2, 2, 4). Trung bình là trung bình giản đơn của các đơn vị được xếp hạng.', 'An item that does not apply leaves numerator and denominator; it is never a zero. Points are exact decimals; published figures are rounded once, ranks and groups follow exact values, and ties share a rank (1, 2, 2, 4). Means are simple means of the ranked units.')}</p>
${
  criteriaSet.groups.length === 0
    ? NOTHING
    : html`<p>${say('Nhóm', 'Groups')}: ${criteriaSet.groups.map(({ name, atLeast }) => say(`${name} từ ${asShown(atLeast, language)} %`, `${name} from ${atLeast} %`)).join('; ')}.</p>`
}
</section>
<section>
<h2>${say('Bộ tiêu chí', 'Criteria set')}</h2>
<p lang="vi">${criteriaSet.decision}</p><p>${criteriaSet.note[language]}</p>
${table(
  'plain',
  say('Lĩnh vực và điểm tối đa; từng tiêu chí ở criteria.csv.', 'Fields and their maxima; every item stands in criteria.csv.'),
  [column(say('Mã', 'Code')), column(say('Lĩnh vực', 'Field')), column(say('Trung bình', 'Mean'), 'number')],
  fields.map(({ code, name }) => {
    const mean = computed.statistics.fields.find((entry) => entry.code === code)?.mean;
    return html`<tr><td>${code}</td><th scope="row">${name[language]}</th><td class="number">${mean == null ? '–' : `${figure(mean, 2, language)}%`}</td></tr>`;
  }),
)}
</section>
<section>
<h2>${say('Sai số và hạng có thể', 'Errors and possible ranks')}</h2>
<p>${componentsText(content, language)}</p>
<p>${say('Hạng có thể của một đơn vị = [1 + số đơn vị cao hơn có ý nghĩa, n − số đơn vị thấp hơn có ý nghĩa], từ hiệu của nó với mọi đơn vị khác và giá trị tới hạn đồng thời (Mogstad, Romano, Shaikh và Wilhelm 2024), độ tin cậy 90 %. Hai đơn vị "chưa phân biệt được" khi hiệu của chúng không có ý nghĩa, không phải khi hai khoảng chồng nhau.', 'A unit’s possible ranks = [1 + units significantly above, n − units significantly below], from its differences to all others with simultaneous critical values (Mogstad, Romano, Shaikh and Wilhelm 2024), at 90 % confidence. Units cannot be told apart where their difference is not significant, not where intervals overlap.')}</p>
<p>${say(`Phụ lục độ nhạy (bỏ một lĩnh vực; nhân trọng số với U(0,75; 1,25), 10.000 lần, hạt giống "${computed.statistics.seed}") nói về các lựa chọn, không phải sai số, và không bao giờ gộp với sai số.`, `The annex on sensitivity (without one field; weights times U(0.75, 1.25), 10,000 draws, seed "${computed.statistics.seed}") is about choices, not about error, and is never merged with it.`)}</p>
</section>
<section>
<h2>${say('So sánh giữa các năm', 'Comparing years')}</h2>
<p>${say(`Chỉ so sánh qua bảng chuyển đổi đã khai báo giữa hai bộ tiêu chí, trên các tiêu chí chung; ẩn khi phần chung dưới ${asShown(definition.rules.comparison.atLeastShare, language)} % số điểm. Mũi tên chỉ xuất hiện khi khoảng tin cậy của thay đổi không chứa 0.`, `Only through a declared lookup between two sets, on their common items; hidden where these hold less than ${definition.rules.comparison.atLeastShare} % of the points. An arrow stands only where the interval of the change leaves 0 out.`)}</p>
</section>
<section>
<h2>${say('Bảo mật thống kê', 'Disclosure control')}</h2>
<p>${say(`Không có địa bàn dưới cấp tỉnh; không có ô dưới ${definition.rules.smallestCell} người; ô bổ sung bị ẩn để không suy ra được. Địa bàn mẫu mang bí danh.`, `No geography below the province; no cell of fewer than ${definition.rules.smallestCell} people; further cells are withheld so that none can be told. Sampled places carry pseudonyms.`)}</p>
</section>`,
  });
}

export function dataPage(
  content: ReleaseContent,
  tables: readonly Table[],
  language: Language,
  dataset: string,
  hasReports: boolean,
): ReleaseFile {
  const say = speaker(language);
  const place: Place = { language, path: 'data.html' };
  const root = rootOf(place);
  const more: [string, string][] = [
    ['release.xlsx', say('Mọi bảng trong một tệp bảng tính', 'All tables in one workbook')],
    ['release.json', say('Toàn bộ nội dung mà bản công bố được tạo từ đó', 'Everything that the release is made from')],
    ['ranking.json', say('Bảng xếp hạng, JSON', 'The ranking as JSON')],
    ['datapackage.json', 'Data Package v2 (datapackage.org)'],
    ['dcat.jsonld', 'DCAT 3'],
    ['manifest.json', say('Danh mục tệp và mã băm', 'Manifest of files and hashes')],
    ['manifest.json.sig', say('Chữ ký số của danh mục', 'Its detached signature')],
    ...(hasReports
      ? [['reports/national.pdf', say('Báo cáo quốc gia (PDF)', 'National report (PDF, Vietnamese)')] as [string, string]]
      : []),
  ];
  return page({
    content,
    place,
    title: say('Dữ liệu mở', 'Open data'),
    head: html`<script type="application/ld+json">${new RawHtml(dataset.replaceAll('<', '\\u003c'))}</script>
`,
    main: html`<section>
<h2>${say('Các bảng', 'Tables')}</h2>
${table(
  'plain',
  say(
    'CSV, UTF-8 có BOM, dấu phẩy ngăn cách, dấu chấm thập phân. Giấy phép CC BY 4.0.',
    'CSV, UTF-8 with BOM, commas between cells, decimal points. Licence CC BY 4.0.',
  ),
  [column(say('Tệp', 'File')), column(say('Nội dung', 'Content')), column(say('Số dòng', 'Rows'), 'number')],
  tables.map(
    ({ name, title, rows }) =>
      html`<tr><th scope="row"><a href="${root}${name}.csv">${name}.csv</a></th><td>${title[language]}</td><td class="number">${rows.length}</td></tr>`,
  ),
)}
</section>
<section>
<h2>${say('Các tệp khác', 'Other files')}</h2>
<ul class="files">${more.map(([path, about]) => html`<li><a href="${root}${path}">${path}</a> – ${about}</li>`)}</ul>
</section>
<section>
<h2>${say('Tự kiểm chứng', 'Check it yourself')}</h2>
<p>${say('Lệnh này tải bản công bố, kiểm chữ ký và mã băm, tính lại mọi con số suy ra được từ dữ liệu đã công bố và dựng lại từng tệp:', 'This command downloads the release, checks signature and hashes, computes every figure that follows from released data again, and renders every file anew:')}</p>
<pre><code>par release verify https://…/releases/${content.round}/${content.release}/ --key signing.pub.pem</code></pre>
<p>${say('Khóa công khai lấy từ nơi khác với bản công bố.', 'The public key comes from elsewhere than the release.')}</p>
</section>`,
  });
}

/** Two to five units side by side; the script reads the data that the page carries. */
export function comparePage(content: ReleaseContent, language: Language): ReleaseFile {
  const say = speaker(language);
  const { definition, computed } = content;
  const place: Place = { language, path: 'compare.html' };
  const nameOf = nameIn(content, language);
  const statistics = new Map(computed.statistics.units.map((entry) => [entry.unit, entry]));
  const percent = (value: string | null): string => (value === null ? '–' : `${figure(value, 2, language)}%`);
  const data = {
    fields: definition.criteriaSet.fields.map(({ name }) => name[language]),
    words: {
      index: say('Chỉ số', 'Index'),
      rank: say('Hạng', 'Rank'),
      ranks: say('Hạng có thể (90 %)', 'Possible ranks (90 %)'),
      group: say('Nhóm', 'Group'),
      add: say('Chọn đơn vị', 'Choose a unit'),
      caption: say('Tỷ lệ điểm đạt được của từng lĩnh vực', 'Share of points of each field'),
      figure: say('Chỉ tiêu', 'Figure'),
    },
    units: computed.units.map(({ unit, index, rank, group, fields }) => ({
      code: unit,
      name: nameOf(unit),
      index: percent(index),
      rank: rank === null ? '–' : String(rank),
      ranks: statistics.get(unit)?.rankLow == null ? '–' : `${statistics.get(unit)?.rankLow}–${statistics.get(unit)?.rankHigh}`,
      group: group ?? '–',
      fields: fields.map((field) => percent(field.index)),
    })),
  };
  return page({
    content,
    place,
    title: say('So sánh các đơn vị', 'Compare units'),
    hasScript: true,
    main: html`<noscript><p class="callout">${say('Trang này cần JavaScript để chọn đơn vị.', 'This page needs JavaScript to choose units.')} <a href="${linkTo(place, '')}#fields">${say('Bảng theo lĩnh vực có mọi đơn vị cạnh nhau.', 'The table by field has all units side by side.')}</a></p></noscript>
<div id="compare" data-language="${language}"></div>
<script type="application/json" id="compare-data">${new RawHtml(JSON.stringify(data).replaceAll('<', '\\u003c'))}</script>`,
  });
}
