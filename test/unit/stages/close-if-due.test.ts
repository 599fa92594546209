import { describe, expect, it } from 'vitest';
import { type ClosingDependencies, closeIfDue } from '../../../functions/stages/close-if-due.ts';
import type { StageDue } from '../../../shared/contracts/events.ts';
import { type AuditEvent, firstBrokenLink } from '../../../shared/domain/audit-chain.ts';
import type { StageName } from '../../../shared/domain/calendar.ts';
import { UPLOAD_KINDS } from '../../../shared/domain/round.ts';
import { keys } from '../../../shared/storage/keys.ts';
import { RoundStore, type StageRecord } from '../../../shared/storage/round-store.ts';
import { UploadStore } from '../../../shared/storage/upload-store.ts';
import { MemoryTable } from '../../doubles/memory-table.ts';
import { exampleRound } from '../../doubles/test-cloud.ts';

const MINUTE = 60_000;
const { round, calendar } = exampleRound();
const DUE: StageDue = { round, stage: 'self-assessment' };
const DEADLINE = Date.parse(calendar['self-assessment'].deadlineAt);
/** Deadline and the ten minutes of grace. */
const LAST = DEADLINE + 10 * MINUTE;
const HASH = 'a'.repeat(64);
const event: AuditEvent = { at: '2024-01-31T10:00:00.000Z', actor: 'test', action: 'test', details: {} };
const iso = (ms: number): string => new Date(ms).toISOString();

class Desk {
  readonly table = new MemoryTable();
  readonly rounds = new RoundStore(this.table.records);
  readonly uploads = new UploadStore(this.table.records);
  readonly files = new Set<string>();
  readonly schedules: [string, string][] = [];
  readonly completed: string[] = [];
  now = LAST;
  readonly dependencies = {
    rounds: this.rounds,
    uploads: this.uploads,
    incoming: { earliestVersion: async (key: string) => (this.files.has(key) ? 'v1' : undefined) },
    schedules: {
      set: async ({ stage }: StageDue, dueAt: number) => {
        this.schedules.push([stage, iso(dueAt)]);
      },
    },
    workflow: {
      complete: async (token: string) => {
        this.completed.push(token);
      },
    },
    clock: () => this.now,
  } as unknown as ClosingDependencies;

  static async withStage(change: Partial<StageRecord>, stage: StageName = 'self-assessment'): Promise<Desk> {
    const desk = new Desk();
    await desk.rounds.create(exampleRound(), event);
    await desk.rounds.saveStage(round, { ...(await desk.rounds.stage(round, stage)), ...change }, event);
    return desk;
  }

  close(due = DUE): Promise<string> {
    return closeIfDue(due, this.dependencies);
  }

  async status(stage: StageName = 'self-assessment'): Promise<string> {
    return (await this.rounds.stage(round, stage)).status;
  }

  /** An address of the unit BTP that ends with the grace. */
  async issue(uploadId: string, expiresAt = LAST): Promise<string> {
    const key = `incoming/${round}/BTP/self-assessment/${uploadId}/original`;
    await this.uploads.issue(
      {
        uploadId,
        round,
        unit: 'BTP',
        kind: 'self-assessment',
        stage: 'self-assessment',
        contentType: UPLOAD_KINDS['self-assessment'].contentTypes[0],
        fileName: 'tep.xlsx',
        declaredSize: 1,
        declaredSha256: HASH,
        key,
        expiresAt: iso(expiresAt),
        issuedTo: 'x',
        status: 'issued',
        findings: [],
        findingCount: 0,
        version: 1,
      },
      event,
    );
    return key;
  }

  async receive(uploadId: string): Promise<void> {
    const upload = await this.uploads.find(round, uploadId);
    if (upload === undefined) throw new Error(uploadId);
    this.files.add(upload.key);
    await this.uploads.arrive(
      upload,
      { versionId: 'v1', size: 1, sha256: HASH, receivedAt: iso(DEADLINE), onTime: true, signature: '' },
      event,
    );
  }

  async decide(uploadId: string): Promise<void> {
    const upload = await this.uploads.find(round, uploadId);
    if (upload === undefined) throw new Error(uploadId);
    await this.uploads.decide(upload, { status: 'accepted', findings: [], findingCount: 0, event, writes: [] });
  }
}

describe('an open stage', () => {
  it('is not closed before its last moment; its schedule is put back', async () => {
    const desk = await Desk.withStage({ status: 'open' });
    desk.now = LAST - 1;
    expect(await desk.close()).toBe('not-due');
    expect([await desk.status(), desk.schedules]).toEqual(['open', [['self-assessment', iso(LAST)]]]);
  });

  it('is closed at its last moment, over closing, and its task completed', async () => {
    const desk = await Desk.withStage({ status: 'open', taskToken: 'token' });
    expect(await desk.close()).toBe('closed');
    expect(desk.completed).toEqual(['token']);
    expect(await desk.rounds.stage(round, 'self-assessment')).toMatchObject({ status: 'closed', closedAt: iso(LAST) });
    const links = await desk.table.records.auditChain(keys.chain(round));
    expect(links.map(({ action }) => action).slice(-2)).toEqual(['stage-closing', 'stage-closed']);
    expect(firstBrokenLink(links)).toBeUndefined();
  });

  it('whose deadline was moved for one unit is closed after that one', async () => {
    const later = DEADLINE + 60 * MINUTE;
    const extension = {
      deadlineAt: iso(later),
      units: ['BTP'],
      decisionNumber: '1',
      reason: 'x',
      decidedBy: 'y',
      decidedAt: iso(DEADLINE),
    };
    const desk = await Desk.withStage({ status: 'open', extensions: [extension] });
    expect(await desk.close()).toBe('not-due');
    expect(desk.schedules).toEqual([['self-assessment', iso(later + 10 * MINUTE)]]);
    desk.now = later + 10 * MINUTE;
    expect(await desk.close()).toBe('closed');
  });

  it('whose deadline is moved while it is being closed stays open', async () => {
    const desk = await Desk.withStage({ status: 'open' });
    const later = DEADLINE + 60 * MINUTE;
    desk.table.beforeWrite = async () => {
      const stage = await desk.rounds.stage(round, 'self-assessment');
      const extension = { deadlineAt: iso(later), decisionNumber: '1', reason: 'x', decidedBy: 'y', decidedAt: iso(LAST) };
      await desk.rounds.saveStage(round, { ...stage, extensions: [extension] }, event);
    };
    expect(await desk.close()).toBe('not-due');
    expect(await desk.status()).toBe('open');
    expect(desk.schedules).toEqual([['self-assessment', iso(later + 10 * MINUTE)]]);
  });
});

describe('a planned stage', () => {
  it('is left alone, however late it is', async () => {
    const desk = await Desk.withStage({ status: 'planned' });
    expect(await desk.close()).toBe('not-due');
    expect([await desk.status(), desk.schedules, desk.completed]).toEqual(['planned', [], []]);
  });
});

describe('a closing stage', () => {
  it('waits while an address of it is alive, and looks again within a minute', async () => {
    const desk = await Desk.withStage({ status: 'open' });
    await desk.issue('U1', LAST + 1000);
    expect(await desk.close()).toBe('closing');
    expect([await desk.status(), desk.schedules]).toEqual(['closing', [['self-assessment', iso(LAST + MINUTE)]]]);
    expect(await desk.uploads.pending(round, 'self-assessment')).toHaveLength(1);
    expect(desk.completed).toEqual([]);
  });

  it('waits for a file that has arrived and has no receipt yet, although its address is dead', async () => {
    const desk = await Desk.withStage({ status: 'open' });
    desk.files.add(await desk.issue('U1'));
    desk.now = LAST + 5 * MINUTE;
    expect(await desk.close()).toBe('closing');
    expect(await desk.uploads.pending(round, 'self-assessment')).toHaveLength(1);
  });

  it('waits for a file that has its receipt and no verdict, and closes after the verdict', async () => {
    const desk = await Desk.withStage({ status: 'open', taskToken: 'token' });
    await desk.issue('U1');
    await desk.receive('U1');
    desk.now = LAST + 5 * MINUTE;
    expect(await desk.close()).toBe('closing');
    await desk.decide('U1');
    expect(await desk.close()).toBe('closed');
    expect(desk.completed).toEqual(['token']);
  });

  it('waits for a verdict by the receipt alone', async () => {
    const desk = await Desk.withStage({ status: 'open' });
    await desk.issue('U1');
    await desk.receive('U1');
    desk.files.clear();
    expect(await desk.close()).toBe('closing');
  });

  it('lets go of dead addresses at which nothing arrived', async () => {
    const desk = await Desk.withStage({ status: 'open' });
    await desk.issue('U1');
    await desk.issue('U2');
    expect(await desk.close()).toBe('closed');
    expect(await desk.uploads.pending(round, 'self-assessment')).toEqual([]);
    const links = await desk.table.records.auditChain(keys.chain(round, 'BTP'));
    expect(links.map(({ action }) => action).slice(-2)).toEqual(['upload-address-expired', 'upload-address-expired']);
  });

  it('lets go of the dead ones among the living', async () => {
    const desk = await Desk.withStage({ status: 'open' });
    await desk.issue('U1');
    await desk.issue('U2', LAST + 1000);
    expect(await desk.close()).toBe('closing');
    expect((await desk.uploads.pending(round, 'self-assessment')).map(({ uploadId }) => uploadId)).toEqual(['U2']);
  });

  it('does not wait for files of another stage', async () => {
    const desk = await Desk.withStage({ status: 'open' }, 'appraisal');
    await desk.issue('U1', Date.parse('2030-01-01T00:00:00Z'));
    desk.now = Date.parse('2024-03-01T00:00:00Z');
    expect(await desk.close({ round, stage: 'appraisal' })).toBe('closed');
  });

  it('completes a token that was stored while it was being closed', async () => {
    const desk = await Desk.withStage({ status: 'closing' });
    desk.table.beforeWrite = async () => {
      const stage = await desk.rounds.stage(round, 'self-assessment');
      await desk.rounds.saveStage(round, { ...stage, taskToken: 'late token' }, event);
    };
    expect(await desk.close()).toBe('closed');
    expect(desk.completed).toEqual(['late token']);
  });

  it('completes a token that was stored right after it was closed', async () => {
    const desk = await Desk.withStage({ status: 'closing' });
    desk.table.afterWrite = () => {
      for (const item of desk.table.items.values())
        if (item.stage === DUE.stage && item.status === 'closed') item.taskToken = 'later token';
    };
    expect(await desk.close()).toBe('closed');
    expect(desk.completed).toEqual(['later token']);
  });

  it('is closed once when two close it at the same time', async () => {
    const desk = await Desk.withStage({ status: 'open', taskToken: 'token' });
    expect(await Promise.all([desk.close(), desk.close(), desk.close()])).toEqual(['closed', 'closed', 'closed']);
    const links = await desk.table.records.auditChain(keys.chain(round));
    expect(links.filter(({ action }) => action === 'stage-closed')).toHaveLength(1);
    expect(new Set(desk.completed)).toEqual(new Set(['token']));
  });
});

describe('a closed stage', () => {
  it('does not complete the token of its next closing where it is opened again at that moment', async () => {
    const desk = await Desk.withStage({ status: 'closed', closedAt: iso(LAST), taskToken: 'of-this-closing' });
    const read = desk.rounds.stage.bind(desk.rounds);
    let reads = 0;
    desk.rounds.stage = async (...call) => {
      const found = await read(...call);
      reads += 1;
      // Between its two looks a reopening and the wait of the next generation come in.
      if (reads === 1) await desk.rounds.saveStage(round, { ...found, status: 'open', taskToken: 'of-the-next' }, event);
      return found;
    };
    await desk.close();
    expect([reads, desk.completed]).toEqual([2, []]);
  });

  it('completes its token again and changes nothing', async () => {
    const desk = await Desk.withStage({ status: 'closed', closedAt: iso(LAST), taskToken: 'token' });
    const before = structuredClone([...desk.table.items]);
    desk.now = LAST + 3600 * MINUTE;
    expect(await desk.close()).toBe('closed');
    expect(desk.completed).toEqual(['token']);
    expect([...desk.table.items]).toEqual(before);
    expect(desk.schedules).toEqual([]);
  });

  it('without a token has nothing to complete', async () => {
    const desk = await Desk.withStage({ status: 'closed', closedAt: iso(LAST) });
    expect([await desk.close(), desk.completed]).toEqual(['closed', []]);
  });
});

describe('publication', () => {
  it('is never closed by time', async () => {
    const desk = await Desk.withStage({ status: 'open', taskToken: 'token' }, 'publication');
    desk.now = Date.parse('2030-01-01T00:00:00Z');
    expect(await desk.close({ round, stage: 'publication' })).toBe('not-due');
    expect([await desk.status('publication'), desk.schedules, desk.completed]).toEqual(['open', [], []]);
  });
});
