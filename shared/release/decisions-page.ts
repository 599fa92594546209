import type { Resolution } from '../domain/gate.ts';
import { type Html, html } from '../domain/html.ts';
import type { Bilingual } from '../domain/text-schemas.ts';
import { column, table } from './charts.ts';
import { asShown, type Language, NOTHING, nameIn, type Place, page, rootOf, signed, speaker } from './layout.ts';
import type { ReleaseContent, ReleaseFile } from './release-content.ts';

const RESOLUTION_WORDS: Readonly<Record<Resolution, Bilingual>> = {
  'agency-figures': { vi: 'thẩm định theo số liệu của cơ quan', en: 'appraised from agencies’ figures' },
  zero: { vi: '0 điểm các tiêu chí thẩm định', en: 'zero on the appraised items' },
  unranked: { vi: 'đánh giá, không xếp hạng', en: 'assessed, not ranked' },
  'self-score': { vi: 'công nhận điểm tự chấm', en: 'self-score confirmed' },
  'not-applicable': { vi: 'không áp dụng, rời mẫu số', en: 'not applicable, leaves the denominator' },
};

/** Every change after the freeze with its reason and what it did to the unit's rank. */
export function ledgerTable({ ledger }: Pick<ReleaseContent, 'ledger'>, language: Language, nameOf: (unit: string) => string): Html {
  const say = speaker(language);
  return table(
    'decisions',
    say(
      'Điểm cũ, điểm mới, lý do; hạng ngay trước và ngay sau mỗi thay đổi, theo thứ tự của sổ. Lý do bằng ngôn ngữ của quyết định.',
      'Old and new points and the reason; the rank right before and right after each change, in the order of the ledger. Reasons in the language of the decision.',
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

/** What was decided: before the freeze, after it, about units as wholes. */
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
