import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  HeadingLevel,
  Packer,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  VerticalAlign,
  WidthType,
} from 'docx';
import type { SelfAssessmentReport } from '../domain/self-assessment-report.ts';

/** Decree 30/2020/ND-CP: Times New Roman, 13 to 14 points, A4, margins 20 mm, left 30 mm. Half-points and twentieths. */
const FONT = 'Times New Roman';
const TEXT_SIZE = 26;
const SMALL_SIZE = 20;
const MM = 56.7;

const run = (text: string, more: { bold?: boolean; italics?: boolean; size?: number } = {}): TextRun =>
  new TextRun({ text, font: FONT, size: TEXT_SIZE, color: '000000', ...more });

/** Text that people wrote keeps its lines. */
const paragraphs = (text: string): Paragraph[] =>
  text.split('\n').map((line) => new Paragraph({ children: [run(line)], spacing: { after: 120 }, alignment: AlignmentType.JUSTIFIED }));

const heading = (text: string): Paragraph =>
  new Paragraph({ heading: HeadingLevel.HEADING_2, spacing: { before: 240, after: 120 }, children: [run(text, { bold: true })] });

const centred = (text: string, more: Parameters<typeof run>[1] = {}): Paragraph =>
  new Paragraph({ alignment: AlignmentType.CENTER, children: [run(text, more)] });

function cell(text: string, options: { bold?: boolean; width?: number; right?: boolean } = {}): TableCell {
  return new TableCell({
    verticalAlign: VerticalAlign.CENTER,
    ...(options.width === undefined ? {} : { width: { size: options.width, type: WidthType.PERCENTAGE } }),
    children: [
      new Paragraph({
        alignment: options.right === true ? AlignmentType.RIGHT : AlignmentType.LEFT,
        children: [run(text, { size: 24, bold: options.bold === true })],
      }),
    ],
  });
}

function table(widths: readonly number[], header: readonly string[], rows: readonly (readonly string[])[], numbersFrom: number): Table {
  const border = { style: BorderStyle.SINGLE, size: 4, color: '444444' };
  const borders = { top: border, bottom: border, left: border, right: border, insideHorizontal: border, insideVertical: border };
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    borders,
    rows: [
      new TableRow({
        tableHeader: true,
        cantSplit: true,
        children: header.map((text, i) => cell(text, { bold: true, width: widths[i] ?? 10 })),
      }),
      ...rows.map(
        (row) =>
          new TableRow({
            cantSplit: true,
            children: row.map((text, i) => cell(text, { right: i >= numbersFrom, width: widths[i] ?? 10 })),
          }),
      ),
    ],
  });
}

/** The two columns at the head of an official paper: who issues it, and the country's name. */
function letterhead(report: SelfAssessmentReport): Table {
  const none = { style: BorderStyle.NONE, size: 0, color: 'auto' };
  const borders = { top: none, bottom: none, left: none, right: none, insideHorizontal: none, insideVertical: none };
  const column = (lines: readonly [string, string], width: number): TableCell =>
    new TableCell({
      borders,
      width: { size: width, type: WidthType.PERCENTAGE },
      children: [centred(lines[0], { bold: true, size: 24 }), centred(lines[1], { bold: true, size: 24 })],
    });
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    borders,
    rows: [
      new TableRow({
        children: [
          column([report.unit.toUpperCase(), 'Số:      /BC-…'], 42),
          column(['CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', 'Độc lập - Tự do - Hạnh phúc'], 58),
        ],
      }),
    ],
  });
}

/**
 * The self-assessment report as a Word document that the unit completes, signs and scans: summary table, items without
 * evidence, difficulties and proposals. The version's hash stands on each page, so that a signature answers for it.
 */
export async function writeReport(report: SelfAssessmentReport): Promise<Uint8Array> {
  const mark = report.illustrative ? [centred('MINH HỌA / ILLUSTRATIVE', { bold: true, size: SMALL_SIZE })] : [];
  const footer = new Footer({
    children: [
      new Paragraph({
        alignment: AlignmentType.CENTER,
        children: [
          run(`Bản ${report.version} · SHA-256 ${report.contentHash}`, { size: 16 }),
          new TextRun({ font: FONT, size: 16, children: [' · trang ', PageNumber.CURRENT, '/', PageNumber.TOTAL_PAGES] }),
        ],
      }),
    ],
  });
  const document = new Document({
    title: report.title,
    creator: 'PAR INDEX',
    description: report.contentHash,
    styles: { default: { document: { run: { font: FONT, size: TEXT_SIZE, language: { value: 'vi-VN' } } } } },
    sections: [
      {
        properties: {
          page: { size: { width: 210 * MM, height: 297 * MM }, margin: { top: 20 * MM, bottom: 20 * MM, left: 30 * MM, right: 20 * MM } },
        },
        footers: { default: footer },
        children: [
          letterhead(report),
          ...mark,
          new Paragraph({
            heading: HeadingLevel.HEADING_1,
            alignment: AlignmentType.CENTER,
            spacing: { before: 360 },
            children: [run('BÁO CÁO', { bold: true, size: 28 })],
          }),
          centred(report.title, { bold: true, size: 28 }),
          centred(report.basis, { italics: true }),
          heading('I. Bảng tổng hợp điểm tự chấm'),
          table([10, 54, 12, 12, 12], ['Lĩnh vực', 'Tên lĩnh vực', 'Tối đa', 'Tự chấm', 'Tỷ lệ (%)'], report.summary, 2),
          heading('II. Điểm tự chấm từng tiêu chí'),
          table([12, 58, 15, 15], ['Mã', 'Tiêu chí', 'Tối đa', 'Tự chấm'], report.items, 2),
          heading('III. Giải trình các tiêu chí không có hoặc chưa đủ tài liệu kiểm chứng'),
          ...(report.explanations.length === 0
            ? paragraphs('Không có.')
            : [table([12, 30, 58], ['Mã', 'Tiêu chí', 'Giải trình'], report.explanations, 9)]),
          heading('IV. Khó khăn, vướng mắc'),
          ...paragraphs(report.difficulties),
          heading('V. Kiến nghị, đề xuất'),
          ...paragraphs(report.proposals),
          new Paragraph({ spacing: { before: 480 }, alignment: AlignmentType.RIGHT, children: [run('THỦ TRƯỞNG ĐƠN VỊ', { bold: true })] }),
          new Paragraph({ alignment: AlignmentType.RIGHT, children: [run('(Ký, ghi rõ họ tên, đóng dấu)', { italics: true })] }),
        ],
      },
    ],
  });
  return new Uint8Array(await Packer.toBuffer(document));
}
