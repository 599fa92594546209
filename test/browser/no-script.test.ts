import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { LANGUAGES, MINISTRIES, PROVINCES, pathOf, useBrowser, visit } from './site.ts';

useBrowser();

const without = (path: string): Promise<Page> => visit(path, { javaScriptEnabled: false });

describe.each(LANGUAGES)('without JavaScript (%s)', (language) => {
  it.each([
    [PROVINCES, 63],
    [MINISTRIES, 19],
  ])('%s: every unit has its rows, and no filter or button is there that would do nothing', async (round, units) => {
    const page = await without(pathOf(round, language, ''));
    expect(await page.locator('table.ranking tbody tr:visible').count()).toBe(units);
    expect(await page.locator('table.heat tbody tr:visible').count()).toBe(units + 1);
    expect(await page.locator('.filters:visible').count()).toBe(0);
    expect(await page.getByRole('button').count()).toBe(0);
  });

  it('links lead to units, to the other pages and back', async () => {
    const page = await without(pathOf(PROVINCES, language, ''));
    await page.locator('table.ranking tbody a').first().click();
    await page.waitForURL(`**${pathOf(PROVINCES, language, 'units/93.html')}`);
    expect(await page.locator('table:visible').count()).toBeGreaterThan(2);
    for (const [link, path] of [
      [4, 'decisions.html'],
      [7, 'data.html'],
      [0, ''],
    ] as const) {
      await page.locator('nav a').nth(link).click();
      await page.waitForURL(`**${pathOf(PROVINCES, language, path)}`);
    }
    if (language === 'vi') await page.locator('.map a').first().click();
    else await page.locator('.language').click();
    expect(await page.locator('h1').isVisible()).toBe(true);
  });

  it('the comparison says what to do, and where the figures stand', async () => {
    const page = await without(pathOf(PROVINCES, language, 'compare.html'));
    expect(await page.locator('noscript').innerText()).toContain('JavaScript');
    await page.locator('noscript a').click();
    await page.waitForURL(`**${pathOf(PROVINCES, language, '')}#fields`);
    expect(await page.locator('#fields table').isVisible()).toBe(true);
  });
});
