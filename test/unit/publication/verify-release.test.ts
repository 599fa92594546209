import { generateKeyPairSync, sign } from 'node:crypto';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { fullSizeContent } from '../../../examples/full-size/release-content.ts';
import { Typesetter } from '../../../shared/document/typeset-report.ts';
import { computeRound } from '../../../shared/domain/computed-round.ts';
import { sha256 } from '../../../shared/domain/hash.ts';
import { type ReleaseContent, type ReleaseFile, releaseContentSchema } from '../../../shared/release/release-content.ts';
import { manifestOf, renderPages } from '../../../shared/release/render-release.ts';
import { nationalReport, unitReport } from '../../../shared/release/report.ts';
import { REPORT_TEMPLATE } from '../../../shared/release/report-template.ts';
import { indexUnits } from '../../../shared/release/unit-page.ts';
import { verifyRelease } from '../../../shared/release/verify-release.ts';

const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const PUBLIC = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const typesetter = new Typesetter(REPORT_TEMPLATE);
const pdf = (data: object): Uint8Array => typesetter.pdf(data);

type Files = Map<string, Uint8Array>;

const signed = (manifest: Uint8Array): Uint8Array =>
  new TextEncoder().encode(`${sign('sha256', manifest, { key: keys.privateKey, dsaEncoding: 'der' }).toString('base64')}\n`);

async function released(content: ReleaseContent): Promise<Files> {
  const index = indexUnits(content);
  const files: ReleaseFile[] = [
    ...(await renderPages(content, true)),
    { path: 'reports/national.pdf', contentType: 'application/pdf', bytes: pdf(nationalReport(content)) },
    ...content.definition.units.map((unit) => ({
      path: `reports/${unit.code}.pdf`,
      contentType: 'application/pdf',
      bytes: pdf(unitReport(content, unit, index)),
    })),
  ];
  const manifest = manifestOf(content, files);
  const decision = new TextEncoder().encode('%PDF-1.7 (test)\n%%EOF\n');
  const publication = new TextEncoder().encode(
    JSON.stringify({
      ...{ round: content.round, release: content.release, manifestSha256: sha256(manifest.bytes) },
      council: { on: '2024-04-10', conclusions: [] },
      decision: { number: '1/QĐ-BNV', date: '2024-04-16', signatory: 'Bộ trưởng (demo)', pdfSha256: sha256(decision) },
    }),
  );
  return new Map([
    ...[...files, manifest].map(({ path, bytes }) => [path, bytes] as const),
    ['manifest.json.sig', signed(manifest.bytes)],
    ['publication-decision.pdf', decision],
    ['publication.json', publication],
    ['publication.json.sig', signed(publication)],
  ]);
}

/** The files with another text in one of them, and hashes made anew for it. The signature cannot be made anew. */
function withNewHashes(files: Files, path: string, change: (text: string) => string): Files {
  const changed = new Map(files);
  const bytes = new TextEncoder().encode(change(new TextDecoder('utf-8', { ignoreBOM: true }).decode(files.get(path))));
  changed.set(path, bytes);
  const manifest = JSON.parse(new TextDecoder().decode(files.get('manifest.json'))) as {
    files: { path: string; bytes: number; sha256: string }[];
  };
  const entry = manifest.files.find((file) => file.path === path);
  if (entry !== undefined) Object.assign(entry, { bytes: bytes.length, sha256: sha256(bytes) });
  changed.set('manifest.json', new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`));
  return changed;
}

const failed = (result: Awaited<ReturnType<typeof verifyRelease>>): Record<string, readonly string[]> =>
  Object.fromEntries(result.steps.filter(({ passed }) => !passed).map(({ step, found }) => [step, found]));

let content: ReleaseContent;
let files: Files;
beforeAll(async () => {
  content = await fullSizeContent('ministry');
  files = await released(content);
});

const check = async (some: Files, key = PUBLIC) => await verifyRelease(some, key, content.codeVersion, pdf);

describe('a release that is checked', () => {
  it('passes untouched, and says by name what does not follow from it', async () => {
    const result = await check(files);
    expect([result.ok, failed(result)]).toEqual([true, {}]);
    expect(result.notFollowing.join('\n')).toContain('items.csv: points');
  });

  it('names the file in which any single byte was changed', async () => {
    const paths = [...files.keys()].filter((path) => !path.endsWith('.sig') && path !== 'manifest.json' && !path.startsWith('publication'));
    const random = fc.sample(
      fc.tuple(fc.constantFrom(...paths), fc.double({ min: 0, max: 0.999999, noNaN: true }), fc.integer({ min: 1, max: 255 })),
      40,
    );
    for (const [path, where, by] of random) {
      const bytes = new Uint8Array(files.get(path) ?? []);
      const at = Math.floor(where * bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ by;
      const { ok, steps } = await verifyRelease(new Map(files).set(path, bytes), PUBLIC, 'another', pdf);
      expect([ok, steps.find(({ step }) => step === 'hashes')?.found]).toEqual([false, [`${path}: mã băm khác / other hash`]]);
    }
  });

  it('is public by a decision: one that is missing, changed or about another manifest is named', async () => {
    const without = new Map(files);
    without.delete('publication.json');
    without.delete('publication.json.sig');
    expect(failed(await check(without))).toEqual({ publication: ['publication.json: không có / missing'] });
    const forged = new TextEncoder().encode('%PDF-1.7 (forged)\n%%EOF\n');
    expect(failed(await check(new Map(files).set('publication-decision.pdf', forged)))).toEqual({
      publication: ['publication-decision.pdf: mã băm khác / other hash'],
    });
    const changed = new TextDecoder().decode(files.get('publication.json')).replace('2024-04-10', '2024-04-11');
    expect(failed(await check(new Map(files).set('publication.json', new TextEncoder().encode(changed))))).toEqual({
      publication: ['publication.json: chữ ký không khớp / the signature does not match'],
    });
  });

  it('has a manifest whose paths stay in its folder', async () => {
    const text = new TextDecoder().decode(files.get('manifest.json'));
    for (const path of ['', '.', '../a', '/a', 'a/../b', 'a//b', 'a\u0000', 'x'.repeat(300), '\ud800', 'a\\b']) {
      const manifest = new TextEncoder().encode(text.replace('"path": "adjustments.csv"', `"path": ${JSON.stringify(path)}`));
      await expect(check(new Map(files).set('manifest.json', manifest))).rejects.toThrow('manifest.json: không đọc được / cannot be read');
    }
  });

  it('notices a byte of the manifest by its signature, a missing file and one too many by their names', async () => {
    const manifest = new Uint8Array(files.get('manifest.json') ?? []);
    manifest[20] = (manifest[20] ?? 0) ^ 1;
    expect(Object.keys(failed(await check(new Map(files).set('manifest.json', manifest))))).toContain('signature');
    const fewer = new Map(files);
    fewer.delete('items.csv');
    expect(failed(await check(fewer)).hashes).toEqual(['items.csv: không có / missing']);
    expect(failed(await check(new Map(files).set('more.csv', new Uint8Array()))).hashes?.[0]).toContain('more.csv');
  });

  it('names the first figure that does not follow where a total was changed and hashes were made anew', async () => {
    const [unit] = content.computed.units;
    const total = unit?.points ?? '';
    const inTable = failed(await check(withNewHashes(files, 'ranking.csv', (text) => text.replace(`,${total},`, ',99.99,'))));
    expect(inTable.hashes).toBeUndefined();
    expect(inTable.files?.[0]).toBe(`ranking.csv, dòng / line 2 (${unit?.unit}), points: "99.99", tính được / follows: "${total}"`);
    const inContent = failed(
      await check(
        withNewHashes(files, 'release.json', (text) => {
          const json = JSON.parse(text) as ReleaseContent;
          const [first] = json.computed.units;
          if (first !== undefined) first.points = '99.99';
          return `${JSON.stringify(json)}\n`;
        }),
      ),
    );
    expect(inContent.figures?.[0]).toBe(`release.json computed.units[${unit?.unit}].points: "99.99", tính được / follows: "${total}"`);
    const onPage = failed(
      await check(withNewHashes(files, 'index.html', (text) => text.replace(/(<span class="number">)[\d,]+%/, '$199,99%'))),
    );
    expect(onPage.files?.[0]).toMatch(/^index\.html, dòng \/ line \d+: /);
  });

  it('says what cannot be read or computed, and never breaks down over it', async () => {
    const withBeside = new Map(files).set('publication.json', new TextEncoder().encode('{"council"'));
    expect(failed(await check(withBeside)).publication?.join()).toContain('publication.json: không đọc được / cannot be read');
    const less = withNewHashes(files, 'release.json', (text) => {
      const json = JSON.parse(text) as ReleaseContent;
      json.frozen.points.shift();
      return `${JSON.stringify(json)}\n`;
    });
    expect(failed(await check(less)).figures?.[0]).toContain('has no points for item');
    expect(failed(await check(withNewHashes(files, 'release.json', () => '[]'))).figures?.[0]).toContain('release.json');
  });

  it('fails by its signature alone where items were changed with everything that follows from them', async () => {
    const [first, ...others] = content.frozen.points;
    if (first === undefined) throw new Error('no points');
    const frozen = { ...content.frozen, points: [{ ...first, points: '0' }, ...others] };
    const forged = releaseContentSchema.parse({ ...content, frozen, computed: computeRound(content.definition, frozen) });
    const all = await released(forged);
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }).toString();
    all.set('manifest.json.sig', files.get('manifest.json.sig') ?? new Uint8Array());
    expect(failed(await check(all))).toEqual({ signature: [expect.stringContaining('the signature does not match the given key')] });
    expect(Object.keys(failed(await check(files, other)))).toEqual(['signature', 'publication']);
  });
});
