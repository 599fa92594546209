import type { UploadReceived } from '../../../shared/contracts/events.ts';
import { isError } from '../../../shared/contracts/findings.ts';
import { describeProblem } from '../../../shared/contracts/problems.ts';
import { verdictOf } from '../../../shared/contracts/verdicts.ts';
import type { Finding } from '../../../shared/domain/finding.ts';
import { READING_SHEET, readReadingSheet } from '../../../shared/domain/reading-sheet.ts';
import { cellName } from '../../../shared/domain/sheet.ts';
import { instantOf } from '../../../shared/runtime/clock.ts';
import { readWorkbook } from '../../../shared/spreadsheet/read-workbook.ts';
import type { FileStore } from '../../../shared/storage/file-store.ts';
import type { UploadStore } from '../../../shared/storage/upload-store.ts';
import { type ReadingDependencies, readCells } from '../read-cells.ts';

export interface Dependencies extends ReadingDependencies {
  readonly uploads: UploadStore;
  readonly incoming: FileStore;
}

/** Records the readings of an agency's workbook; a row that cannot stand is a finding with its cell, the others are recorded. */
export async function recordReadingSheet({ detail }: UploadReceived, dependencies: Dependencies): Promise<void> {
  const { rounds, uploads, incoming, clock } = dependencies;
  const { round, uploadId, key, versionId, sha256, onTime, correlationId } = detail;
  const upload = await uploads.find(round, uploadId);
  if (upload?.status !== 'received' || upload.arrival?.versionId !== versionId) return;
  const { agency = '', issuedTo: sub } = upload;
  const definition = await rounds.definition(round);
  const workbook = await readWorkbook(await incoming.read(key, versionId));
  const sheet = workbook.content === undefined ? undefined : readReadingSheet(workbook.content, { round, agency });
  const findings: Finding[] = [...workbook.findings, ...(sheet?.findings ?? [])];
  const entered = sheet?.content ?? [];
  let recorded = 0;
  if (onTime && entered.length > 0) {
    const rows = entered.map(({ unit, item, points, reason, reasonCode }) => ({
      unit,
      item,
      points,
      reason,
      ...(reasonCode === undefined ? {} : { reasonCode }),
    }));
    const { saved, refused } = await readCells(definition, rows, { sub, agency }, correlationId, dependencies);
    recorded = saved.length;
    for (const { unit, item, error } of refused) {
      const row = entered.find((entry) => entry.unit === unit && entry.item === item)?.row ?? 0;
      const { detail: reason, detailEn: reasonEn } = describeProblem(error.code, error.values, correlationId);
      findings.push({
        code: 'reading-refused',
        at: { sheet: READING_SHEET, cell: cellName(5, row) },
        item,
        values: { unit, item, reason, reasonEn },
      });
    }
  }
  await uploads.decide(upload, {
    ...verdictOf(findings, sheet?.content !== undefined && onTime),
    event: {
      at: instantOf(clock()),
      actor: 'record-reading-sheet',
      action: 'reading-sheet-read',
      details: { uploadId, sha256, onTime, agency, recorded, errors: findings.filter(isError).length, correlationId },
    },
    writes: [],
  });
}
