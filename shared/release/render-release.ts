import { sha256 } from '../domain/hash.ts';
import { comparePage } from './compare-page.ts';
import { contestPage } from './contest-page.ts';
import { contentJson, csvFile, descriptions, rankingJson, workbook } from './data-files.ts';
import { dataPage } from './data-page.ts';
import { decisionsPage } from './decisions-page.ts';
import { errataPage } from './errata-page.ts';
import { hasPage, type Language } from './layout.ts';
import { methodPage } from './method-page.ts';
import { nationalPage } from './national-page.ts';
import { type ReleaseContent, type ReleaseFile, textFile } from './release-content.ts';
import { script } from './script.ts';
import { sipasPage } from './sipas-page.ts';
import { styleSheet } from './style.ts';
import { tablesOf } from './tables.ts';
import { indexUnits, unitPage } from './unit-page.ts';

const LANGUAGES: readonly Language[] = ['vi', 'en'];

/** Pages and data of a release: everything but its reports, manifest and signature. `hasReports`: will PDFs stand beside them? */
export async function renderPages(content: ReleaseContent, hasReports: boolean): Promise<ReleaseFile[]> {
  const tables = tablesOf(content);
  const index = indexUnits(content);
  const data = [...tables.map(csvFile), rankingJson(content), contentJson(content), await workbook(content, tables)];
  const described = descriptions(content, tables, data);
  const dataset = new TextDecoder().decode(described.find(({ path }) => path === 'dataset.jsonld')?.bytes);
  const pages = LANGUAGES.flatMap((language) => [
    nationalPage(content, language),
    ...content.definition.units.map((unit) => unitPage(content, unit, index, language, hasReports)),
    comparePage(content, language),
    ...(hasPage(content, 'sipas.html') ? [sipasPage(content, language)] : []),
    methodPage(content, language),
    decisionsPage(content, language),
    errataPage(content, language),
    contestPage(content, language),
    dataPage(content, tables, language, dataset, hasReports),
  ]);
  return [...pages, styleSheet(), script(), ...data, ...described];
}

/** `manifest.json`: the SHA-256 of every file of the release. */
export function manifestOf(content: ReleaseContent, files: readonly ReleaseFile[]): ReleaseFile {
  const manifest = {
    round: content.round,
    release: content.release,
    ...(content.supersedes === null ? {} : { supersedes: content.supersedes.release }),
    freezeHash: content.freezeHash,
    codeVersion: content.codeVersion,
    files: [...files]
      .sort((a, b) => (a.path < b.path ? -1 : 1))
      .map(({ path, contentType, bytes }) => ({ path, contentType, bytes: bytes.length, sha256: sha256(bytes) })),
  };
  return textFile('manifest.json', 'application/json', `${JSON.stringify(manifest, null, 2)}\n`);
}
