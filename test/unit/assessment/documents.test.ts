import { beforeEach, describe, expect, it } from 'vitest';
import { smallPdf } from '../../../examples/full-size/documents.ts';
import { decideSetAside } from '../../../functions/assessment/decide-set-aside/decide-set-aside.ts';
import { recordDocuments } from '../../../functions/assessment/record-documents/record-documents.ts';
import { recordScans } from '../../../functions/assessment/record-scans/record-scans.ts';
import { sweepScans } from '../../../functions/assessment/sweep-scans/sweep-scans.ts';
import type { ScanResult } from '../../../shared/domain/evidence.ts';
import { sha256 } from '../../../shared/domain/hash.ts';
import { EvidenceStore } from '../../../shared/storage/evidence-store.ts';
import type { FileStore } from '../../../shared/storage/file-store.ts';
import { RoundStore } from '../../../shared/storage/round-store.ts';
import { UploadStore } from '../../../shared/storage/upload-store.ts';
import { MemoryTable } from '../../doubles/memory-table.ts';
import { richRound } from '../../doubles/rich-round.ts';

const ID = '01HK3TZY2NWJ8XYYSBKCD8CXQY';
const ROUND = 'documents';
const KEY = `incoming/${ROUND}/BCT/evidence/${ID}/original`;
const BYTES = smallPdf(['Bao cao']);
const RECEIVED = '2024-01-10T02:00:00.000Z';
const HOUR = 3_600_000;
const event = { at: RECEIVED, actor: 'test', action: 'test', details: {} };

/** Two buckets in memory: what the use cases ask of a FileStore, no more. */
function files(): { incoming: FileStore; evidenceFiles: FileStore; copies: Map<string, string> } {
  const copies = new Map<string, string>();
  const incoming = { read: async () => BYTES };
  const evidenceFiles = {
    copyFrom: async (_bucket: string, _key: string, versionId: string, to: string) => {
      copies.set(to, versionId);
      return { versionId: `copy-${copies.size}`, sha256: sha256(BYTES) };
    },
  };
  return { incoming: incoming as unknown as FileStore, evidenceFiles: evidenceFiles as unknown as FileStore, copies };
}

describe('a document between its receipt and its scan', () => {
  let table: MemoryTable;
  let now: number;
  let dependencies: Parameters<typeof recordDocuments>[1];
  let copies: Map<string, string>;

  beforeEach(async () => {
    table = new MemoryTable();
    now = Date.parse(RECEIVED);
    const { incoming, evidenceFiles, copies: made } = files();
    copies = made;
    dependencies = {
      rounds: new RoundStore(table.records),
      uploads: new UploadStore(table.records),
      evidence: new EvidenceStore(table.records),
      incoming,
      evidenceFiles,
      clock: () => now,
    };
    await dependencies.rounds.create(richRound(ROUND), event);
    const upload = {
      uploadId: ID,
      round: ROUND,
      unit: 'BCT',
      kind: 'evidence' as const,
      stage: 'self-assessment' as const,
      contentType: 'application/pdf',
      document: { title: 'Báo cáo', items: [{ item: '1.1' }] },
      fileName: 'a.pdf',
      declaredSize: BYTES.length,
      declaredSha256: sha256(BYTES),
      key: KEY,
      expiresAt: '2024-01-10T02:10:00.000Z',
      issuedTo: 'x',
      status: 'issued' as const,
      findings: [],
      findingCount: 0,
      version: 1,
    };
    await dependencies.uploads.issue(upload, event);
    const arrival = { versionId: 'v1', size: BYTES.length, sha256: sha256(BYTES), receivedAt: RECEIVED, onTime: true, signature: 's' };
    await dependencies.uploads.arrive(upload, arrival, event);
  });

  const received = (): Promise<void> =>
    recordDocuments(
      {
        id: 'e',
        'detail-type': 'UploadReceived.v1',
        source: 'par.intake',
        detail: {
          round: ROUND,
          unit: 'BCT',
          kind: 'evidence',
          uploadId: ID,
          bucket: 'incoming',
          key: KEY,
          versionId: 'v1',
          sha256: sha256(BYTES),
          receivedAt: RECEIVED,
          onTime: true,
          correlationId: 'c',
        },
      },
      dependencies,
    );
  const scanned = (result: ScanResult = 'NO_THREATS_FOUND', versionId = 'v1'): Promise<void> =>
    recordScans(
      {
        id: 's',
        'detail-type': 'GuardDuty Malware Protection Object Scan Result',
        source: 'aws.guardduty',
        detail: {
          scanStatus: 'COMPLETED',
          s3ObjectDetails: { bucketName: 'incoming', objectKey: KEY, versionId },
          scanResultDetails: { scanResultStatus: result, threats: null },
        },
      },
      dependencies,
    );
  const status = async (): Promise<string | undefined> => (await dependencies.uploads.find(ROUND, ID))?.status;
  const codes = async (): Promise<string[] | undefined> => (await dependencies.uploads.find(ROUND, ID))?.findings.map(({ code }) => code);

  it('is accepted once both are known, the receipt first', async () => {
    await received();
    expect(await status()).toBe('received');
    await scanned();
    expect(await status()).toBe('accepted');
    expect([...copies]).toEqual([[`evidence/${ROUND}/BCT/${ID}`, 'v1']]);
  });

  it('is accepted once both are known, the scan first', async () => {
    await scanned();
    expect(await status()).toBe('accepted');
    await received();
    expect(copies.size).toBe(1);
  });

  it('is judged once, however often either comes', async () => {
    for (const again of [received, scanned, scanned, received, () => scanned('THREATS_FOUND')]) await again();
    expect(await status()).toBe('accepted');
    expect(await dependencies.evidence.ofUnit(ROUND, 'BCT')).toHaveLength(1);
  });

  it('does not take the scan of a later version for its own', async () => {
    await scanned('NO_THREATS_FOUND', 'v2');
    await received();
    expect(await status()).toBe('received');
  });

  it('is rejected where the scan finds something', async () => {
    await scanned('THREATS_FOUND');
    expect([await status(), await codes()]).toEqual(['rejected', ['evidence-infected']]);
    expect(copies.size).toBe(0);
  });

  it.each<ScanResult>(['UNSUPPORTED', 'ACCESS_DENIED', 'FAILED'])('waits for a person where the scan says %s', async (result) => {
    await scanned(result);
    expect([await status(), await codes()]).toEqual(['set-aside', ['evidence-scan-failed']]);
    expect(await dependencies.uploads.pending(ROUND, 'self-assessment')).toEqual([]);
  });

  it('waits for a person where no scan came within an hour, and not a minute earlier', async () => {
    await received();
    now += HOUR - 60_000;
    expect(await sweepScans({}, dependencies)).toEqual({ setAside: 0 });
    now += 60_000;
    expect(await sweepScans({}, dependencies)).toEqual({ setAside: 1 });
    expect([await status(), await codes()]).toEqual(['set-aside', ['evidence-scan-missing']]);
    await scanned();
    expect(await status()).toBe('set-aside');
  });

  it.each([
    [true, 'accepted', 1],
    [false, 'rejected', 0],
  ])('is decided by a coordinator with a reason: %s', async (accept, expected, copied) => {
    await scanned('UNSUPPORTED');
    const request = {
      caller: { sub: 'dieu-phoi', groups: ['coordinator' as const] },
      path: { round: ROUND, uploadId: ID },
      query: undefined,
      body: { accept, reason: 'Đã xem' },
      correlationId: 'c',
    };
    expect(await decideSetAside(request, { ...dependencies, incomingBucket: 'incoming' })).toEqual({ uploadId: ID, status: expected });
    expect(copies.size).toBe(copied);
    await expect(decideSetAside(request, { ...dependencies, incomingBucket: 'incoming' })).rejects.toMatchObject({ code: 'not-set-aside' });
  });

  it('is never locked with other bytes than those that arrived', async () => {
    const wrong = { ...dependencies.evidenceFiles, copyFrom: async () => ({ versionId: 'x', sha256: 'other' }) } as unknown as FileStore;
    await expect(
      recordScans(
        {
          id: 's',
          'detail-type': 'GuardDuty Malware Protection Object Scan Result',
          source: 'aws.guardduty',
          detail: {
            scanStatus: 'COMPLETED',
            s3ObjectDetails: { bucketName: 'incoming', objectKey: KEY, versionId: 'v1' },
            scanResultDetails: { scanResultStatus: 'NO_THREATS_FOUND' },
          },
        },
        { ...dependencies, evidenceFiles: wrong },
      ),
    ).rejects.toThrow('is not what arrived');
    expect(await status()).toBe('received');
  });
});
