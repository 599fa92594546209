import type { ApiRequest, FileAnswer } from '../../../shared/contracts/api.ts';
import { sayInstant } from '../../../shared/domain/calendar.ts';
import { sha256 } from '../../../shared/domain/hash.ts';
import { html } from '../../../shared/domain/html.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { readManifest } from '../../../shared/release/verify-release.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { FileStore } from '../../../shared/storage/file-store.ts';
import type { Preview, PreviewStore } from '../../../shared/storage/preview-store.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { ReleaseStore } from '../../../shared/storage/release-store.ts';

export interface Dependencies {
  readonly releases: ReleaseStore;
  readonly previews: PreviewStore;
  readonly site: FileStore;
  readonly clock: Clock;
}

/** A function answers at most 6 MB, Base64 included: the longest tables are looked at once they are public. */
const LARGEST_ANSWER = 4_000_000;

/** As the public site has it; the pages are the same. */
const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const ROLES: Readonly<Record<string, string>> = { publisher: 'người công bố / publisher', coordinator: 'điều phối viên / coordinator' };

/** Says on every page that it is a preview, and whose; links to folders name their page, because only the public site looks it up. */
function marked(bytes: Uint8Array, { role, until }: Preview, isPublic: boolean): Uint8Array {
  const what = isPublic ? 'BẢN XEM TRƯỚC / PREVIEW' : 'BẢN XEM TRƯỚC, CHƯA CÔNG BỐ / PREVIEW, NOT PUBLISHED';
  const mark = html`<p class="preview" role="note">${what} · ${ROLES[role] ?? role} · ${sayInstant(Date.parse(until))}</p>`;
  const text = new TextDecoder()
    .decode(bytes)
    .replace('<body>', () => `<body>\n${mark.text}`)
    .replaceAll(/ href="((?:\.{1,2}|\w[\w.-]*)\/(?:[\w.-]+\/)*)(?=["#])/g, ' href="$1index.html');
  return new TextEncoder().encode(text);
}

/** One file of a release that is not public, for whoever has an address that is still alive. Each page that is seen is in the audit chain. */
export async function seePreview(
  { path: { token, path }, correlationId }: ApiRequest<{ token: string; path: string }>,
  { releases, previews, site, clock }: Dependencies,
): Promise<FileAnswer> {
  const preview = await previews.find(sha256(token));
  if (preview === undefined || clock() > Date.parse(preview.until)) throw new RejectedError('not-found', { what: path });
  const { round, release, viewer, role } = preview;
  const fileName = path.split('/').at(-1) ?? path;
  const shown = { fileName, isShown: true, contentSecurityPolicy: POLICY };
  if (path === 'status.css') return { ...shown, bytes: new Uint8Array(), contentType: 'text/css; charset=utf-8' };
  const prefix = `releases/${round}/${release}/`;
  const manifest = await site.read(`${prefix}manifest.json`);
  if (path === 'manifest.json') return { ...shown, bytes: manifest, contentType: 'application/json' };
  if (path === 'manifest.json.sig') return { ...shown, bytes: await site.read(prefix + path), contentType: 'text/plain' };
  const known = readManifest(manifest).files.find((file) => file.path === path);
  if (known === undefined) throw new RejectedError('not-found', { what: path });
  if (known.bytes > LARGEST_ANSWER) throw new RejectedError('file-too-large', { kind: path, maximum: String(LARGEST_ANSWER) });
  const bytes = await site.read(prefix + path);
  if (!path.endsWith('.html')) return { ...shown, bytes, contentType: known.contentType };
  const details = { release, path, role, correlationId };
  await retryConflicts(async () => {
    await previews.seen(preview, { at: instantOf(clock()), actor: viewer, action: 'preview-seen', details });
  });
  const isPublic = ['published', 'rolled-back'].includes((await releases.get(round, release)).status);
  return { ...shown, bytes: marked(bytes, preview, isPublic), contentType: known.contentType };
}
