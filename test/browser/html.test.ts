import { HtmlValidate } from 'html-validate';
import { describe, expect, it } from 'vitest';
import { releases } from './releases.ts';

const validator = new HtmlValidate({
  root: true,
  extends: ['html-validate:recommended'],
  rules: {
    // The standard reads <!doctype html> in any case of letters.
    'doctype-style': 'off',
    // Advice for search engines: titles carry the round's full official name.
    'long-title': 'off',
  },
});

describe('every page of every release', async () => {
  it.each(await releases())('of $round, release $number, is valid HTML', async ({ files }) => {
    const pages = files.filter(({ path }) => path.endsWith('.html'));
    expect(pages.length).toBeGreaterThan(50);
    const found = pages.flatMap(({ path, bytes }) =>
      validator
        .validateStringSync(new TextDecoder().decode(bytes), path)
        .results.flatMap(({ messages }) =>
          messages.map(({ ruleId, message, selector, line }) => ({ ruleId, says: `${path}:${line} ${selector}: ${message}` })),
        ),
    );
    // One example a rule, so that a fault of a layout does not fill the screen.
    const examples = [...Map.groupBy(found, ({ ruleId }) => ruleId)].map(([rule, all]) => `${rule}: ${all.length} × ${all[0]?.says}`);
    expect(examples).toEqual([]);
  });
});
