import { Html, html } from '../domain/html.ts';
import { column, table } from './charts.ts';
import { groupedNumber, type Language, type Place, page, rootOf, speaker } from './layout.ts';
import type { ReleaseContent, ReleaseFile } from './release-content.ts';
import type { Table } from './tables.ts';

/** Every file of open data, and how to check the release. */
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
    ['release.xlsx', say('Các bảng trong một tệp bảng tính, trừ survey-places', 'The tables in one workbook, but for survey-places')],
    ['release.json', say('Toàn bộ nội dung mà bản công bố được tạo từ đó', 'Everything that the release is made from')],
    ['ranking.json', say('Bảng xếp hạng, JSON', 'The ranking as JSON')],
    ['datapackage.json', 'Data Package v2 (datapackage.org)'],
    ['dataset.jsonld', 'schema.org/Dataset'],
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
    head: html`<script type="application/ld+json">${new Html(dataset.replaceAll('<', '\\u003c'))}</script>
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
      html`<tr><th scope="row"><a href="${root}${name}.csv">${name}.csv</a></th><td>${title[language]}</td><td class="number">${groupedNumber(rows.length, language)}</td></tr>`,
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
