import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { LANGUAGES, MINISTRIES, PROVINCES, pathOf, useBrowser, visit } from './site.ts';

useBrowser();

const compared = (page: Page): Promise<string[]> =>
  page.locator('table.compare thead th').evaluateAll((heads) => heads.slice(1).map((head) => head.innerText));
const address = (page: Page): string[] | undefined => new URL(page.url()).searchParams.get('units')?.split(',');
const at = (units: string, round = PROVINCES): Promise<Page> => visit(pathOf(round, 'vi', `compare.html?units=${units}`));

it('two units stand beside each other at first, up to five by choice, and one can be taken out again', async () => {
  const page = await visit(pathOf(PROVINCES, 'vi', 'compare.html'));
  const choices = page.locator('.pickers select');
  expect(await compared(page)).toHaveLength(2);
  for (const [slot, code] of [
    [2, '01'],
    [3, '79'],
    [4, '48'],
  ] as const) {
    expect(await choices.count()).toBe(slot + 1);
    await choices.nth(slot).selectOption(code);
    expect(address(page)?.[slot]).toBe(code);
    expect((await compared(page)).length).toBe(slot + 1);
  }
  expect(await choices.count()).toBe(5);
  expect((await compared(page)).slice(2)).toEqual(
    ['Thành phố Hà Nội', 'Thành phố Hồ Chí Minh', 'Thành phố Đà Nẵng'].map((name) =>
      expect.stringContaining(name.replace('Thành phố ', '')),
    ),
  );
  await choices.nth(3).selectOption('');
  expect(address(page)?.slice(2)).toEqual(['01', '48']);
  expect(await compared(page)).toHaveLength(4);
  await choices.first().selectOption('46');
  expect(address(page)?.[0]).toBe('46');
  expect(await compared(page)).toHaveLength(4);
});

it('the focus stays with the choice that was made', async () => {
  const page = await visit(pathOf(PROVINCES, 'vi', 'compare.html'));
  await page.locator('.pickers select').nth(2).selectOption('01');
  expect(
    await page
      .locator('.pickers select')
      .nth(2)
      .evaluate((select) => select === select.ownerDocument.activeElement),
  ).toBe(true);
});

it('no choice offers a unit that stands there already', async () => {
  const page = await at('93,75,83');
  const offered = await page
    .locator('.pickers select')
    .nth(3)
    .locator('option')
    .evaluateAll((all) => all.map(({ value }) => value));
  expect(offered).toHaveLength(1 + 63 - 3);
  expect(offered).not.toContain('93');
});

it.each([
  ['two', '01,79', ['01', '79']],
  ['five', '01,79,48,46,93', ['01', '79', '48', '46', '93']],
  ['the first five of seven', '01,79,48,46,93,75,83', ['01', '79', '48', '46', '93']],
  ['those that exist', '01,nowhere,79', ['01', '79']],
  ['each one once', '01,79,01,01,48', ['01', '79', '48']],
])('the address names %s', async (_, units, expected) => {
  const page = await at(units);
  expect(address(page)).toEqual(expected);
  expect(await compared(page)).toHaveLength(expected.length);
});

it('one unit in the address stands beside another one', async () => {
  const page = await at('BTP', MINISTRIES);
  expect(address(page)?.[0]).toBe('BTP');
  expect(new Set(address(page)).size).toBe(2);
});

it.each(LANGUAGES)('the figures are those of the ranking (%s)', async (language) => {
  const ranking = await visit(pathOf(PROVINCES, language, ''));
  const rows = await ranking
    .locator('table.ranking tbody tr')
    .evaluateAll((all) => all.slice(0, 5).map(({ cells }) => [...cells].slice(0, 4).map((cell) => cell.innerText.trim())));
  const page = await visit(pathOf(PROVINCES, language, 'compare.html?units=93,75,83,67'));
  const columns = await page.locator('table.compare').evaluate((table) =>
    [1, 2, 3, 4].map((column) => {
      const of = (row: number): string => table.rows[row].cells[column].innerText;
      return [of(2), of(0), of(1), of(3)];
    }),
  );
  expect(columns).toEqual(rows.slice(0, 4));
});
