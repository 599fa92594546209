import { sha256 } from '../../../shared/domain/hash.ts';
import { accuracyCsv, decisionsCsv, rankingCsv, rankingJson } from './data-files.ts';
import { rankingPage } from './ranking-page.ts';
import type { ReleaseContent, ReleaseFile } from './release-content.ts';
import { styleSheet } from './style.ts';

/** All files of a release but the signature; the last one is the manifest with the SHA-256 of every other. */
export function renderRelease(content: ReleaseContent): ReleaseFile[] {
  const files = [
    rankingPage(content, 'vi'),
    rankingPage(content, 'en'),
    styleSheet(),
    rankingCsv(content),
    rankingJson(content),
    decisionsCsv(content),
    ...accuracyCsv(content),
  ];
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  const manifest = {
    round: content.definition.round,
    release: content.release,
    freezeHash: content.freezeHash,
    codeVersion: content.codeVersion,
    files: files.map(({ path, contentType, bytes }) => ({ path, contentType, bytes: bytes.length, sha256: sha256(bytes) })),
  };
  const bytes = new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`);
  return [...files, { path: 'manifest.json', contentType: 'application/json', bytes }];
}
