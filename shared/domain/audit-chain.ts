import * as z from 'zod';
import { instantSchema } from './calendar.ts';
import { hashOf } from './hash.ts';

/** What happened: who did what when, with what matters of it. Never file contents, never personal data. */
export const auditEventSchema = z.strictObject({
  at: instantSchema,
  /** The `sub` of a person, or the name of a function that acted by a rule. */
  actor: z.string(),
  action: z.string(),
  details: z.record(z.string(), z.unknown()),
});
export type AuditEvent = z.infer<typeof auditEventSchema>;

export const auditLinkSchema = z.strictObject({ ...auditEventSchema.shape, seq: z.int().min(1), prevHash: z.string(), hash: z.string() });
export type AuditLink = z.infer<typeof auditLinkSchema>;

/** The hash before the first link. */
export const CHAIN_START = '0'.repeat(64);

/** The next link of an append-only chain: its hash covers the event, its place and the hash before it. */
export function nextLink(previous: { readonly seq: number; readonly hash: string } | undefined, event: AuditEvent): AuditLink {
  const body = { ...event, seq: (previous?.seq ?? 0) + 1, prevHash: previous?.hash ?? CHAIN_START };
  return { ...body, hash: hashOf(body) };
}

/** The first link that does not follow from the ones before it; undefined for an untouched chain. */
export function firstBrokenLink(links: readonly AuditLink[]): number | undefined {
  let previous: AuditLink | undefined;
  for (const [position, link] of links.entries()) {
    const { at, actor, action, details } = link;
    const expected = nextLink(previous, { at, actor, action, details });
    if (expected.hash !== link.hash || expected.seq !== link.seq || expected.prevHash !== link.prevHash) return position;
    previous = link;
  }
  return undefined;
}
