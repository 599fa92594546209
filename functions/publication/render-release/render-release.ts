import type { GateCheck, ReleaseWanted } from '../../../shared/contracts/publication.ts';
import type { Typesetter } from '../../../shared/document/typeset-report.ts';
import { pressMonths } from '../../../shared/domain/button-presses.ts';
import { computedRoundSchema } from '../../../shared/domain/computed-round.ts';
import { type FrozenContent, frozenContentSchema } from '../../../shared/domain/freeze.ts';
import { hashOf, sha256 } from '../../../shared/domain/hash.ts';
import { type LedgerEntry, ledgerEntrySchema, withLedger } from '../../../shared/domain/ledger.ts';
import { Redaction } from '../../../shared/domain/redaction.ts';
import { roundDefinitionSchema } from '../../../shared/domain/round.ts';
import { RejectedError } from '../../../shared/errors.ts';
import {
  type PublicLedgerEntry,
  type ReleaseContent,
  type ReleaseFile,
  releaseContentSchema,
} from '../../../shared/release/release-content.ts';
import { disclosureHolds, linksLead, rendersEqual, reportsOpen, surveysAgree, totalsFollow } from '../../../shared/release/release-gate.ts';
import { manifestOf, renderPages } from '../../../shared/release/render-release.ts';
import { nationalReport, unitReport } from '../../../shared/release/report.ts';
import { type SurveyProduct, surveyProduct } from '../../../shared/release/survey-product.ts';
import { indexUnits } from '../../../shared/release/unit-page.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { Signer } from '../../../shared/runtime/signing-key.ts';
import type { ComplaintStore } from '../../../shared/storage/complaint-store.ts';
import type { FileStore } from '../../../shared/storage/file-store.ts';
import type { LedgerStore } from '../../../shared/storage/ledger-store.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { ReleaseStore } from '../../../shared/storage/release-store.ts';
import type { ResponseStore } from '../../../shared/storage/response-store.ts';
import type { PresentRound, RoundStore } from '../../../shared/storage/round-store.ts';
import type { SurveyStore } from '../../../shared/storage/survey-store.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly releases: ReleaseStore;
  readonly ledger: LedgerStore;
  readonly surveys: SurveyStore;
  readonly responses: ResponseStore;
  readonly complaints: ComplaintStore;
  readonly frozenFiles: FileStore;
  readonly site: FileStore;
  readonly signer: Signer;
  readonly typesetter: () => Typesetter;
  readonly codeVersion: string;
  readonly clock: Clock;
}

const AT_ONCE = 16;

const json = async (files: FileStore, key: string): Promise<unknown> => JSON.parse(new TextDecoder().decode(await files.read(key)));

/** Covers what may name or reach a person in every text of a round that people wrote. */
class RoundRedaction extends Redaction {
  readonly decided = <T extends { reason: string; decisionNumber?: string | undefined }>(entry: T): T => ({
    ...entry,
    reason: this.clean(entry.reason),
    ...(entry.decisionNumber === undefined ? {} : { decisionNumber: this.clean(entry.decisionNumber) }),
  });

  frozen(content: FrozenContent): FrozenContent {
    return {
      ...content,
      points: content.points.map((point) => ({ ...point, reasons: point.reasons.map(this.clean) })),
      unranked: content.unranked.map(this.decided),
      resolutions: content.resolutions.map(this.decided),
      adjustments: content.adjustments.map((entry) => ({ ...entry, decisionNumber: this.clean(entry.decisionNumber) })),
    };
  }

  ledger(entries: readonly LedgerEntry[]): PublicLedgerEntry[] {
    return entries.map(({ proposedBy: _p, approvedBy: _a, proposedAt: _b, approvedAt: _c, ...entry }) => ({
      ...entry,
      decisionNumber: this.clean(entry.decisionNumber),
      reason: this.clean(entry.reason),
    }));
  }
}

/** The surveys as they may be published: the estimates that the frozen points came from. */
async function productsOf(definition: PresentRound, { surveys, responses }: Dependencies): Promise<SurveyProduct[]> {
  const { round, instruments, rules } = definition;
  const products: SurveyProduct[] = [];
  for (const instrument of instruments) {
    const head = await surveys.estimatesHead(round, instrument.id);
    if (head === undefined) continue;
    const { counted, clusters } = await responses.estimates(round, instrument.id, head.number);
    const sample = (await surveys.sample(round, instrument.id))?.sample;
    products.push(surveyProduct(instrument, counted, clusters, sample?.lonelyPsu ?? null, rules.smallestCell));
  }
  return products;
}

async function pressesOf(round: string, { surveys, responses }: Dependencies): Promise<ReleaseContent['presses']> {
  const declared = await surveys.buttons(round);
  if (declared === undefined) return null;
  const { scales } = declared.buttons;
  const hours = [];
  for (const { uploadId, status } of await surveys.pressBatches(round))
    if (status === 'counting') for (const hour of await responses.presses(round, uploadId)) hours.push(hour);
  return {
    scales: scales.map(({ code, levels }) => ({ code, levels: levels.map(({ values }) => values.join('/')) })),
    months: pressMonths(declared.buttons, hours),
  };
}

/** The figures of the release that is public now, which this one corrects. */
async function supersededBy(round: string, { releases, site }: Dependencies): Promise<ReleaseContent['supersedes']> {
  const live = await releases.live(round);
  if (live === undefined) return null;
  const { computed, ledger } = releaseContentSchema.parse(await json(site, `releases/${round}/${live.release}/release.json`));
  const { statistics: _, ...index } = computed;
  return { release: live.release, computed: index, ledger: ledger.map(({ number }) => number) };
}

async function aftermath(
  definition: PresentRound,
  approved: readonly LedgerEntry[],
  { clean }: Redaction,
  { complaints }: Dependencies,
): Promise<Pick<ReleaseContent, 'complaints' | 'remedies'>> {
  const all = await complaints.list(definition.round);
  const of = (status: string): number => all.filter((entry) => entry.status === status).length;
  const remedies: ReleaseContent['remedies'] = [];
  for (const { code: unit } of definition.units)
    for (const entry of (await complaints.plan(definition.round, unit))?.plan ?? []) remedies.push({ unit, ...entry });
  return {
    complaints: {
      filed: all.length,
      upheld: of('upheld'),
      corrected: all.filter(
        ({ number, status, answer }) =>
          status === 'upheld' && approved.some((entry) => entry.complaint === number || entry.number === answer?.ledgerEntry),
      ).length,
      rejected: of('rejected'),
      open: of('filed') + of('assigned'),
    },
    remedies: remedies.map((entry) => ({ ...entry, action: clean(entry.action), owner: clean(entry.owner) })),
  };
}

async function contentOf(
  round: string,
  release: number,
  dependencies: Dependencies,
): Promise<{ content: ReleaseContent; answered: number[]; covered: number; computedHash: string }> {
  const { rounds, ledger, frozenFiles, codeVersion } = dependencies;
  const { frozen, computed } = await rounds.get(round);
  if (frozen === undefined || computed === undefined) throw new RejectedError('index-not-computed');
  const present = await rounds.definition(round);
  const approved = (await ledger.list(round)).filter(({ approvedBy }) => approvedBy !== undefined);
  const entries = approved.map((entry) => ledgerEntrySchema.strip().parse(entry));
  const whole = withLedger(frozenContentSchema.parse(await json(frozenFiles, frozen.key)), entries);
  // Before the counts: a complaint that is answered in between makes the release outdated, never wrong.
  const answered = await dependencies.complaints.answered(round);
  const redaction = new RoundRedaction();
  const { unitChanges, formerUnits: _, ...definition } = present;
  const content = releaseContentSchema.parse({
    ...{ round, release, codeVersion, freezeHash: frozen.hash },
    definition: roundDefinitionSchema.parse(definition),
    unitChanges: unitChanges.map(redaction.decided),
    frozen: redaction.frozen(whole),
    ledger: redaction.ledger(entries),
    computed: computedRoundSchema.parse(await json(frozenFiles, computed.key)),
    surveys: await productsOf(present, dependencies),
    presses: await pressesOf(round, dependencies),
    supersedes: await supersededBy(round, dependencies),
    ...(await aftermath(present, entries, redaction, dependencies)),
  });
  return { content, answered, covered: redaction.covered, computedHash: computed.hash };
}

function reportsOf(content: ReleaseContent, typesetter: Typesetter): ReleaseFile[] {
  const index = indexUnits(content);
  const report = (name: string, data: object): ReleaseFile => ({
    path: `reports/${name}.pdf`,
    contentType: 'application/pdf',
    bytes: typesetter.pdf(data),
  });
  return [
    report('national', nationalReport(content)),
    ...content.definition.units.map((unit) => report(unit.code, unitReport(content, unit, index))),
  ];
}

/** Files go up a few at a time; the same file again is a repeat. */
async function writeAll(prefix: string, files: readonly ReleaseFile[], site: FileStore): Promise<void> {
  for (let from = 0; from < files.length; from += AT_ONCE) {
    const some = files.slice(from, from + AT_ONCE);
    await Promise.all(some.map(({ path, bytes, contentType }) => site.writeOnce(prefix + path, bytes, contentType)));
  }
}

/**
 * Renders a release, holds it against the gate, and puts its files under the release's own prefix, where nobody can read them yet. A release that
 * fails a check is told so and written nowhere. Repeatable: the same content gives the same bytes.
 */
export async function renderRelease(
  { detail: { round, release, correlationId } }: ReleaseWanted,
  dependencies: Dependencies,
): Promise<void> {
  const { releases, site, signer, typesetter, clock } = dependencies;
  if ((await releases.get(round, release)).status !== 'preparing') return;
  const { content, answered, covered, computedHash } = await contentOf(round, release, dependencies);
  const pages = await renderPages(content, true);
  const setter = typesetter();
  const reports = reportsOf(content, setter);
  const again = setter.pdf(nationalReport(content));
  const files = [...pages, ...reports];
  const national = reports.filter(({ path }) => path === 'reports/national.pdf');
  const manifest = manifestOf(content, files);
  const gate: GateCheck[] = [
    rendersEqual([...pages, ...national], [...(await renderPages(content, true)), ...national.map((file) => ({ ...file, bytes: again }))]),
    totalsFollow(content),
    surveysAgree(content),
    disclosureHolds(content),
    { check: 'redaction', passed: true, found: `${covered} chỗ đã che / places covered` },
    linksLead(files),
    reportsOpen(reports),
  ];
  const prefix = `releases/${round}/${release}/`;
  const hasPassed = gate.every(({ passed }) => passed);
  if (hasPassed) {
    await writeAll(prefix, [...files, manifest], site);
    // Two signatures of one manifest differ; one that an earlier try left is as good as this one.
    const signature = Buffer.from(await signer.sign(manifest.bytes)).toString('base64');
    await site.writeIfAbsent(`${prefix}manifest.json.sig`, new TextEncoder().encode(`${signature}\n`), 'text/plain');
    const stored = await site.read(`${prefix}manifest.json`);
    gate.push({ check: 'hashes', passed: sha256(stored) === sha256(manifest.bytes), found: `${files.length} tệp / files` });
  }
  await retryConflicts(async () => {
    const record = await releases.get(round, release);
    if (record.status !== 'preparing') return;
    const status = gate.every(({ passed }) => passed) ? ('prepared' as const) : ('failed' as const);
    const manifestSha256 = sha256(manifest.bytes);
    const supersedes = content.supersedes?.release ?? null;
    const next = { ...record, status, gate, computedHash, supersedes, answered, ...(status === 'prepared' ? { manifestSha256 } : {}) };
    const details = { release, manifestSha256, gate: hashOf(gate), correlationId };
    await releases.save(next, { at: instantOf(clock()), actor: 'render-release', action: `release-${status}`, details });
  });
}
