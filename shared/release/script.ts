import { type ReleaseFile, textFile } from './release-content.ts';

/** What pages can do more with a script: sort, filter, compare. Everything is there without it. */
const SCRIPT = `'use strict';
(() => {
  const collator = new Intl.Collator('vi');
  const valueOf = (cell) => {
    const text = (cell.dataset.value ?? cell.textContent).trim();
    const number = Number(text.replace('%', '').replace('\\u2212', '-').replace(',', '.').split('\\u2013')[0]);
    return text === '' || text === '\\u2013' ? null : Number.isNaN(number) ? text : number;
  };
  for (const table of document.querySelectorAll('table.ranking, table.heat')) {
    const body = table.tBodies[0];
    const heads = [...table.tHead.rows[0].cells];
    // The means stay where they are.
    const first = [...body.rows].filter((row) => !row.classList.contains('means'));
    heads.forEach((head, column) => {
      if (first.every((row) => row.cells[column]?.querySelector('svg.spark'))) return;
      const button = document.createElement('button');
      button.type = 'button';
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener('click', () => {
        const wasUp = head.getAttribute('aria-sort') === 'ascending';
        for (const other of heads) other.removeAttribute('aria-sort');
        head.setAttribute('aria-sort', wasUp ? 'descending' : 'ascending');
        const sign = wasUp ? -1 : 1;
        const rows = first.map((row) => [valueOf(row.cells[column]), row]);
        rows.sort(([a], [b]) => {
          if (a === null || b === null) return (a === null) - (b === null);
          if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
          return sign * collator.compare(String(a), String(b));
        });
        body.append(...rows.map(([, row]) => row));
      });
    });
  }
  const filters = document.querySelector('.filters');
  if (filters !== null && filters.querySelector('select') !== null) {
    filters.hidden = false;
    const rows = [...document.querySelectorAll('table.ranking tbody tr')];
    const out = filters.querySelector('output');
    const apply = () => {
      let shown = 0;
      for (const row of rows) {
        row.hidden = [...filters.querySelectorAll('select')].some((select) => select.value !== '' && row.dataset[select.dataset.filter] !== select.value);
        if (!row.hidden) shown += 1;
      }
      out.textContent = shown + ' ' + out.dataset.one;
    };
    filters.addEventListener('change', apply);
    apply();
  }
  const place = document.getElementById('compare');
  if (place !== null) {
    const { fields, words, units } = JSON.parse(document.getElementById('compare-data').textContent);
    const wanted = [...new Set(new URLSearchParams(location.search).get('units')?.split(',') ?? [])];
    const chosen = wanted.filter((code) => units.some((unit) => unit.code === code)).slice(0, 5);
    while (chosen.length < 2) {
      const next = units.find((unit) => !chosen.includes(unit.code));
      if (next === undefined) break;
      chosen.push(next.code);
    }
    const make = (name, text, attributes = {}) => {
      const element = document.createElement(name);
      if (text !== undefined) element.textContent = text;
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      return element;
    };
    const sorted = [...units].sort((a, b) => collator.compare(a.name, b.name));
    const pickers = make('div', undefined, { class: 'pickers' });
    const result = make('section', undefined, { class: 'scroll', tabindex: '0', 'aria-label': words.caption });
    const unknown = wanted.filter((code) => code !== '' && !units.some((unit) => unit.code === code));
    if (unknown.length > 0) place.append(make('p', words.unknown + ': ' + unknown.join(', '), { class: 'callout', role: 'status' }));
    place.append(pickers, result);
    const draw = () => {
      const table = make('table', undefined, { class: 'plain compare' });
      table.append(make('caption', words.caption));
      const head = table.createTHead().insertRow();
      head.append(make('th', words.figure, { scope: 'col' }));
      const columns = chosen.map((code) => units.find((unit) => unit.code === code));
      for (const unit of columns) head.append(make('th', unit.name, { scope: 'col', class: 'number' }));
      const body = table.createTBody();
      const line = (name, of) => {
        const row = body.insertRow();
        row.append(make('th', name, { scope: 'row' }));
        for (const unit of columns) row.append(make('td', of(unit), { class: 'number' }));
      };
      line(words.index, (unit) => unit.index);
      line(words.rank, (unit) => unit.rank);
      if (columns.some((unit) => unit.ranks !== '\\u2013')) line(words.ranks, (unit) => unit.ranks);
      line(words.group, (unit) => unit.group);
      fields.forEach((name, f) => line(name, (unit) => unit.fields[f]));
      result.replaceChildren(table);
      history.replaceState(null, '', '?units=' + chosen.join(','));
    };
    const choose = () => {
      pickers.replaceChildren();
      const count = Math.min(5, chosen.length + 1, units.length);
      for (let slot = 0; slot < count; slot += 1) {
        const label = make('label', words.add + ' ' + (slot + 1));
        const select = make('select');
        if (slot >= 2) select.append(make('option', '', { value: '' }));
        for (const { code, name } of sorted) {
          if (chosen.includes(code) && chosen[slot] !== code) continue;
          const option = make('option', name, { value: code });
          option.selected = chosen[slot] === code;
          select.append(option);
        }
        if (slot >= chosen.length) select.value = '';
        select.addEventListener('change', () => {
          if (select.value === '') chosen.splice(slot, 1);
          else chosen[slot] = select.value;
          choose();
          draw();
          pickers.querySelectorAll('select')[Math.min(slot, chosen.length - 1)]?.focus();
        });
        label.append(select);
        pickers.append(label);
      }
    };
    choose();
    draw();
  }
})();
`;

export function script(): ReleaseFile {
  return textFile('site.js', 'text/javascript; charset=utf-8', SCRIPT);
}
