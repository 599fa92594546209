import * as z from 'zod';
import { type CriteriaSet, itemsOf } from './criteria-set.ts';
import type { Finding, FindingCode } from './finding.ts';
import { bilingualSchema, codeSchema } from './text-schemas.ts';

/** How many items stand on each side of an entry of each kind. */
const SIDES = {
  same: { from: [1, 1], to: [1, 1] },
  split: { from: [1, 1], to: [2, 99] },
  merged: { from: [2, 99], to: [1, 1] },
  new: { from: [0, 0], to: [1, 1] },
  dropped: { from: [1, 1], to: [0, 0] },
} as const;

const entrySchema = z.strictObject({
  kind: z.enum(Object.keys(SIDES) as [keyof typeof SIDES, ...(keyof typeof SIDES)[]]),
  from: z.array(codeSchema),
  to: z.array(codeSchema),
  note: bilingualSchema.optional(),
});

/** What became of each item between two sets: years are compared through such a lookup and in no other way. */
export const criteriaLookupSchema = z.strictObject({ from: codeSchema, to: codeSchema, entries: z.array(entrySchema) });
export type CriteriaLookup = z.infer<typeof criteriaLookupSchema>;

/** Everything that is wrong with a lookup: codes that a set does not have, has twice or leaves out, and sides that do not fit the kind. */
export function checkCriteriaLookup(lookup: CriteriaLookup, earlier: CriteriaSet, later: CriteriaSet): Finding[] {
  const findings: Finding[] = [];
  const report = (code: FindingCode, path: string, values: Readonly<Record<string, string>>): void =>
    void findings.push({ code, at: { path }, values });
  for (const [side, set] of [
    ['from', earlier],
    ['to', later],
  ] as const) {
    if (lookup[side] !== set.id) report('lookup-code-unknown', side, { code: lookup[side], set: set.id });
    const known = new Set(itemsOf(set).map(({ code }) => code));
    const firstPath = new Map<string, string>();
    lookup.entries.forEach((entry, e) => {
      const [least, most] = SIDES[entry.kind][side];
      if (entry[side].length < least || entry[side].length > most) {
        report('lookup-kind-wrong', `entries.${e}.${side}`, { kind: entry.kind, found: String(entry[side].length) });
      }
      entry[side].forEach((code, c) => {
        const path = `entries.${e}.${side}.${c}`;
        const first = firstPath.get(code);
        if (!known.has(code)) report('lookup-code-unknown', path, { code, set: set.id });
        else if (first !== undefined) report('lookup-code-twice', path, { code, first });
        firstPath.set(code, first ?? path);
      });
    });
    for (const code of known) if (!firstPath.has(code)) report('lookup-code-missing', 'entries', { code, set: set.id });
  }
  return findings;
}
