import { openXlsx, saveXlsx } from 'hucre/xlsx';
import type { DescribedFinding } from '../contracts/findings.ts';

const AUTHOR = 'PAR INDEX';
const MARKS = { error: 'LỖI / ERROR', warning: 'CẢNH BÁO / WARNING', note: 'GHI CHÚ / NOTE' } as const;

function positionOf(cell: string): { row: number; column: number } {
  const [, letters = 'A', digits = '1'] = /^([A-Z]+)(\d+)$/.exec(cell) ?? [];
  const column = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
  return { row: Number(digits) - 1, column };
}

const textOf = ({ severity, code, message, fix }: DescribedFinding): string =>
  `${MARKS[severity]} (${code})\n${message.vi}\n→ ${fix.vi}\n${message.en}\n→ ${fix.en}`;

/**
 * The unit's own file with its findings as comments in the cells that they are about; findings about the whole file stand
 * in the first cell of the first sheet. Everything else stays as it was, colours, locks and drop-downs included.
 */
export async function annotateWorkbook(bytes: Uint8Array, findings: readonly DescribedFinding[]): Promise<Uint8Array> {
  const workbook = await openXlsx(bytes, { readStyles: true });
  const first = workbook.sheets.find(({ hidden, veryHidden }) => hidden !== true && veryHidden !== true) ?? workbook.sheets[0];
  const texts = new Map<string, Map<string, string[]>>();
  for (const finding of findings) {
    const sheet = finding.sheet ?? first?.name ?? '';
    const { row, column } = positionOf(finding.cell ?? 'A1');
    const ofSheet = texts.get(sheet) ?? new Map<string, string[]>();
    const key = `${row},${column}`;
    texts.set(sheet, ofSheet.set(key, [...(ofSheet.get(key) ?? []), textOf(finding)]));
  }
  for (const sheet of workbook.sheets) {
    const ofSheet = texts.get(sheet.name);
    if (ofSheet === undefined) continue;
    const cells = sheet.cells ?? new Map();
    for (const [key, lines] of ofSheet) {
      const [row = 0, column = 0] = key.split(',').map(Number);
      while (sheet.rows.length <= row) sheet.rows.push([]);
      const cell = cells.get(key) ?? { value: sheet.rows[row]?.[column] ?? null, type: 'empty' as const };
      const earlier = cell.comment === undefined ? [] : [cell.comment.text];
      cells.set(key, { ...cell, comment: { author: AUTHOR, text: [...earlier, ...lines].join('\n\n') } });
    }
    sheet.cells = cells;
  }
  return await saveXlsx(workbook);
}
