import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { PublicationRecord, ReleaseView, releaseRequestSchema } from '../../../shared/contracts/publication.ts';
import { canonicalJson } from '../../../shared/domain/canonical-json.ts';
import { sha256 } from '../../../shared/domain/hash.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { Signer } from '../../../shared/runtime/signing-key.ts';
import type { CellStore } from '../../../shared/storage/cell-store.ts';
import type { ComplaintStore } from '../../../shared/storage/complaint-store.ts';
import type { FileStore } from '../../../shared/storage/file-store.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { ReleaseStore } from '../../../shared/storage/release-store.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import { contestedCells } from '../contested.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly releases: ReleaseStore;
  readonly cells: CellStore;
  readonly complaints: ComplaintStore;
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

async function refuseWithoutConclusions({ path: { round }, body }: Request, { rounds, cells, complaints }: Dependencies): Promise<void> {
  const concluded = new Set(body.council.conclusions.map(({ unit, item }) => `${unit}\n${item}`));
  const contested = await contestedCells(await rounds.definition(round), cells, complaints);
  const missing = contested.filter(({ unit, item }) => !concluded.has(`${unit}\n${item}`));
  if (missing.length > 0) throw new RejectedError('conclusions-missing', { count: String(missing.length) }, missing.slice(0, 200));
}

/**
 * Asks for the publication of a prepared release: with the council's record and the decision, which name its manifest by hash and therefore lie
 * beside it, signed on their own.
 */
export async function requestRelease(request: Request, dependencies: Dependencies): Promise<ReleaseView> {
  const { caller, path, body, correlationId } = request;
  const { round, release } = path;
  const { rounds, releases, site, signer, clock } = dependencies;
  const { pdf, ...decision } = body.decision;
  const bytes = pdfOf(pdf);
  await refuseWithoutConclusions(request, dependencies);
  const publication: PublicationRecord = { council: body.council, decision: { ...decision, pdfSha256: sha256(bytes) } };
  return await retryConflicts(async () => {
    const record = await releases.get(round, release);
    const { status, manifestSha256 } = record;
    if (status === 'requested' || status === 'approved' || status === 'published')
      throw new RejectedError('release-pending', { release: String(release), decidedBy: record.requestedBy ?? '' });
    if (status !== 'prepared' || manifestSha256 === undefined)
      throw new RejectedError('release-not-ready', { release: String(release), status });
    const { computed } = await rounds.get(round);
    if (record.computedHash !== computed?.hash)
      throw new RejectedError('release-outdated', { release: String(release), decidedBy: computed?.by ?? '', since: computed?.at ?? '' });
    const prefix = `releases/${round}/${release}/`;
    const about = new TextEncoder().encode(`${canonicalJson({ round, release, manifestSha256, ...publication })}\n`);
    await site.writeOnce(`${prefix}publication-decision.pdf`, bytes, 'application/pdf');
    await site.writeOnce(`${prefix}publication.json`, about, 'application/json');
    const signature = Buffer.from(await signer.sign(about)).toString('base64');
    await site.writeIfAbsent(`${prefix}publication.json.sig`, new TextEncoder().encode(`${signature}\n`), 'text/plain');
    await releases.save(
      { ...record, status: 'requested', requestedBy: caller.sub, publication },
      {
        at: instantOf(clock()),
        actor: caller.sub,
        action: 'release-requested',
        details: { release, manifestSha256, decision: decision.number, pdfSha256: publication.decision.pdfSha256, correlationId },
      },
    );
    return { round, release, status: 'requested' as const, manifestSha256 };
  });
}
