import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  DESKTOP,
  FITS,
  LANGUAGES,
  MINISTRIES,
  overflowOf,
  PAGES,
  PAPER,
  PHONE,
  PROVINCES,
  pathOf,
  useBrowser,
  VIETNAMESE,
  visit,
} from './site.ts';

useBrowser();

describe('nothing is wider than the window', () => {
  it.each(PAGES)('of a phone of 390 pixels, or of a desk zoomed to 200 %%: %s', async (path) => {
    const page = await visit(path, { viewport: PHONE });
    expect(await overflowOf(page)).toEqual(FITS);
    await page.setViewportSize({ width: DESKTOP.width / 2, height: DESKTOP.height / 2 });
    expect(await overflowOf(page)).toEqual(FITS);
  });

  it.each([PROVINCES, MINISTRIES].flatMap((round) => LANGUAGES.map((language) => pathOf(round, language, ''))))(
    'of a phone of 320 pixels: %s',
    async (path) => {
      expect(await overflowOf(await visit(path, { viewport: { width: 320, height: 640 } }))).toEqual(FITS);
    },
  );
});

describe('a reader whose browser writes twice as large', () => {
  it.each(VIETNAMESE)('sees text twice as large, and all of it: %s', async (path) => {
    const page = await visit(path);
    const size = (): Promise<number> =>
      page
        .locator('main p')
        .first()
        .evaluate((p) => parseFloat(p.ownerDocument.defaultView.getComputedStyle(p).fontSize));
    const before = await size();
    const session = await page.context().newCDPSession(page);
    await session.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } });
    await page.reload();
    expect((await size()) / before).toBeGreaterThanOrEqual(1.85);
    expect(await overflowOf(page)).toEqual(FITS);
    const cut = await page.locator('main *:not(svg *)').evaluateAll((all) =>
      all
        .filter((element) => {
          const { overflowX, overflowY, position } = element.ownerDocument.defaultView.getComputedStyle(element);
          const hides = (way: string): boolean => way === 'hidden' || way === 'clip';
          const isCut =
            (hides(overflowX) && element.scrollWidth > element.clientWidth) ||
            (hides(overflowY) && element.scrollHeight > element.clientHeight);
          // Heads of tables that a phone gets as labels of cells stay for readers of screens.
          return isCut && !(element.localName === 'thead' && position === 'absolute');
        })
        .map((element) => `${element.localName}.${element.className}`),
    );
    expect(cut).toEqual([]);
  });
});

/** How many letters a PDF of Chromium paints. */
function lettersOf(pdf: Buffer): number {
  const streams = [...pdf.toString('latin1').matchAll(/stream\r?\n([\s\S]*?)\r?\nendstream/g)].map(([, body = '']) => {
    try {
      return inflateSync(Buffer.from(body, 'latin1')).toString('latin1');
    } catch {
      return ''; // a font or a picture
    }
  });
  return streams
    .flatMap((text) => [...text.matchAll(/<([0-9A-Fa-f]+)>\s*Tj/g)])
    .reduce((sum, [, glyphs = '']) => sum + glyphs.length / 4, 0);
}

describe('on A4 paper', () => {
  it.each(VIETNAMESE)('%s has its content only, heads on every page of a table, and fits', async (path) => {
    const page = await visit(path, { viewport: PAPER });
    await page.emulateMedia({ media: 'print' });
    for (const part of ['nav', '.language', '.skip', '.filters', '.pickers'])
      expect(await page.locator(`${part}:visible`).count(), part).toBe(0);
    const heads = await page.locator('thead').evaluateAll((all) =>
      all.map((head) => {
        const { display, position } = head.ownerDocument.defaultView.getComputedStyle(head);
        return `${head.parentElement.className}: ${display} ${position}`;
      }),
    );
    expect(heads.filter((head) => !head.endsWith(': table-header-group static'))).toEqual([]);
    expect(await page.locator('h1').isVisible()).toBe(true);
    expect(await overflowOf(page)).toEqual(FITS);
  });

  it.each([PROVINCES, MINISTRIES].flatMap((round) => ['', 'compare.html', 'sipas.html'].map((path) => pathOf(round, 'vi', path))))(
    '%s makes a PDF',
    async (path) => {
      const pdf = await (await visit(path)).pdf({ preferCSSPageSize: true });
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
      expect(lettersOf(pdf)).toBeGreaterThan(200);
    },
  );

  // Chromium leaves buttons out where it repeats the head of a table: no style that a test could ask for tells.
  it.each([PROVINCES, MINISTRIES])('the national page of %s is printed with the same letters as without its script', async (round) => {
    const printed = async (javaScriptEnabled: boolean): Promise<number> =>
      lettersOf(await (await visit(pathOf(round, 'vi', ''), { javaScriptEnabled })).pdf({ preferCSSPageSize: true }));
    expect(await printed(true)).toBe(await printed(false));
  });
});
