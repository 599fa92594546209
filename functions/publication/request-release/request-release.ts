import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { PublicationRecord, ReleaseView, releaseRequestSchema } from '../../../shared/contracts/publication.ts';
import { dayOf } from '../../../shared/domain/calendar.ts';
import { canonicalJson } from '../../../shared/domain/canonical-json.ts';
import { itemsOf } from '../../../shared/domain/criteria-set.ts';
import { sha256 } from '../../../shared/domain/hash.ts';
import { Redaction } from '../../../shared/domain/redaction.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { Signer } from '../../../shared/runtime/signing-key.ts';
import type { CellStore } from '../../../shared/storage/cell-store.ts';
import type { FileStore } from '../../../shared/storage/file-store.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import { contestedCells } from '../contested.ts';
import { outdatedBy, type Stores } from '../outdated.ts';

export interface Dependencies extends Stores {
  readonly cells: CellStore;
  readonly site: FileStore;
  readonly signer: Signer;
  readonly clock: Clock;
}

type Request = ApiRequest<{ round: string; release: number }, z.infer<typeof releaseRequestSchema>>;

/** The decision itself; a file that is no PDF is refused. */
function pdfOf(base64: string): Uint8Array {
  const bytes = new Uint8Array(Buffer.from(base64, 'base64'));
  const text = Buffer.from(bytes).toString('latin1');
  if (!text.startsWith('%PDF-') || !text.trimEnd().endsWith('%%EOF')) throw new RejectedError('not-a-pdf');
  return bytes;
}

/** What is wrong with the record and the decision as documents: days that have not come, conclusions on nothing, or two on one cell. */
async function refuseImpossible({ path: { round }, body: { council, decision } }: Request, { rounds, clock }: Dependencies): Promise<void> {
  const { units, criteriaSet } = await rounds.definition(round);
  const items = new Set(itemsOf(criteriaSet).map(({ code }) => code));
  const today = dayOf(clock());
  const errors: { at: string; message: string }[] = [];
  if (council.on > today) errors.push({ at: 'body.council.on', message: 'sau ngày hôm nay / after today' });
  if (decision.date > today) errors.push({ at: 'body.decision.date', message: 'sau ngày hôm nay / after today' });
  if (decision.date < council.on)
    errors.push({ at: 'body.decision.date', message: 'trước phiên họp của hội đồng / before the day of the council' });
  const seen = new Set<string>();
  for (const [i, { unit, item }] of council.conclusions.entries()) {
    const at = `body.council.conclusions.${i}`;
    if (!units.some(({ code }) => code === unit)) errors.push({ at: `${at}.unit`, message: `không có đơn vị ${unit} / no unit ${unit}` });
    if (!items.has(item)) errors.push({ at: `${at}.item`, message: `không có tiêu chí ${item} / no item ${item}` });
    const cell = `${unit}\n${item}`;
    if (seen.has(cell)) errors.push({ at, message: `hai kết luận về ${unit} ${item} / two conclusions on ${unit} ${item}` });
    seen.add(cell);
  }
  if (errors.length > 0) throw new RejectedError('bad-request', {}, errors.slice(0, 100));
}

/** As it is published: what may name or reach a person is covered, as everywhere else. */
function publicationOf(
  { council, decision: { number, date, signatory } }: Request['body'],
  bytes: Uint8Array,
): { publication: PublicationRecord; covered: number } {
  const redaction = new Redaction();
  const { clean } = redaction;
  const conclusions = council.conclusions.map((entry) => ({ ...entry, conclusion: clean(entry.conclusion) }));
  const decision = { number: clean(number), date, signatory: clean(signatory), pdfSha256: sha256(bytes) };
  return { publication: { council: { on: council.on, conclusions }, decision }, covered: redaction.covered };
}

/** The decision and the record beside the manifest; false where others lie there. */
async function writeBoth(prefix: string, pdf: Uint8Array, about: Uint8Array, site: FileStore): Promise<boolean> {
  for (const [path, bytes, type] of [
    ['publication-decision.pdf', pdf, 'application/pdf'],
    ['publication.json', about, 'application/json'],
  ] as const) {
    if (await site.writeIfAbsent(prefix + path, bytes, type)) continue;
    if (!Buffer.from(await site.read(prefix + path)).equals(bytes)) return false;
  }
  return true;
}

/**
 * Asks for the publication of a prepared release: with the council's record and the decision, which name its manifest by hash and therefore lie
 * beside it, signed on their own.
 */
export async function requestRelease(request: Request, dependencies: Dependencies): Promise<ReleaseView> {
  const { caller, path, body, correlationId } = request;
  const { round, release } = path;
  const { rounds, releases, cells, complaints, site, signer, clock } = dependencies;
  const bytes = pdfOf(body.decision.pdf);
  await refuseImpossible(request, dependencies);
  const { publication, covered } = publicationOf(body, bytes);
  const concluded = new Set(body.council.conclusions.map(({ unit, item }) => `${unit}\n${item}`));
  const contested = await contestedCells(await rounds.definition(round), cells, complaints);
  const missing = contested.filter(({ unit, item }) => !concluded.has(`${unit}\n${item}`));
  if (missing.length > 0) throw new RejectedError('conclusions-missing', { count: String(missing.length) }, missing.slice(0, 200));
  return await retryConflicts(async () => {
    const record = await releases.get(round, release);
    const { status, manifestSha256 } = record;
    if (status === 'requested' || status === 'approved')
      throw new RejectedError('release-pending', { release: String(release), decidedBy: record.requestedBy ?? '' });
    if (status !== 'prepared' || manifestSha256 === undefined)
      throw new RejectedError('release-not-ready', { release: String(release), status });
    const outdated = await outdatedBy(record, dependencies);
    if (outdated !== undefined) throw new RejectedError('release-outdated', outdated);
    const prefix = `releases/${round}/${release}/`;
    const about = new TextEncoder().encode(`${canonicalJson({ round, release, manifestSha256, ...publication })}\n`);
    const isSame = await writeBoth(prefix, bytes, about, site);
    // Another request came first, or died half-way with other words: what lies there is signed and stays.
    if (!isSame) throw new RejectedError('request-differs', { release: String(release) });
    const signature = Buffer.from(await signer.sign(about)).toString('base64');
    await site.writeIfAbsent(`${prefix}publication.json.sig`, new TextEncoder().encode(`${signature}\n`), 'text/plain');
    await releases.save(
      { ...record, status: 'requested', requestedBy: caller.sub, publication },
      {
        at: instantOf(clock()),
        actor: caller.sub,
        action: 'release-requested',
        details: {
          release,
          manifestSha256,
          decision: publication.decision.number,
          pdfSha256: publication.decision.pdfSha256,
          correlationId,
        },
      },
    );
    return { round, release, status: 'requested' as const, manifestSha256, ...(covered === 0 ? {} : { covered }) };
  });
}
