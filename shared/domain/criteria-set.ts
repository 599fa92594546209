import * as z from 'zod';
import { decimal, type Rational } from './rational.ts';

/** Decimal text such as "68.5"; see rational.ts for why it is not a JSON number. */
export const decimalTextSchema = z.string().regex(/^\d{1,6}(\.\d{1,6})?$/, 'a decimal such as "68.5"');

/** Unit, agency and item codes: letters, digits, dot, hyphen. They become parts of keys and addresses. */
export const codeSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,39}$/, 'letters, digits, dot and hyphen, at most 40');

/** Text that people write and read: whole characters, no control characters but line breaks, something to see. */
export function peopleText(maximum: number) {
  return z
    .string()
    .trim()
    .max(maximum)
    .refine(
      (text) => text.isWellFormed() && !/[^\P{Cc}\n]/u.test(text) && /[\p{L}\p{N}\p{P}\p{S}]/u.test(text),
      'text with at least one visible character',
    )
    .overwrite((text) => text.normalize('NFC'));
}

export const bilingualSchema = z.strictObject({ vi: peopleText(400), en: peopleText(400) });
export type Bilingual = z.infer<typeof bilingualSchema>;

/** How an item gets its points: self-scored then appraised, from a survey, or by the ministry from statistics. */
export const methodSchema = z.enum(['appraised', 'survey', 'central']);
export type Method = z.infer<typeof methodSchema>;

const itemSchema = z.strictObject({
  code: codeSchema,
  name: bilingualSchema,
  maxPoints: decimalTextSchema,
  method: methodSchema,
  /** Who appraises: the lead agency, and the alternate where the lead is itself the assessed unit. */
  agencies: z.strictObject({ lead: codeSchema, alternate: codeSchema }).optional(),
});
export type Item = z.infer<typeof itemSchema>;

const criterionWithParts = z.strictObject({ code: codeSchema, name: bilingualSchema, subCriteria: z.array(itemSchema).min(1) });

const fieldSchema = z.strictObject({
  code: codeSchema,
  name: bilingualSchema,
  /** A criterion without sub-criteria is itself an item: field 1 of the ministries has 7 criteria and 6 sub-criteria. */
  criteria: z.array(z.union([criterionWithParts, itemSchema])).min(1),
});
export type Field = z.infer<typeof fieldSchema>;

export const levelSchema = z.enum(['ministry', 'province']);
export type Level = z.infer<typeof levelSchema>;

const groupSchema = z.strictObject({ name: z.string().min(1).max(60), atLeast: decimalTextSchema });

/** The JSON format of `examples/**\/criteria*.json`: one versioned set for one level. */
export const criteriaSetSchema = z
  .strictObject({
    id: codeSchema,
    level: levelSchema,
    version: z.string().min(1).max(40),
    /** The decision that issued the set, with its date. */
    decision: z.string().min(1).max(200),
    /** Says in words what of the set is official and what is illustrative; shown wherever the set is shown. */
    note: bilingualSchema,
    groups: z.array(groupSchema),
    fields: z.array(fieldSchema).min(1),
  })
  .superRefine((set, context) => {
    const seen = new Set<string>();
    const claim = (code: string): void => {
      if (seen.has(code)) context.addIssue({ code: 'custom', message: `code ${code} stands twice` });
      seen.add(code);
    };
    for (const field of set.fields) {
      claim(field.code);
      for (const criterion of field.criteria) {
        claim(criterion.code);
        if ('subCriteria' in criterion) for (const item of criterion.subCriteria) claim(item.code);
      }
    }
  });
export type CriteriaSet = z.infer<typeof criteriaSetSchema>;

/** The scored leaves of a field, in the order of the set. */
export function itemsOfField(field: Field): Item[] {
  return field.criteria.flatMap((criterion) => ('subCriteria' in criterion ? criterion.subCriteria : [criterion]));
}

/** The scored leaves of the whole set, in its order. */
export function itemsOf(set: CriteriaSet): Item[] {
  return set.fields.flatMap(itemsOfField);
}

export function maximumOf(item: Item): Rational {
  return decimal(item.maxPoints);
}

/** Does a group of people other than the unit score this item from figures of their own? */
export function isCentrallyScored(item: Item): boolean {
  return item.method !== 'appraised';
}
