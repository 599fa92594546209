import { describe, expect, it } from 'vitest';
import {
  type Dependencies as RecordDependencies,
  recordSelfAssessment,
} from '../../../functions/assessment/record-self-assessment/record-self-assessment.ts';
import { awaitMilestone } from '../../../functions/stages/await-milestone/await-milestone.ts';
import { openStage } from '../../../functions/stages/open-stage/open-stage.ts';
import { startAnew, withoutTokens } from '../../../functions/stages/start-anew.ts';
import type { UploadReceived } from '../../../shared/contracts/events.ts';
import type { AuditEvent } from '../../../shared/domain/audit-chain.ts';
import { sha256 } from '../../../shared/domain/hash.ts';
import { UPLOAD_KINDS } from '../../../shared/domain/round.ts';
import { contentHashOf } from '../../../shared/domain/submission.ts';
import { EvidenceStore } from '../../../shared/storage/evidence-store.ts';
import { RoundStore } from '../../../shared/storage/round-store.ts';
import { SubmissionStore } from '../../../shared/storage/submission-store.ts';
import { UploadStore } from '../../../shared/storage/upload-store.ts';
import { MemoryTable } from '../../doubles/memory-table.ts';
import { richForm, richRound, soundClaims } from '../../doubles/rich-round.ts';

const definition = richRound('tranh-nhau-2023');
const { round, criteriaSet } = definition;
const OPENS = Date.parse(definition.calendar['self-assessment'].opensAt);
const event: AuditEvent = { at: '2024-01-02T01:00:00.000Z', actor: 'test', action: 'test', details: {} };

/** What somebody does between the two halves of another's work. */
async function desk() {
  const table = new MemoryTable();
  const rounds = new RoundStore(table.records);
  await rounds.create(definition, event);
  return { table, rounds };
}

describe('an execution that another one took over from', () => {
  const step = { round, generation: 1 };
  const takeOver = async (rounds: RoundStore): Promise<void> => await rounds.saveRound(withoutTokens(await rounds.get(round)), event);

  it('opens no stage, if it was taken over between its look and its write', async () => {
    const { table, rounds } = await desk();
    table.beforeWrite = () => takeOver(rounds);
    const schedules = { set: async () => undefined, remind: async () => undefined };
    const opening = openStage({ ...step, stage: 'self-assessment' }, { rounds, schedules, clock: () => OPENS });
    await expect(opening).rejects.toThrow('changed-meanwhile');
    expect((await rounds.stage(round, 'self-assessment')).status).toBe('planned');
  });

  it('leaves the token of the next one where it is', async () => {
    const { rounds } = await desk();
    const workflow = { complete: async () => undefined };
    const wait = (generation: number, taskToken: string) =>
      awaitMilestone({ round, generation, milestone: 'appraisal', taskToken }, { rounds, workflow, clock: () => OPENS });
    // After it has looked whether it is still in charge, and before it reads the record that it writes to.
    const read = rounds.stage.bind(rounds);
    let looks = 0;
    rounds.stage = async (...call) => {
      looks += 1;
      if (looks === 2) {
        await takeOver(rounds);
        await wait(2, 'of-the-next');
      }
      return await read(...call);
    };
    await expect(wait(1, 'of-the-old')).rejects.toThrow('changed-meanwhile');
    expect((await rounds.stage(round, 'appraisal')).taskToken).toBe('of-the-next');
  });

  it('is stopped, and the next one started', async () => {
    const { rounds } = await desk();
    const calls: string[] = [];
    const workflow = {
      stop: async (name: string, generation: number) => void calls.push(`stop ${name} ${generation}`),
      start: async (name: string, generation: number) => void calls.push(`start ${name} ${generation}`),
    };
    await takeOver(rounds);
    await startAnew(await rounds.get(round), workflow);
    expect(calls).toEqual([`stop ${round} 1`, `start ${round} 2`]);
  });
});

describe('a file that is delivered twice at once', () => {
  it('never changes what the version of another attempt says', async () => {
    const { table, rounds } = await desk();
    const uploads = new UploadStore(table.records);
    const submissions = new SubmissionStore(table.records);
    const forms = new Map<string, Uint8Array>();
    const dependencies: RecordDependencies = {
      ...{ rounds, uploads, submissions, evidence: new EvidenceStore(table.records), clock: () => OPENS },
      incoming: { read: async (key: string) => forms.get(key) } as unknown as RecordDependencies['incoming'],
    };
    const arrive = async (uploadId: string, points: string, receivedAt: string): Promise<UploadReceived> => {
      const bytes = await richForm(definition, 'BCT', soundClaims({ '1.2': { points } }));
      const [key, hash] = [`incoming/${round}/BCT/self-assessment/${uploadId}/original`, sha256(bytes)];
      forms.set(key, bytes);
      const upload = {
        ...{ uploadId, round, unit: 'BCT', kind: 'self-assessment' as const, stage: 'self-assessment' as const, fileName: 'tep.xlsx', key },
        ...{ contentType: UPLOAD_KINDS['self-assessment'].contentTypes[0], declaredSize: bytes.length, declaredSha256: hash },
        ...{ expiresAt: receivedAt, issuedTo: 'x', status: 'issued' as const, findings: [], findingCount: 0, version: 1 },
      };
      await uploads.issue(upload, event);
      const arrival = { versionId: 'v1', size: bytes.length, sha256: hash, receivedAt, onTime: true, signature: '' };
      await uploads.arrive(upload, arrival, event);
      const detail = {
        round,
        unit: 'BCT',
        kind: upload.kind,
        uploadId,
        bucket: 'b',
        key,
        versionId: 'v1',
        sha256: hash,
        receivedAt,
        onTime: true,
      };
      return { id: uploadId, 'detail-type': 'UploadReceived.v1', source: 'par.intake', detail: { ...detail, correlationId: uploadId } };
    };
    const earlier = await arrive('01HM5JA648NWY8508X7H2NRM6X', '0.5', '2024-01-10T01:00:00.000Z');
    const later = await arrive('01HM5KFT7G9GYWAHT3QSXMJDYT', '1', '2024-01-10T02:00:00.000Z');

    // Before the first delivery writes its lines, the later file and the second delivery are done with.
    let isFirst = true;
    const slow = Object.assign(Object.create(submissions) as SubmissionStore, {
      find: submissions.find.bind(submissions),
      lines: submissions.lines.bind(submissions),
      addVersion: submissions.addVersion.bind(submissions),
      async writeLines(...call: Parameters<SubmissionStore['writeLines']>) {
        if (isFirst) {
          isFirst = false;
          await recordSelfAssessment(later, dependencies);
          await recordSelfAssessment(earlier, dependencies);
        }
        await submissions.writeLines(...call);
      },
    });
    await recordSelfAssessment(earlier, { ...dependencies, submissions: slow });

    const { counting, versions } = await submissions.find(round, 'BCT');
    expect(versions).toHaveLength(2);
    for (const version of versions) {
      const lines = await submissions.lines(round, 'BCT', version);
      expect(contentHashOf({ round, unit: 'BCT', set: criteriaSet.id }, lines, version.remarks)).toBe(version.contentHash);
    }
    const lines = counting === undefined ? [] : await submissions.lines(round, 'BCT', counting.version);
    expect(lines.find(({ item }) => item === '1.2')?.points).toBe('1');
  });
});
