import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClaimedItem, formRows, readSelfAssessment } from '../../../shared/domain/self-assessment-form.ts';
import { guardZip } from '../../../shared/spreadsheet/guard-zip.ts';
import { readWorkbook } from '../../../shared/spreadsheet/read-workbook.ts';
import { writeForm } from '../../../shared/spreadsheet/write-form.ts';
import { criteriaSet } from '../../fixtures/criteria.ts';
import { readZip, rewritePart, withSecondDirectory, writeZip, type ZipEntry } from '../../fixtures/zip.ts';

const set = criteriaSet([
  [
    ['1.1', '10'],
    ['1.2', '5.5'],
  ],
]);
const claims: ClaimedItem[] = [
  { item: '1.1', points: '9.25', explanation: 'Báo cáo' },
  { item: '1.2', points: '5', explanation: '' },
];
const form = await writeForm(
  { round: '2023-ministry', unit: 'BTP', set: set.id },
  formRows(
    set,
    '2023-ministry',
    { code: 'BTP', name: { vi: 'Bộ Tư pháp', en: 'Justice' } },
    new Map(claims.map((claim) => [claim.item, claim])),
  ),
);
const parts = readZip(form);
const SHEET = 'xl/worksheets/sheet1.xml';
const SIXTY_MB = 60_000_000;
/** Rows that a form could have at most; see MAX_ROWS in read-workbook.ts. */
const MOST_ROWS = 5_000;

const text = (value: string): Buffer => Buffer.from(value, 'utf8');
const withPart = (name: string, data: Uint8Array, more: Partial<ZipEntry> = {}) => writeZip([...parts, { name, data, ...more }]);

/** The form whose item sheet unpacks to 60 MB more, all of it blanks that XML allows. */
function swollen(more: Partial<ZipEntry> = {}): Buffer {
  return writeZip(
    parts.map((part) => {
      if (part.name !== SHEET) return part;
      const [head = '', tail = ''] = Buffer.from(part.data).toString('utf8').split('<sheetData>');
      return { name: SHEET, data: Buffer.concat([text(head), Buffer.alloc(SIXTY_MB, ' '), text(`<sheetData>${tail}`)]), ...more };
    }),
  );
}

async function codesOf(bytes: Uint8Array): Promise<string[]> {
  const { content, findings } = await readWorkbook(bytes);
  expect(content === undefined).toBe(findings.length > 0);
  for (const { at } of findings) expect(at).toEqual({ file: true });
  return findings.map(({ code }) => code);
}

async function claimsIn(bytes: Uint8Array): Promise<readonly ClaimedItem[] | undefined> {
  const { content, findings } = await readWorkbook(bytes);
  expect(content === undefined).toBe(findings.length > 0);
  return content === undefined ? undefined : readSelfAssessment(content, { round: '2023-ministry', unit: 'BTP', set }).content;
}

describe('a harmless workbook', () => {
  it('passes, also when another program packs it', async () => {
    expect(await guardZip(form)).toBeUndefined();
    expect(await claimsIn(form)).toEqual(claims);
    expect(await claimsIn(writeZip(parts))).toEqual(claims);
  });

  it('passes as a view into a larger buffer', async () => {
    const larger = Buffer.concat([Buffer.alloc(7, 1), form, Buffer.alloc(9, 1)]);
    expect(await claimsIn(larger.subarray(7, 7 + form.length))).toEqual(claims);
  });

  it('passes with 200 entries', async () => {
    const more = Array.from({ length: 200 - parts.length }, (_, i) => ({ name: `docProps/x${i}.xml`, data: text('<x/>') }));
    expect(await claimsIn(writeZip([...parts, ...more]))).toEqual(claims);
  });
});

describe('bytes that are no workbook', () => {
  it.each([
    ['nothing', Buffer.alloc(0), 'file-empty'],
    ['one byte', text('P'), 'file-not-xlsx'],
    ['the letters PK', text('PK'), 'file-damaged'],
    ['a local header alone', Buffer.from([0x50, 0x4b, 3, 4]), 'file-damaged'],
    ['a PDF', text('%PDF-1.7\n%âãÏÓ\n1 0 obj\n<<>>\nendobj\n'), 'file-not-xlsx'],
    ['a CSV', text('unit,item,points\nA,1.1,2\n'), 'file-not-xlsx'],
    ['zeros', Buffer.alloc(1000), 'file-not-xlsx'],
    ['an OLE2 container', Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(1000)]), 'file-encrypted'],
    ['an empty ZIP', writeZip([]), 'file-not-xlsx'],
    ['a ZIP of other files', writeZip([{ name: 'a.txt', data: text('a') }]), 'file-not-xlsx'],
    ['content types without a workbook', writeZip([{ name: '[Content_Types].xml', data: text('<Types/>') }]), 'file-damaged'],
    ['a workbook behind other bytes', Buffer.concat([text('x'), form]), 'file-not-xlsx'],
    ['a workbook before other bytes', Buffer.concat([form, text('x')]), 'file-damaged'],
    ['a workbook without its item sheet', writeZip(parts.filter(({ name }) => name !== 'xl/workbook.xml')), 'file-damaged'],
  ])('are a finding: %s', async (_, bytes, code) => {
    expect(await codesOf(bytes)).toEqual([code]);
  });

  it('are a finding: a workbook cut off at any hundredth byte', async () => {
    for (let length = 0; length < form.length; length += 100) {
      expect([length, await codesOf(form.subarray(0, length))]).toEqual([length, [length === 0 ? 'file-empty' : 'file-damaged']]);
    }
  });

  it('are a finding: random bytes behind the letters PK', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        expect(await codesOf(Buffer.concat([text('PK'), bytes]))).toHaveLength(1);
      }),
    );
  });
});

describe('a workbook with changed bytes', () => {
  it('has a finding or the same claims', async () => {
    const change = fc.record({ at: fc.nat(form.length - 1), mask: fc.integer({ min: 1, max: 255 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        const bytes = Uint8Array.from(form);
        for (const { at, mask } of changes) bytes[at] = (bytes[at] ?? 0) ^ mask;
        const found = await claimsIn(bytes);
        if (found !== undefined) expect(found).toEqual(claims);
      }),
      { numRuns: 500 },
    );
  });

  it('has a finding or the same claims wherever one byte of its directory changes', async () => {
    const directory = Buffer.from(form).readUInt32LE(form.length - 6);
    for (let at = directory; at < form.length; at += 1) {
      const bytes = Uint8Array.from(form);
      bytes[at] = (bytes[at] ?? 0) ^ 0xff;
      const found = await claimsIn(bytes);
      if (found !== undefined) expect([at, found]).toEqual([at, claims]);
    }
  });

  it('has a finding where the checksum of the item sheet does not fit', async () => {
    const other = rewritePart(form, SHEET, (xml) => xml.replace('9.25', '9.75'));
    const bytes = Buffer.from(other);
    const checksum = bytes.readUInt32LE(bytes.lastIndexOf(SHEET) - 30);
    bytes.writeUInt32LE((checksum ^ 1) >>> 0, bytes.lastIndexOf(SHEET) - 30);
    expect((await claimsIn(other))?.[0]?.points).toBe('9.75');
    expect(await codesOf(bytes)).toEqual(['file-damaged']);
  });
});

describe('a dangerous workbook', () => {
  it.each([
    'xl/vbaProject.bin',
    'XL/VBAPROJECT.BIN',
    'vbaProject.bin',
    'xl/externalLinks/externalLink1.xml',
    'xl/activeX/activeX1.bin',
    'xl/embeddings/oleObject1.bin',
    'xl\\externalLinks\\externalLink1.xml',
  ])('is refused for its part %s', async (name) => {
    expect(await codesOf(withPart(name, text('x')))).toEqual(['file-dangerous']);
  });

  it('is refused wherever the part stands', async () => {
    expect(await codesOf(writeZip([{ name: 'xl/vbaProject.bin', data: text('x') }, ...parts]))).toEqual(['file-dangerous']);
  });

  it('is refused for more than 200 entries', async () => {
    const more = Array.from({ length: 201 - parts.length }, (_, i) => ({ name: `docProps/x${i}.xml`, data: text('<x/>') }));
    expect(await codesOf(writeZip([...parts, ...more]))).toEqual(['file-dangerous']);
  });

  it('is refused for a name that leaves its folder', async () => {
    expect(await codesOf(withPart('../evil.xml', text('x')))).toEqual(['file-damaged']);
  });

  it('is refused for an encrypted entry', async () => {
    expect(await codesOf(withPart('xl/secret.xml', text('x'), { flags: 1 }))).toEqual(['file-encrypted']);
  });

  it('is refused where a Unicode path field hides the name', async () => {
    expect(await codesOf(withPart('xl/vbaProject.bin', text('x'), { unicodePath: 'xl/harmless.xml' }))).toHaveLength(1);
  });
});

describe('a workbook that unpacks too far', () => {
  it('is refused for 60 MB of zeros in a part that nobody reads', async () => {
    expect(await codesOf(withPart('xl/media/image1.png', Buffer.alloc(SIXTY_MB)))).toEqual(['file-too-large-inside']);
  });

  it('is refused for 2 MB that pack to almost nothing', async () => {
    expect(await codesOf(withPart('xl/media/image1.png', Buffer.alloc(2_000_000)))).toEqual(['file-too-large-inside']);
  });

  it('is refused for an item sheet of 60 MB', async () => {
    expect(await codesOf(swollen())).toEqual(['file-too-large-inside']);
  });

  it('is refused where the directory states less than the true size', async () => {
    expect(await codesOf(swollen({ statedSize: 1000 }))).toHaveLength(1);
  });

  it('is refused where the directory states a size of 0', async () => {
    expect(await codesOf(swollen({ statedSize: 0 }))).toHaveLength(1);
  });

  it('is refused where a second directory shows a smaller workbook', async () => {
    expect(await codesOf(withSecondDirectory(swollen(), form))).toHaveLength(1);
  });

  it.each(['A1048576', 'P100000', 'XFD1000'])('is refused or cut where one cell stands far out at %s', async (cell) => {
    const row = cell.replace(/\D/g, '');
    const bytes = rewritePart(form, SHEET, (xml) =>
      xml.replace('</sheetData>', `<row r="${row}"><c r="${cell}"><v>1</v></c></row></sheetData>`),
    );
    const { content, findings } = await readWorkbook(bytes);
    const sheets = (content ?? []).map(({ rows }) => rows);
    expect(findings.length > 0 || sheets.every((rows) => rows.length <= MOST_ROWS)).toBe(true);
    expect(sheets.flat().reduce((total, cells) => total + cells.length, 0)).toBeLessThan(1_000_000);
  });
});

describe('hostile XML', () => {
  const withSheetXml = (rewrite: (xml: string) => string) => rewritePart(form, SHEET, rewrite);

  it('with nested entities is not expanded', async () => {
    const entities = Array.from({ length: 12 }, (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`).join('');
    const bytes = withSheetXml((xml) =>
      xml
        .replace('<worksheet', `<!DOCTYPE worksheet [<!ENTITY e0 "9">${entities}]><worksheet`)
        .replace(/<c r="D7".*?<\/c>/, '<c r="D7" t="inlineStr"><is><t>&e12;</t></is></c>'),
    );
    expect(await claimsIn(bytes)).toBeUndefined();
  });

  it.each([
    ['an unclosed element', (xml: string) => xml.slice(0, xml.length / 2)],
    ['no element at all', () => 'x'],
    ['100000 nested elements', (xml: string) => xml.replace('<sheetData>', `${'<a>'.repeat(100_000)}<sheetData>`)],
    ['a cell outside the sheet', (xml: string) => xml.replace('"D7"', '"ZZZZ99999999"')],
    ['a string index out of range', (xml: string) => xml.replace(/(<c r="A7"[^>]*><v>)\d+/, '$1999999')],
    ['a cell without address', (xml: string) => xml.replace(' r="A7"', '')],
    ['NUL bytes', (xml: string) => xml.replace('<sheetData>', '\u0000<sheetData>')],
  ])('never throws: %s', async (_, rewrite) => {
    const found = await claimsIn(withSheetXml(rewrite));
    if (found !== undefined) expect(found).toEqual(claims);
  });
});
