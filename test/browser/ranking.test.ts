import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { ReleaseContent } from '../../shared/release/release-content.ts';
import { DESKTOP, type Language, MINISTRIES, PHONE, PROVINCES, pathOf, useBrowser, visit } from './site.ts';

useBrowser();

/** A shown cell as a reader understands it: nothing, a number (of a range its lower end), or a text. */
function meant(text: string, language: Language): number | string | null {
  if (text === '' || text === '–') return null;
  const [number] = /^[+−]?\d[\d.,]*/.exec(text) ?? [];
  return number === undefined ? text : Number((language === 'vi' ? number.replace(',', '.') : number).replace('−', '-').replace('+', ''));
}

/** What a column shows from top to bottom; the row of means belongs to no unit. */
async function columnOf(page: Page, table: string, column: number, language: Language): Promise<(number | string | null)[]> {
  const texts = await page
    .locator(`${table} tbody tr`)
    .evaluateAll((rows, of) => rows.filter((row) => row.className !== 'means').map((row) => row.cells[of].innerText.trim()), column);
  return texts.map((text) => meant(text, language));
}

const names = new Intl.Collator('vi');
const inOrder = (a: number | string, b: number | string): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : names.compare(String(a), String(b));
/** As it should stand: in order, what is empty last. */
function sorted(values: (number | string | null)[], isUp: boolean): (number | string | null)[] {
  const known = values.filter((value) => value !== null).sort(inOrder);
  return [...(isUp ? known : known.reverse()), ...values.filter((value) => value === null)];
}

describe.each([
  [PROVINCES, 'vi'],
  [PROVINCES, 'en'],
  [MINISTRIES, 'vi'],
  [MINISTRIES, 'en'],
] as const)('the tables of %s (%s)', (round, language) => {
  it.each(['table.ranking', 'table.heat'])(
    '%s: every column but the small charts is sorted by its button, empty values last',
    async (table) => {
      const page = await visit(pathOf(round, language, ''));
      const heads = page.locator(`${table} thead th`);
      const hasCharts = await heads.evaluateAll((all) =>
        all.map((head) => head.closest('table').querySelector(`tbody td:nth-child(${head.cellIndex + 1}) .spark`) !== null),
      );
      expect(hasCharts.length).toBeGreaterThanOrEqual(6);
      for (const [column, isChart] of hasCharts.entries()) {
        const button = heads.nth(column).getByRole('button');
        if (isChart) {
          expect(await button.count()).toBe(0);
          continue;
        }
        const before = await columnOf(page, table, column, language);
        for (const direction of ['ascending', 'descending'] as const) {
          await button.click();
          const marks = await heads.evaluateAll((all) => all.map((head) => head.getAttribute('aria-sort')));
          expect(marks).toEqual(hasCharts.map((_, i) => (i === column ? direction : null)));
          expect(await columnOf(page, table, column, language), `column ${column}`).toEqual(sorted(before, direction === 'ascending'));
        }
      }
    },
  );

  it('keep each row together when they are sorted', async () => {
    const page = await visit(pathOf(round, language, ''));
    const rowsOf = async (): Promise<string[]> => (await page.locator('table.ranking tbody tr').allInnerTexts()).sort();
    const before = await rowsOf();
    await page.locator('table.ranking thead button').nth(1).click();
    expect(await rowsOf()).toEqual(before);
  });

  it('have the row of means first, however they are sorted', async () => {
    const page = await visit(pathOf(round, language, ''));
    await page.locator('table.heat thead button').nth(1).click();
    expect(await page.locator('table.heat tbody tr').first().getAttribute('class')).toBe('means');
  });
});

describe.each([DESKTOP, PHONE])('filters at $width pixels', (viewport) => {
  async function opened(round: string): Promise<{ page: Page; content: ReleaseContent; shown: () => Promise<string[]> }> {
    const page = await visit(pathOf(round, 'vi', ''), { viewport });
    const content = (await (await page.request.get(new URL('release.json', page.url()).href)).json()) as ReleaseContent;
    const shown = (): Promise<string[]> => page.locator('table.ranking tbody th:visible').allInnerTexts();
    return { page, content, shown };
  }

  it('by region leave its units only, and say how many', async () => {
    const { page, content, shown } = await opened(PROVINCES);
    const output = page.locator('.filters output');
    expect(await output.innerText()).toBe('63 đơn vị');
    for (const { code, name } of content.definition.regions?.list ?? []) {
      await page.locator('select[data-filter=region]').selectOption({ label: name.vi });
      const own = content.definition.units.filter(({ region }) => region === code).map((unit) => unit.name.vi);
      expect((await shown()).sort()).toEqual(own.sort());
      expect(await output.innerText()).toBe(`${own.length} đơn vị`);
    }
  });

  it.each([PROVINCES, MINISTRIES])('by group leave its units only: %s', async (round) => {
    const { page, content, shown } = await opened(round);
    const names = new Map(content.definition.units.map(({ code, name }) => [code, name.vi]));
    for (const { name } of content.definition.criteriaSet.groups) {
      await page.locator('select[data-filter=group]').selectOption(name);
      const own = content.computed.units.filter(({ group }) => group === name).map(({ unit }) => names.get(unit));
      expect(await shown()).toEqual(own);
      expect(await page.locator('.filters output').innerText()).toBe(`${own.length} đơn vị`);
    }
  });

  it('work together and with sorting, and let go again', async () => {
    const { page, content, shown } = await opened(PROVINCES);
    await page.locator('select[data-filter=region]').selectOption('hong');
    await page.locator('select[data-filter=group]').selectOption('A');
    const own = content.computed.units.filter(
      ({ unit, group }) => group === 'A' && content.definition.units.find(({ code }) => code === unit)?.region === 'hong',
    );
    expect(own.length).toBeGreaterThan(0);
    await page
      .locator('table.ranking thead button')
      .nth(1)
      .evaluate((button) => button.click());
    expect(await shown()).toHaveLength(own.length);
    await page.locator('select[data-filter=region]').selectOption('');
    await page.locator('select[data-filter=group]').selectOption('');
    expect(await shown()).toHaveLength(63);
  });
});
