import { html } from '../domain/html.ts';
import { column, table } from './charts.ts';
import { ledgerTable } from './decisions-page.ts';
import { figure, type Language, linkTo, NOTHING, nameIn, type Place, page, speaker } from './layout.ts';
import type { ReleaseContent, ReleaseFile } from './release-content.ts';

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
  // By number: an earlier proposal may have been approved after a later one.
  const added = supersedes === null ? [] : ledger.filter(({ number }) => !supersedes.ledger.includes(number));
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
        say(
          `Mọi đơn vị có chỉ số hoặc hạng khác với bản số ${supersedes.release}.`,
          `Every unit whose index or rank differs from release ${supersedes.release}.`,
        ),
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
      `Đã nhận ${complaints.filed}; chấp nhận ${complaints.upheld} (đã sửa trong bản này: ${complaints.corrected}); bác ${complaints.rejected}; đang giải quyết ${complaints.open}.`,
      `Filed: ${complaints.filed}; upheld: ${complaints.upheld} (corrected in this release: ${complaints.corrected}); rejected: ${complaints.rejected}; open: ${complaints.open}.`,
    )} <a href="${linkTo(place, 'contest.html')}">${say('Cách khiếu nại', 'How to contest a result')}</a></p>
</section>`,
  });
}
