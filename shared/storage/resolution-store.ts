import * as z from 'zod';
import type { AuditEvent } from '../domain/audit-chain.ts';
import { instantSchema } from '../domain/calendar.ts';
import { type Decided, matterIdSchema, resolutionSchema } from '../domain/gate.ts';
import { keys } from './keys.ts';
import type { RecordsTable, Write } from './records-table.ts';
import type { RoundRecord } from './round-store.ts';

const resolutionRecordSchema = z.object({
  matter: matterIdSchema,
  resolution: resolutionSchema,
  decisionNumber: z.string(),
  reason: z.string(),
  proposedBy: z.string(),
  proposedAt: instantSchema,
  /** Present once a publisher has agreed; it counts from then on. */
  approvedBy: z.string().optional(),
  approvedAt: instantSchema.optional(),
  /** What two persons decided before; it counts until they approve this one. */
  standing: z.strictObject({ resolution: resolutionSchema, decisionNumber: z.string(), reason: z.string() }).optional(),
  version: z.int(),
});
export type ResolutionRecord = z.infer<typeof resolutionRecordSchema>;

/** What a coordinator proposed and a publisher approved about matters that were open before the freeze. */
export class ResolutionStore {
  readonly #table: RecordsTable;

  constructor(table: RecordsTable) {
    this.#table = table;
  }

  async list(round: string): Promise<ResolutionRecord[]> {
    return await this.#table.query(keys.round(round).pk, 'RESOLUTION#', resolutionRecordSchema);
  }

  /** Decisions that count: matter -> what was decided. */
  async decided(round: string): Promise<Map<string, Decided>> {
    const decided = new Map<string, Decided>();
    for (const { matter, resolution, decisionNumber, reason, approvedBy, standing } of await this.list(round)) {
      const counts = approvedBy === undefined ? standing : { resolution, decisionNumber, reason };
      if (counts !== undefined) decided.set(matter, counts);
    }
    return decided;
  }

  /** Writes resolutions over earlier ones (version 0: none), all or none, while the round stands as `head` says. At most 90. Throws ConflictError. */
  async save(head: RoundRecord, resolutions: readonly ResolutionRecord[], event: AuditEvent): Promise<void> {
    await this.#table.commit(keys.chain(head.round), event, [
      { kind: 'check', key: keys.round(head.round), version: head.version },
      ...resolutions.map((resolution): Write => {
        const key = keys.resolution(head.round, resolution.matter);
        return resolution.version === 0
          ? { kind: 'create', key, item: { ...resolution, version: 1 } }
          : { kind: 'replace', key, item: resolution };
      }),
    ]);
  }
}
