import { html } from '../domain/html.ts';
import { column, table } from './charts.ts';
import { asShown, figure, type Language, NOTHING, nameIn, page, speaker } from './layout.ts';
import { componentsText } from './national-page.ts';
import type { ReleaseContent, ReleaseFile } from './release-content.ts';

/** How the figures come about, with the round’s own numbers as examples. */
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
  say(
    'Các lĩnh vực và trung bình cả nước; từng tiêu chí và điểm tối đa ở criteria.csv.',
    'Fields and their means over all units; every item and its maximum stand in criteria.csv.',
  ),
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
