import { Html, html } from '../domain/html.ts';
import { figure, type Language, linkTo, nameIn, type Place, page, speaker } from './layout.ts';
import type { ReleaseContent, ReleaseFile } from './release-content.ts';

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
      unknown: say('Không có đơn vị', 'There is no unit'),
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
<script type="application/json" id="compare-data">${new Html(JSON.stringify(data).replaceAll('<', '\\u003c'))}</script>`,
  });
}
