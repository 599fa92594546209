import type { UploadReceived } from '../../../shared/contracts/events.ts';
import { describeFinding } from '../../../shared/contracts/findings.ts';
import { verdictOf } from '../../../shared/contracts/verdicts.ts';
import { type Finding, WHOLE_FILE } from '../../../shared/domain/finding.ts';
import { InstanceHashes } from '../../../shared/domain/instance-hashes.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { ResponseReader, type ResponseSummary } from '../../../shared/domain/read-responses.ts';
import type { ResponsePage } from '../../../shared/domain/response-page.ts';
import { instrumentOf } from '../../../shared/domain/round.ts';
import { columnsOf, type SurveyMapping } from '../../../shared/domain/survey-mapping.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import { tableText } from '../../../shared/spreadsheet/open-table.ts';
import type { FileStore } from '../../../shared/storage/file-store.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { ResponseStore } from '../../../shared/storage/response-store.ts';
import type { PresentRound, RoundStore } from '../../../shared/storage/round-store.ts';
import type { Batch, SurveyStore } from '../../../shared/storage/survey-store.ts';
import type { UploadStore } from '../../../shared/storage/upload-store.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly uploads: UploadStore;
  readonly surveys: SurveyStore;
  readonly responses: ResponseStore;
  readonly incoming: FileStore;
  readonly clock: Clock;
}

interface Stored {
  readonly pages: number;
  readonly writeUnits: number;
  readonly firstLine: number;
  readonly lastLine: number;
}

/** What storing was done with, and the identities that were stored. */
interface Read {
  readonly stored: Stored;
  readonly summary: ResponseSummary;
  readonly sampleVersion: number;
  readonly instances: readonly Uint32Array[];
}

/** Reads the file from a stream and stores its answers page by page; they count only once a batch names them. */
async function storeAnswers(
  { round, uploadId, key, versionId }: UploadReceived['detail'],
  definition: PresentRound,
  instrument: Instrument,
  mapping: SurveyMapping,
  { surveys, responses, incoming }: Dependencies,
): Promise<Read> {
  const sample = await surveys.sample(round, instrument.id);
  const waiting: ResponsePage[] = [];
  const instances: Uint32Array[] = [];
  const reader = new ResponseReader(instrument, mapping, {
    // Places keep the unit that they were drawn for, whatever took its place since.
    units: [...definition.units, ...definition.formerUnits],
    psus: sample === undefined ? undefined : new Map(sample.sample.psus.map(({ psu, unit }) => [psu, unit])),
    key: await surveys.instanceKey(round),
    onPage: (page) => waiting.push(page),
  });
  let [pages, writeUnits, firstLine, lastLine] = [0, 0, 0, 0];
  const store = async (): Promise<void> => {
    for (let page = waiting.shift(); page !== undefined; page = waiting.shift()) {
      const { next, units } = await responses.writePage(round, uploadId, pages, page);
      if (pages === 0) firstLine = page.line[0] ?? 0;
      lastLine = page.line.at(-1) ?? 0;
      instances.push(page.instance);
      pages = next;
      writeUnits += units;
    }
  };
  for await (const chunk of tableText(incoming.stream(key, versionId), columnsOf(mapping), reader)) {
    reader.push(chunk);
    await store();
  }
  const summary = reader.end();
  await store();
  writeUnits += await responses.writeTallies(round, uploadId, summary.tallies);
  writeUnits += await responses.writeReport(round, uploadId, summary.findings.map(describeFinding));
  return { summary, stored: { pages, writeUnits, firstLine, lastLine }, sampleVersion: sample?.version ?? 0, instances };
}

/** The batch that stands now for the file that is to be corrected: it may have been corrected meanwhile. */
function standsFor(batches: readonly Batch[], uploadId: string | undefined): Batch | undefined {
  let found = batches.find((batch) => batch.uploadId === uploadId);
  while (found?.replacedBy !== undefined) {
    const { replacedBy } = found;
    found = batches.find((batch) => batch.uploadId === replacedBy);
  }
  return found;
}

/** How many of these instances earlier files have brought: they count there, and not here. */
async function knownInstances(
  round: string,
  others: readonly Batch[],
  instances: readonly Uint32Array[],
  responses: ResponseStore,
): Promise<number> {
  const known = new InstanceHashes(new Uint8Array(16));
  for (const { uploadId, pages } of others) for (const page of await responses.pages(round, uploadId, pages)) addAll(known, page.instance);
  const before = known.size;
  const total = instances.reduce((sum, own) => sum + own.length / 2, 0);
  for (const own of instances) addAll(known, own);
  return total - (known.size - before);
}

function addAll(known: InstanceHashes, hashes: Uint32Array): void {
  for (let i = 0; i < hashes.length; i += 2) known.addHash(hashes.subarray(i, i + 2));
}

/**
 * A file of answers becomes a batch: whole, or not at all. A corrected file takes the place of its batch in the same transaction. Late files and files that came
 * before are kept and do not count.
 */
export async function recordResponses({ detail }: UploadReceived, dependencies: Dependencies): Promise<void> {
  const { rounds, uploads, surveys, clock } = dependencies;
  const { round, uploadId, versionId, sha256, receivedAt, onTime, correlationId } = detail;
  const upload = await uploads.find(round, uploadId);
  if (upload?.status !== 'received' || upload.arrival?.versionId !== versionId || upload.survey === undefined) return;
  const { instrument: id, mapping: number, replaces } = upload.survey;
  const definition = await rounds.definition(round);
  const instrument = instrumentOf(definition, id);
  const mapping = await surveys.mapping(round, id, number);
  if (instrument === undefined || mapping === undefined) throw new Error(`no ${id} with mapping ${number}`);
  const { summary, stored, sampleVersion, instances } = await storeAnswers(detail, definition, instrument, mapping, dependencies);
  const { tallies: _, findings, isRefused, ...counts } = summary;

  await retryConflicts(async () => {
    // Read first: what comes between here and the decision makes it start again.
    const head = await surveys.headVersion(round, id);
    const batches = await surveys.batches(round, id);
    // A repeat of this message after its decision finds the upload decided.
    const current = await uploads.find(round, uploadId);
    if (current?.status !== 'received') return;
    // Read by a sample that is no longer the one: the message comes again, and the file is read by the new one.
    if (((await surveys.sample(round, id))?.version ?? 0) !== sampleVersion)
      throw new Error('the sample changed while its answers were read');
    const replaced = standsFor(batches, replaces);
    // The same file again corrects itself where it is read by another mapping.
    const isRepeat = batches.some((batch) => batch.sha256 === sha256 && batch.status === 'counting' && batch !== replaced);
    const isOvertaken = replaced !== undefined && replaced.receivedAt > receivedAt;
    const status = isRepeat ? 'repeated' : !onTime ? 'late' : isOvertaken ? 'replaced' : 'counting';
    const own: Finding[] = isRepeat ? [{ code: 'same-file-again', at: WHOLE_FILE }] : [];
    if (status === 'counting' && mapping.instanceId !== undefined) {
      const others = batches.filter((batch) => batch.status === 'counting' && batch.hasInstances && batch !== replaced);
      const known = await knownInstances(round, others, instances, dependencies.responses);
      if (known > 0) own.push({ code: 'rows-known', at: WHOLE_FILE, values: { count: String(known) } });
    }
    const batch: Omit<Batch, 'version'> = {
      uploadId,
      instrument: id,
      mapping: number,
      channel: mapping.channel,
      status,
      receivedAt,
      sha256,
      versionId,
      hasInstances: mapping.instanceId !== undefined,
      ...stored,
      ...counts,
      ...(replaces === undefined ? {} : { replaces }),
      ...(isOvertaken ? { replacedBy: replaced.uploadId } : {}),
    };
    await uploads.decide(current, {
      ...verdictOf([...own, ...findings], !isRefused),
      event: {
        at: instantOf(clock()),
        actor: 'record-responses',
        action: isRefused ? 'answers-rejected' : 'answers-recorded',
        details: {
          uploadId,
          sha256,
          instrument: id,
          mapping: number,
          status,
          accepted: counts.accepted,
          rows: counts.rows,
          onTime,
          correlationId,
        },
      },
      writes: isRefused ? [] : surveys.batchWrites(round, batch, status === 'counting' ? replaced : undefined, head),
    });
  });
}
