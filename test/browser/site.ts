import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, inject } from 'vitest';

export const PROVINCES = 'illustrative-2023-province';
export const MINISTRIES = 'illustrative-2023-ministry';
export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };
/** A4 within the margins of 14 mm that the style sheet sets. */
export const PAPER = { width: 688, height: 1000 };

export const LANGUAGES = ['vi', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const REST = ['compare.html', 'sipas.html', 'method.html', 'decisions.html', 'errata.html', 'contest.html', 'data.html'];
/** One page of each kind: of the ministries the unit whose points were corrected. */
const KINDS: readonly (readonly [round: string, path: string])[] = [
  ...['', 'units/46.html', ...REST].map((path) => [PROVINCES, path] as const),
  ...['', 'units/BGTVT.html', ...REST].map((path) => [MINISTRIES, path] as const),
];

export const pathOf = (round: string, language: Language, path: string): string => `/${round}/${language === 'vi' ? '' : 'en/'}${path}`;
/** Every kind of page of both rounds in both languages. */
export const PAGES = KINDS.flatMap(([round, path]) => LANGUAGES.map((language) => pathOf(round, language, path)));
/** The same in Vietnamese only. */
export const VIETNAMESE = KINDS.map(([round, path]) => pathOf(round, 'vi', path));

let browser: Browser;
/** By their options: a context takes longer to make than a page. */
const contexts = new Map<string, BrowserContext>();
const open: Page[] = [];

/** For the tests of a file: the browser, and the end of every page that a test opened. */
export function useBrowser(): void {
  beforeAll(async () => {
    browser = await chromium.connect(inject('browser'));
  });
  afterEach(async () => {
    for (const page of open.splice(0)) await page.close();
  });
  afterAll(() => browser.close());
}

/** A new page of a browser with these options. */
export async function visit(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const key = JSON.stringify(options);
  const context = contexts.get(key) ?? (await browser.newContext({ baseURL: inject('origin'), viewport: DESKTOP, ...options }));
  contexts.set(key, context);
  const page = await context.newPage();
  open.push(page);
  await page.goto(path);
  return page;
}

/** What a reader of a page can see go wrong: messages of the console, faults of scripts, requests without an answer. */
export function faultsOf(page: Page): string[] {
  const faults: string[] = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('requestfailed', (request) => faults.push(`${request.url()}: ${request.failure()?.errorText}`));
  page.on('response', (response) => response.status() >= 400 && faults.push(`${response.url()}: ${response.status()}`));
  return faults;
}

/** By how many pixels the document is wider than its window, and the elements that stick out. */
export function overflowOf(page: Page): Promise<{ pixels: number; by: string[] }> {
  return page.locator(':root').evaluate((root) => {
    const pixels = root.scrollWidth - root.clientWidth;
    const by = [...root.querySelectorAll('body *')]
      .filter(
        (element) => pixels > 0 && element.getBoundingClientRect().right > root.clientWidth + 0.5 && !element.closest('svg, .scroll *'),
      )
      .map((element) => `${element.localName}.${element.className}`);
    return { pixels, by: [...new Set(by)].slice(0, 5) };
  });
}
export const FITS = { pixels: 0, by: [] };
