import { describe, expect, it } from 'vitest';
import { DESKTOP, MINISTRIES, PHONE, PROVINCES, pathOf, useBrowser, VIETNAMESE, visit } from './site.ts';

useBrowser();

const STOPS = 'a[href], button, select, summary, input, textarea, [tabindex="0"]';

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
    await expect.poll(() => new URL(page.url()).hash).toBe('#main');
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').evaluate((element) => element.closest('main, footer') !== null)).toBe(true);
  });

  it.each(VIETNAMESE)('every control of %s is reached, and an outline shows which one has the focus', async (path) => {
    const page = await visit(path);
    const stops = await page.locator(STOPS).evaluateAll((elements) => {
      const all = elements.filter((element) => element.checkVisibility());
      for (const element of all) {
        element.setAttribute('data-outline', 'never reached');
        element.addEventListener('focus', () => {
          const { outlineStyle, outlineWidth } = element.ownerDocument.defaultView.getComputedStyle(element);
          element.setAttribute('data-outline', outlineStyle === 'none' ? 'none' : outlineWidth);
        });
      }
      return all.length;
    });
    for (let stop = 0; stop < stops; stop += 1) await page.keyboard.press('Tab');
    const faint = await page.locator('[data-outline]').evaluateAll((elements) =>
      elements
        .map((element) => ({
          name: `${element.localName}.${element.getAttribute('class') ?? ''}`,
          shown: element.getAttribute('data-outline'),
        }))
        .filter(({ shown }) => !(parseFloat(shown) >= 2))
        .map(({ name, shown }) => `${name}: ${shown}`),
    );
    expect(stops).toBeGreaterThan(10);
    expect([...new Set(faint)]).toEqual([]);
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
