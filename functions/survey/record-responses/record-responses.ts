import type { UploadReceived } from '../../../shared/contracts/events.ts';
import { describeFinding } from '../../../shared/contracts/findings.ts';
import { verdictOf } from '../../../shared/contracts/verdicts.ts';
import { type Finding, WHOLE_FILE } from '../../../shared/domain/finding.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { ResponseReader, type ResponseSummary } from '../../../shared/domain/read-responses.ts';
import type { ResponsePage } from '../../../shared/domain/response-page.ts';
import { instrumentOf, type RoundDefinition } from '../../../shared/domain/round.ts';
import { columnsOf, type SurveyMapping } from '../../../shared/domain/survey-mapping.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import { tableText } from '../../../shared/spreadsheet/open-table.ts';
import type { FileStore } from '../../../shared/storage/file-store.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { ResponseStore } from '../../../shared/storage/response-store.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
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
  readonly summary: ResponseSummary;
  readonly pages: number;
  readonly writeUnits: number;
  readonly firstLine: number;
  readonly lastLine: number;
}

/** Reads the file from a stream and stores its answers page by page; they count only once a batch names them. */
async function storeAnswers(
  { round, uploadId, key, versionId }: UploadReceived['detail'],
  definition: RoundDefinition,
  instrument: Instrument,
  mapping: SurveyMapping,
  { surveys, responses, incoming }: Dependencies,
): Promise<Stored> {
  const sample = await surveys.sample(round, instrument.id);
  const waiting: ResponsePage[] = [];
  const reader = new ResponseReader(instrument, mapping, {
    units: definition.units,
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
  return { summary, pages, writeUnits, firstLine, lastLine };
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
  const { summary, ...stored } = await storeAnswers(detail, definition, instrument, mapping, dependencies);
  const { tallies: _, findings, isRefused, ...counts } = summary;

  await retryConflicts(async () => {
    const batches = await surveys.batches(round, id);
    // A repeat of this message after its decision finds the upload decided.
    const current = await uploads.find(round, uploadId);
    if (current?.status !== 'received') return;
    const isRepeat = batches.some((batch) => batch.sha256 === sha256 && batch.status === 'counting');
    const replaced = standsFor(batches, replaces);
    const isOvertaken = replaced !== undefined && replaced.receivedAt > receivedAt;
    const status = isRepeat ? 'repeated' : !onTime ? 'late' : isOvertaken ? 'replaced' : 'counting';
    const own: Finding[] = isRepeat ? [{ code: 'same-file-again', at: WHOLE_FILE }] : [];
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
      writes: isRefused ? [] : surveys.batchWrites(round, batch, status === 'counting' ? replaced : undefined),
    });
  });
}
