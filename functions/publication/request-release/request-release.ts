import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { ReleaseView } from '../../../shared/contracts/rounds.ts';
import { computedIndexSchema } from '../../../shared/domain/computed-index.ts';
import { frozenContentSchema } from '../../../shared/domain/freeze.ts';
import { sha256 } from '../../../shared/domain/hash.ts';
import { ledgerEntrySchema, withLedger } from '../../../shared/domain/ledger.ts';
import { notOpenLock } from '../../../shared/domain/lock.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { Signer } from '../../../shared/runtime/signing-key.ts';
import type { FileStore } from '../../../shared/storage/file-store.ts';
import type { LedgerStore } from '../../../shared/storage/ledger-store.ts';
import type { ReleaseStore } from '../../../shared/storage/release-store.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import type { ReleaseContent, ReleaseFile } from './release-content.ts';
import { renderRelease } from './render-release.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly releases: ReleaseStore;
  readonly ledger: LedgerStore;
  readonly evidence: FileStore;
  readonly site: FileStore;
  readonly signer: Signer;
  readonly codeVersion: string;
  readonly clock: Clock;
}

async function contentOf(round: string, release: number, { rounds, ledger, evidence, codeVersion }: Dependencies): Promise<ReleaseContent> {
  const { frozen, computed } = await rounds.get(round);
  if (frozen === undefined || computed === undefined) throw new RejectedError('index-not-computed');
  const readJson = async (key: string): Promise<unknown> => JSON.parse(new TextDecoder().decode(await evidence.read(key)));
  const json = await readJson(computed.key);
  const definition = await rounds.definition(round);
  const approved = (await ledger.list(round)).filter(({ approvedBy }) => approvedBy !== undefined);
  const entries = approved.map((entry) => ledgerEntrySchema.strip().parse(entry));
  return {
    definition,
    computed: computedIndexSchema.parse(json),
    frozen: withLedger(frozenContentSchema.parse(await readJson(frozen.key)), entries),
    ledger: entries,
    freezeHash: frozen.hash,
    release,
    codeVersion,
  };
}

/** Refuses before publication opens and for a rehearsal. A round that was published may get a further release. */
async function refuseUnlessPublishable(round: string, { rounds }: Dependencies): Promise<void> {
  const { rehearsal } = await rounds.definition(round);
  if (rehearsal) throw new RejectedError('rehearsal-never-published', { round });
  if ((await rounds.get(round)).computed === undefined) throw new RejectedError('index-not-computed');
  const { status, opensAt } = await rounds.stage(round, 'publication');
  if (status === 'planned') throw new RejectedError('stage-not-open', notOpenLock({ stage: 'publication', opensAt }));
}

/**
 * Renders the next release, signs its manifest, puts both under the release's own prefix, where nobody can read them
 * yet, and asks for approval by another publisher.
 */
export async function requestRelease(
  { caller, path: { round }, correlationId }: ApiRequest<{ round: string }, object | undefined>,
  dependencies: Dependencies,
): Promise<ReleaseView> {
  const { rounds, releases, site, signer, clock } = dependencies;
  await refuseUnlessPublishable(round, dependencies);
  const earlier = await releases.list(round);
  const computedHash = (await rounds.get(round)).computed?.hash;
  const pending = earlier.find(({ status }) => status === 'requested' || status === 'approved');
  if (pending !== undefined) {
    const isOutdated = pending.status === 'requested' && pending.computedHash !== undefined && pending.computedHash !== computedHash;
    if (!isOutdated) throw new RejectedError('release-pending', { release: String(pending.release), decidedBy: pending.requestedBy });
    // Figures were corrected since: nobody could approve it any more.
    const withdrawn = {
      at: instantOf(clock()),
      actor: caller.sub,
      action: 'release-withdrawn',
      details: { release: pending.release, correlationId },
    };
    await releases.save({ ...pending, status: 'rolled-back' }, withdrawn);
  }

  const release = (earlier.at(-1)?.release ?? 0) + 1;
  const files = renderRelease(await contentOf(round, release, dependencies));
  const manifest = files.at(-1) as ReleaseFile;
  const prefix = `releases/${round}/${release}/`;
  await Promise.all(files.map(({ path, bytes, contentType }) => site.writeOnce(prefix + path, bytes, contentType)));
  // Two signatures of one manifest differ; one that another request left is as good as this one.
  const signature = Buffer.from(await signer.sign(manifest.bytes)).toString('base64');
  await site.writeIfAbsent(`${prefix}manifest.json.sig`, new TextEncoder().encode(`${signature}\n`), 'text/plain');

  const manifestSha256 = sha256(manifest.bytes);
  await releases.create(
    {
      round,
      release,
      status: 'requested',
      manifestSha256,
      ...(computedHash === undefined ? {} : { computedHash }),
      requestedBy: caller.sub,
      version: 1,
    },
    { at: instantOf(clock()), actor: caller.sub, action: 'release-requested', details: { release, manifestSha256, correlationId } },
  );
  return { round, release, status: 'requested', manifestSha256 };
}
