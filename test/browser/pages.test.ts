import { expect, it } from 'vitest';
import { faultsOf, LANGUAGES, MINISTRIES, PAGES, PROVINCES, pathOf, useBrowser, visit } from './site.ts';

useBrowser();

it.each(PAGES)('%s opens without a message of the console or a failed request, and has a name and a table for its charts', async (path) => {
  // Somewhere else first: listeners are there before the page is.
  const page = await visit(pathOf(PROVINCES, 'vi', 'contest.html'));
  const faults = faultsOf(page);
  await page.goto(path);
  const charts = await page.locator('svg[role=img]').evaluateAll((all) => all.map((chart) => chart.getAttribute('aria-label')));
  expect(charts.filter((name) => name === null || name.trim() === '')).toEqual([]);
  if (charts.length > 0) expect(await page.locator('main table:visible').count()).toBeGreaterThan(0);
  expect(faults).toEqual([]);
});

it('a breach of the policy would be noticed', async () => {
  const page = await visit(pathOf(PROVINCES, 'vi', 'method.html'));
  const faults = faultsOf(page);
  await page
    .locator('main')
    .evaluate((main) => main.insertAdjacentHTML('beforeend', '<p style="color:red"></p><img src="https://example.org/a.png">'));
  await expect.poll(() => faults.length).toBeGreaterThanOrEqual(2);
});

it.each([PROVINCES, MINISTRIES].flatMap((round) => LANGUAGES.map((language) => pathOf(round, language, ''))))(
  'the national page %s has less than 200 kB',
  async (path) => {
    const page = await visit(path);
    const response = await page.request.get(path);
    expect((await response.body()).length).toBeLessThan(200_000);
  },
);

it.each(
  [PROVINCES, MINISTRIES].flatMap((round) =>
    ['', 'sipas.html', round === PROVINCES ? 'units/46.html' : 'units/BTP.html'].map((path) => [round, path] as const),
  ),
)('the other language of %s/%s is the same page, and leads back', async (round, path) => {
  const page = await visit(pathOf(round, 'vi', path));
  const { pathname } = new URL(page.url());
  const unit = await page.locator('h1').innerText();
  await page.getByRole('link', { name: 'English' }).click();
  await page.waitForURL(`**${pathOf(round, 'en', path)}`);
  expect(await page.locator('html').getAttribute('lang')).toBe('en');
  expect(await page.locator('h1').innerText()).not.toBe('');
  await page.getByRole('link', { name: 'Tiếng Việt' }).click();
  await page.waitForURL(`**${pathname}`);
  expect(await page.locator('html').getAttribute('lang')).toBe('vi');
  expect(await page.locator('h1').innerText()).toBe(unit);
});

it('only a superseded release says that it is one, and leads to what is current', async () => {
  const page = await visit(`/releases/${MINISTRIES}/1/en/units/BTP.html`);
  await page.locator('.superseded a').click();
  await page.waitForURL(`**/${MINISTRIES}/en/errata.html`);
  expect(await page.locator('.superseded').isVisible()).toBe(false);
  expect(await page.locator('main').innerText()).toContain('Release 2 supersedes release 1');
});
