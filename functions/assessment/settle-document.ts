import { verdictOf } from '../../shared/contracts/verdicts.ts';
import { holdsMacros, isDigitallySigned, type ScanResult, sniffDocument } from '../../shared/domain/evidence.ts';
import { type Finding, type FindingCode, WHOLE_FILE } from '../../shared/domain/finding.ts';
import { sha256 } from '../../shared/domain/hash.ts';
import { type Clock, instantOf } from '../../shared/runtime/clock.ts';
import type { EvidenceStore } from '../../shared/storage/evidence-store.ts';
import type { FileStore } from '../../shared/storage/file-store.ts';
import type { Write } from '../../shared/storage/records-table.ts';
import type { RoundStore } from '../../shared/storage/round-store.ts';
import type { Arrival, UploadRecord, UploadStore } from '../../shared/storage/upload-store.ts';

export interface DocumentDependencies {
  readonly rounds: RoundStore;
  readonly uploads: UploadStore;
  readonly evidence: EvidenceStore;
  readonly incoming: FileStore;
  readonly evidenceFiles: FileStore;
  readonly clock: Clock;
}

/** A document that has arrived. */
export type ArrivedDocument = UploadRecord & { readonly arrival: Arrival };

const finding = (code: FindingCode, values?: Readonly<Record<string, string>>): Finding => ({
  code,
  at: WHOLE_FILE,
  ...(values === undefined ? {} : { values }),
});

/** Why the bytes are not what was declared; undefined for a sound document. */
function contentFinding(bytes: Uint8Array, declared: string): Finding | undefined {
  const sniffed = sniffDocument(bytes);
  if (sniffed === undefined || sniffed.contentType !== declared) return finding('evidence-type-differs', { declared });
  if (sniffed.isDamaged) return finding('evidence-damaged');
  return holdsMacros(bytes) ? finding('file-dangerous') : undefined;
}

/** The locked copy, by version, verified by the hash that S3 computes of it. A repeat after a crash leaves a second version, which no record names. */
async function lock(
  { round, unit, uploadId, key, arrival }: ArrivedDocument,
  bucket: string,
  evidenceFiles: FileStore,
): Promise<{ key: string; versionId: string }> {
  const to = `evidence/${round}/${unit}/${uploadId}`;
  const { versionId, sha256: copied } = await evidenceFiles.copyFrom(bucket, key, arrival.versionId, to);
  if (copied !== arrival.sha256) throw new Error(`${to} is not what arrived`);
  return { key: to, versionId };
}

/** What is worth saying of a sound document: who else brought it, its date, a signature. */
async function remarks(upload: ArrivedDocument, bytes: Uint8Array, { rounds, evidence }: DocumentDependencies): Promise<Finding[]> {
  const { round, unit, uploadId, document } = upload;
  const { year } = await rounds.definition(round);
  const others = await evidence.noteDocument(round, sha256(bytes), unit, uploadId);
  const date = document?.date;
  return [
    ...(others.some((other) => other.unit !== unit) ? [finding('evidence-same-as-another-unit')] : []),
    ...(others.some((other) => other.unit === unit) ? [finding('evidence-same-again')] : []),
    ...(date !== undefined && !date.startsWith(`${year}-`) ? [finding('evidence-date-outside-year', { date, year: String(year) })] : []),
    ...(isDigitallySigned(bytes) ? [finding('evidence-digitally-signed')] : []),
  ];
}

const SCAN_PASSED: ScanResult = 'NO_THREATS_FOUND';

/**
 * Judges a document once both its arrival and its scan are known, whichever came last: sound and clean, it is copied to
 * where nothing can change it and becomes evidence; infected or not what it says, it is rejected; not scannable, it waits
 * for a person. `byPerson`: somebody has looked at one that was set aside and accepts it.
 */
export async function settleDocument(
  upload: ArrivedDocument,
  bucket: string,
  dependencies: DocumentDependencies,
  byPerson?: { readonly sub: string; readonly reason: string },
): Promise<void> {
  const { uploads, evidence, incoming, evidenceFiles, clock } = dependencies;
  const { round, uploadId, arrival } = upload;
  const scan = await evidence.scan(round, uploadId, arrival.versionId);
  if (byPerson === undefined && scan === undefined) return;
  const bytes = await incoming.read(upload.key, arrival.versionId);
  const decide = async (
    status: 'accepted' | 'rejected' | 'set-aside',
    findings: readonly Finding[],
    writes: readonly Write[] = [],
  ): Promise<void> => {
    await uploads.decide(upload, {
      ...verdictOf(findings, true),
      status,
      event: {
        at: instantOf(clock()),
        actor: byPerson?.sub ?? 'settle-document',
        action: `document-${status}`,
        details: { uploadId, kind: upload.kind, sha256: arrival.sha256, scan: scan?.result ?? null, reason: byPerson?.reason ?? null },
      },
      writes,
    });
  };

  const fault = contentFinding(bytes, upload.contentType);
  if (scan?.result === 'THREATS_FOUND') return await decide('rejected', [finding('evidence-infected', { threat: scan.threat ?? '?' })]);
  if (fault !== undefined) return await decide('rejected', [fault]);
  if (byPerson === undefined && scan !== undefined && scan.result !== SCAN_PASSED) {
    return await decide('set-aside', [finding('evidence-scan-failed', { status: scan.result })]);
  }
  const said = await remarks(upload, bytes, dependencies);
  const place = await lock(upload, bucket, evidenceFiles);
  const { document, unit, contentType } = upload;
  const writes =
    document === undefined
      ? []
      : evidence.create(round, {
          uploadId,
          unit,
          title: document.title,
          ...(document.number === undefined ? {} : { number: document.number }),
          ...(document.issuer === undefined ? {} : { issuer: document.issuer }),
          ...(document.date === undefined ? {} : { date: document.date }),
          contentType,
          sha256: arrival.sha256,
          size: arrival.size,
          receivedAt: arrival.receivedAt,
          stage: upload.stage,
          onTime: arrival.onTime,
          ...place,
          proofs: document.items,
        });
  await decide('accepted', said, writes);
}
