import axe from 'axe-core';
import { describe, expect, it } from 'vitest';
import { DESKTOP, MINISTRIES, PAGES, PHONE, useBrowser, visit } from './site.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const SUPERSEDED = `/releases/${MINISTRIES}/1/`;

useBrowser();

describe.each([DESKTOP, PHONE])('at $width pixels axe finds nothing wrong', (viewport) => {
  it.each([...PAGES, SUPERSEDED])('with %s', async (path) => {
    const page = await visit(path, { viewport });
    await page.evaluate(axe.source);
    const { violations } = (await page.evaluate(
      `axe.run(document, { runOnly: ${JSON.stringify(TAGS)}, resultTypes: ['violations'] })`,
    )) as axe.AxeResults;
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.length} × ${nodes[0]?.target} ${nodes[0]?.failureSummary}`)).toEqual([]);
  });
});
