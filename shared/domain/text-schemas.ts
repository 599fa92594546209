import * as z from 'zod';

/** Decimal text such as "68.5"; see rational.ts for why it is not a JSON number. */
export const decimalTextSchema = z.string().regex(/^\d{1,6}(\.\d{1,6})?$/, 'số thập phân như "68.5" / a decimal such as "68.5"');

/** Unit, agency and item codes: letters, digits, dot, hyphen. They become parts of keys and addresses. */
export const codeSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9.-]{0,39}$/,
    'chữ, số, dấu chấm và gạch nối, tối đa 40 ký tự / letters, digits, dot and hyphen, at most 40',
  );

/** Text that people write and read: whole characters, no control characters but line breaks, something to see. Marks that turn the direction of writing are taken out. */
export function peopleText(maximum: number) {
  return z
    .string()
    .trim()
    .max(maximum)
    .refine(
      (text) => text.isWellFormed() && !/[^\P{Cc}\n]/u.test(text) && /[\p{L}\p{N}\p{P}\p{S}]/u.test(text),
      'văn bản nhìn thấy được, không có ký tự điều khiển / text that can be seen, without control characters',
    )
    .overwrite((text) => text.normalize('NFC').replace(/[\u202a-\u202e\u2066-\u2069]/g, ''));
}

export const bilingualSchema = z.strictObject({ vi: peopleText(400), en: peopleText(400) });
export type Bilingual = z.infer<typeof bilingualSchema>;
