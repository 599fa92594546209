import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { DESKTOP, MINISTRIES, PHONE, PROVINCES, pathOf, useBrowser, VIETNAMESE, visit } from './site.ts';

useBrowser();

const STOPS = 'a[href], button, select, summary, input, textarea, [tabindex="0"]';

/** Presses Tab once, and says which marked element has the focus now and what shows it. */
async function tab(page: Page): Promise<{ stop: string; outline: number }> {
  await page.keyboard.press('Tab');
  return page.locator(':root').evaluate((root) => {
    const view = root.ownerDocument.defaultView;
    const at = root.ownerDocument.activeElement;
    const { outlineStyle, outlineWidth } = view.getComputedStyle(at);
    return { stop: at.getAttribute('data-stop') ?? '', outline: outlineStyle === 'none' ? 0 : parseFloat(outlineWidth) };
  });
}

describe('with the keyboard alone', () => {
  it.each(VIETNAMESE)('the first stop of %s skips to the content', async (path) => {
    const page = await visit(path);
    await page.keyboard.press('Tab');
    const skip = page.locator('.skip');
    const { x, y, width } = (await skip.boundingBox()) ?? { x: -1, y: -1, width: 0 };
    expect([await skip.evaluate((link) => link === link.ownerDocument.activeElement), x >= 0, y >= 0, width > 24]).toEqual([
      true,
      true,
      true,
      true,
    ]);
    await page.keyboard.press('Enter');
    expect(new URL(page.url()).hash).toBe('#main');
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').evaluate((element) => element.closest('main, footer') !== null)).toBe(true);
  });

  it.each(VIETNAMESE)('every control of %s is reached, and an outline shows which one has the focus', async (path) => {
    const page = await visit(path);
    const all = await page.locator(STOPS).evaluateAll((elements) =>
      elements
        .filter((element) => element.checkVisibility())
        .map((element, i) => {
          element.setAttribute('data-stop', String(i));
          return `${i}`;
        }),
    );
    const reached = new Set<string>();
    const faint: string[] = [];
    for (const _ of all) {
      const { stop, outline } = await tab(page);
      reached.add(stop);
      if (outline < 2) faint.push(stop);
    }
    const say = (stops: string[]): Promise<string[]> =>
      page
        .locator('[data-stop]')
        .evaluateAll(
          (elements, which) =>
            elements
              .filter((element) => which.includes(element.getAttribute('data-stop') ?? ''))
              .map((element) => `${element.localName}.${element.getAttribute('class') ?? ''}`),
          stops,
        );
    expect(await say(all.filter((stop) => !reached.has(stop))), 'not reached').toEqual([]);
    expect([...new Set(await say(faint))], 'no outline').toEqual([]);
  });

  it.each([PROVINCES, MINISTRIES])('Enter and Space sort the ranking of %s', async (round) => {
    const page = await visit(pathOf(round, 'vi', ''));
    const head = page.locator('table.ranking thead th').nth(1);
    await head.getByRole('button').focus();
    await page.keyboard.press('Enter');
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    await page.keyboard.press('Space');
    expect(await head.getAttribute('aria-sort')).toBe('descending');
    expect(await page.locator(':focus').evaluate((element) => element.localName)).toBe('button');
  });

  it('a choice of a filter and of a comparison is made', async () => {
    const page = await visit(pathOf(PROVINCES, 'vi', ''));
    await page.getByLabel('Nhóm').focus();
    await page.keyboard.press('B');
    expect(await page.locator('.filters output').innerText()).toBe('29 đơn vị');
    await page.goto(pathOf(PROVINCES, 'vi', 'compare.html'));
    await page.locator('.pickers select').nth(2).focus();
    await page.keyboard.press('ArrowDown');
    expect(await page.locator('table.compare thead th').count()).toBe(4);
  });
});

// Links within sentences may be as low as their line; axe looks at those that stand close to each other.
describe.each([DESKTOP, PHONE])('at $width pixels', (viewport) => {
  it.each(VIETNAMESE)('controls and navigation of %s are at least 24 pixels wide and high', async (path) => {
    const page = await visit(path, { viewport });
    const small = await page.locator('button, select, summary, nav a, .language, .brand, .map a, .files a').evaluateAll((all) =>
      all
        .filter((element) => element.checkVisibility())
        .map((element) => ({ element, box: element.getBoundingClientRect() }))
        .filter(({ box }) => box.width < 24 || box.height < 24)
        .map(
          ({ element, box }) =>
            `${element.localName}.${element.getAttribute('class') ?? ''} "${element.textContent}" ${box.width} × ${box.height}`,
        ),
    );
    expect(small.slice(0, 3)).toEqual([]);
  });
});
