import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isError } from '../../../shared/contracts/findings.ts';
import { readSelfAssessment } from '../../../shared/domain/read-self-assessment.ts';
import { type ClaimedItem, formSheets } from '../../../shared/domain/self-assessment-form.ts';
import { cellName } from '../../../shared/domain/sheet.ts';
import { guardZip, MAX_COLUMNS, MAX_ROWS } from '../../../shared/spreadsheet/guard-zip.ts';
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
  { item: '1.1', points: '9.25', facts: {}, evidence: 'Báo cáo', explanation: '' },
  { item: '1.2', points: '5', facts: {}, evidence: '', explanation: 'Đã xong' },
];
const unit = { code: 'BTP', name: { vi: 'Bộ Tư pháp', en: 'Justice' } };
const round = '2023-ministry';
const form = await writeForm(
  { round, unit: 'BTP', set: set.id, base: '3' },
  formSheets({ set, round, unit, claims: new Map(claims.map((claim) => [claim.item, claim])) }),
);
const parts = readZip(form);
const SHEET = 'xl/worksheets/sheet1.xml';
const SIXTY_MB = 60_000_000;
const OLE2 = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const ENCRYPTED = Buffer.from('EncryptedPackage', 'utf16le');

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

/** What the form in these bytes claims; undefined where the file is refused, with one finding. */
async function claimsIn(bytes: Uint8Array): Promise<readonly ClaimedItem[] | undefined> {
  const { content, findings } = await readWorkbook(bytes);
  expect(content === undefined).toBe(findings.length > 0);
  if (content === undefined) return undefined;
  const form = readSelfAssessment(content, { round, unit: 'BTP', set });
  if (form.content === undefined) expect(form.findings.some(isError)).toBe(true);
  return form.content?.items;
}

/** Whatever was done to the bytes: each item is claimed as before, or not at all and an error says so. */
async function expectNothingElse(bytes: Uint8Array, place: unknown = undefined): Promise<void> {
  const { content: sheets } = await readWorkbook(bytes);
  if (sheets === undefined) return;
  const { content, findings } = readSelfAssessment(sheets, { round, unit: 'BTP', set });
  for (const [i, claim] of claims.entries()) {
    const found = content?.items[i];
    if (found?.points === claim.points) expect([place, found]).toEqual([place, claim]);
    else expect([place, found?.points ?? null, findings.some(isError)]).toEqual([place, null, true]);
  }
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
    [
      'a PDF',
      Buffer.concat([text('%PDF-1.7\n%âãÏÓ\n1 0 obj\n<<>>\nstream\n'), Buffer.from([0, 1, 2, 3]), text('\nendstream')]),
      'file-not-xlsx',
    ],
    ['a CSV', text('unit,item,points\nA,1.1,2\n'), 'file-is-text'],
    ['a CSV with a byte order mark', text('\ufeffunit,item,points\r\nA,1.1,2\r\n'), 'file-is-text'],
    ['a PDF that begins with text only', text(`%PDF-1.4\n${'% a comment\n'.repeat(400)}`), 'file-not-xlsx'],
    ['a web page', text('<html><body><table><tr><td>1.1</td></tr></table></body></html>'), 'file-is-html'],
    ['a table without a page, behind blanks', text('\ufeff \r\n<TABLE><tr><td>1.1</td></tr></TABLE>'), 'file-is-html'],
    ['zeros', Buffer.alloc(1000), 'file-not-xlsx'],
    ['an OLE2 container', Buffer.concat([OLE2, Buffer.alloc(1000)]), 'file-is-xls'],
    [
      'an OLE2 container of an encrypted workbook',
      Buffer.concat([OLE2, Buffer.alloc(1000), ENCRYPTED, Buffer.alloc(99)]),
      'file-encrypted',
    ],
    ['a binary workbook', writeZip([...parts, { name: 'xl/workbook.bin', data: text('x') }]), 'file-is-xlsb'],
    [
      'an OpenDocument table',
      writeZip(['mimetype', 'content.xml', 'META-INF/manifest.xml'].map((name) => ({ name, data: text('x') }))),
      'file-is-ods',
    ],
    [
      'a text document',
      writeZip([
        { name: '[Content_Types].xml', data: text('<Types/>') },
        { name: 'word/document.xml', data: text('<x/>') },
      ]),
      'file-not-xlsx',
    ],
    ['an empty ZIP', writeZip([]), 'file-not-xlsx'],
    ['a ZIP of other files', writeZip([{ name: 'a.txt', data: text('a') }]), 'file-not-xlsx'],
    ['content types without a workbook', writeZip([{ name: '[Content_Types].xml', data: text('<Types/>') }]), 'file-not-xlsx'],
    ['a workbook behind other bytes', Buffer.concat([text('x'), form]), 'file-not-xlsx'],
    ['a workbook before other bytes', Buffer.concat([form, text('x')]), 'file-damaged'],
    ['a workbook without its list of sheets', writeZip(parts.filter(({ name }) => name !== 'xl/workbook.xml')), 'file-not-xlsx'],
    ['a workbook without content types', writeZip(parts.filter(({ name }) => name !== '[Content_Types].xml')), 'file-not-xlsx'],
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
        await expectNothingElse(bytes, changes);
      }),
      { numRuns: 500 },
    );
  });

  it('has a finding or the same claims wherever one byte of its directory changes', async () => {
    const directory = Buffer.from(form).readUInt32LE(form.length - 6);
    for (let at = directory; at < form.length; at += 1) {
      const bytes = Uint8Array.from(form);
      bytes[at] = (bytes[at] ?? 0) ^ 0xff;
      await expectNothingElse(bytes, at);
    }
  });

  it('has a finding where the checksum of the item sheet does not fit', async () => {
    const other = rewritePart(form, SHEET, (xml) => xml.replace('<v>9.25</v>', '<v>9.75</v>'));
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

  it.each([
    '../evil.xml',
    'xl/../../evil.xml',
    'xl\\..\\evil.xml',
    '..',
    '/etc/evil.xml',
    '\\evil.xml',
    'C:\\evil.xml',
    'c:/evil.xml',
    'xl/evil.xml\0.txt',
  ])('is refused for a name that leaves its folder: %j', async (name) => {
    expect(await codesOf(withPart(name, text('x')))).toEqual(['file-dangerous']);
  });

  it('passes with dots in a name that stays in its folder', async () => {
    expect(await claimsIn(withPart('xl/a..b/..c/d.xml', text('<x/>')))).toEqual(claims);
  });

  it.each([SHEET, SHEET.toUpperCase(), 'xl/workbook.xml', '[Content_Types].xml'])(
    'is refused for a second part of one name: %s',
    async (name) => {
      expect(await codesOf(withPart(name, text('<x/>')))).toEqual(['file-dangerous']);
    },
  );

  it.each([
    ['first', '<Relationship TargetMode="External" Id="r" Target="file:///x" Type="http://x/externalLinkPath"/>'],
    ['last, as programs write it', '<Relationship Id="r" Type="http://x/externalLinkPath" Target="file:///x" TargetMode="External"/>'],
  ])('is refused for a link to another workbook in any part, its mode %s', async (_, link) => {
    expect(await codesOf(withPart('xl/other/_rels/a.xml.rels', text(`<Relationships>${link}</Relationships>`)))).toEqual([
      'file-dangerous',
    ]);
  });

  it.each(['<ddeLink ddeService="cmd"/>', '<x:ddeLink ddeService="cmd"/>'])(
    'is refused for a call of another program in any part: %s',
    async (call) => {
      expect(await codesOf(withPart('xl/other/a.xml', text(`<x>${call}</x>`)))).toEqual(['file-dangerous']);
    },
  );

  it('passes with a hyperlink', async () => {
    const link = '<Relationship Id="r" Type="http://x/relationships/hyperlink" Target="https://example.org/" TargetMode="External"/>';
    expect(await claimsIn(withPart('xl/worksheets/_rels/sheet9.xml.rels', text(`<Relationships>${link}</Relationships>`)))).toEqual(claims);
  });

  it('is refused for an encrypted entry', async () => {
    expect(await codesOf(withPart('xl/secret.xml', text('x'), { flags: 1 }))).toEqual(['file-encrypted']);
  });

  it('is refused where a Unicode path field hides the name', async () => {
    expect(await codesOf(withPart('xl/vbaProject.bin', text('x'), { unicodePath: 'xl/harmless.xml' }))).toEqual(['file-dangerous']);
    expect(await codesOf(withPart('xl/harmless.xml', text('x'), { unicodePath: 'xl/vbaProject.bin' }))).toEqual(['file-dangerous']);
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
    expect(await codesOf(swollen({ statedSize: 1000 }))).toEqual(['file-damaged']);
  });

  it('is refused where the directory states a size of 0', async () => {
    expect(await codesOf(swollen({ statedSize: 0 }))).toEqual(['file-dangerous']);
  });

  it('is refused where a second directory shows a smaller workbook', async () => {
    expect(await codesOf(withSecondDirectory(swollen(), form))).toEqual(['file-dangerous']);
  });

  const lastColumn = cellName(MAX_COLUMNS - 1, 0).replace(/\d/g, '');
  /** The form with one more row, its cell far out. */
  const withCell = (cell: string) =>
    rewritePart(form, SHEET, (xml) =>
      xml.replace('</sheetData>', `<row r="${cell.replace(/\D/g, '')}"><c r="${cell}"><v>1</v></c></row></sheetData>`),
    );

  it.each(['A1048576', 'P100000', 'XFD1000', `A${MAX_ROWS + 1}`, `${cellName(MAX_COLUMNS, 0).replace(/\d/g, '')}1000`])(
    'is refused where one cell stands far out at %s',
    async (cell) => {
      expect(await codesOf(withCell(cell))).toEqual(['file-range-too-large']);
    },
  );

  it('says how far out its last row is', async () => {
    expect(await guardZip(withCell('A1048576'))).toEqual({
      code: 'file-range-too-large',
      at: { file: true },
      values: { row: '1048576', limit: String(MAX_ROWS) },
    });
  });

  it.each([`A${MAX_ROWS}`, `${lastColumn}1000`])('passes where one cell stands at the edge, %s', async (cell) => {
    expect(await claimsIn(withCell(cell))).toEqual(claims);
  });

  it('is refused for more rows or cells than a form has, whatever they say of their place', async () => {
    const withCells = (inner: string) => rewritePart(form, SHEET, (xml) => xml.replace('</sheetData>', `${inner}</sheetData>`));
    expect(await codesOf(withCells('<row><c/></row>'.repeat(MAX_ROWS + 1)))).toEqual(['file-range-too-large']);
    const many = Array.from({ length: 400_001 }, (_, i) => `<c s="${(i * 7919) % 65_536}"/>`).join('');
    expect(await codesOf(withCells(`<row r="900">${many}</row>`))).toEqual(['file-range-too-large']);
    expect(await codesOf(withCells(`<x:row r='9'><x:c r='A99999'/></x:row>`))).toEqual(['file-range-too-large']);
  });

  it('is refused or cut where a sheet with a cell far out lies in another folder', async () => {
    const moved = readZip(withCell('XFD1048576')).map(({ name, data }) => ({
      name: name === SHEET ? 'xl/other/s.xml' : name,
      data: /\.(rels|xml)$/.test(name) ? text(Buffer.from(data).toString('utf8').replaceAll('worksheets/sheet1.xml', 'other/s.xml')) : data,
    }));
    const { content } = await readWorkbook(writeZip(moved));
    const rows = (content ?? []).flatMap((sheet) => sheet.rows);
    expect(rows.length).toBeLessThanOrEqual(5 * MAX_ROWS);
    expect(rows.reduce((total, cells) => total + cells.length, 0)).toBeLessThan(1_000_000);
  });
});

/** Text that packs badly, so that it comes in pieces. */
const noise = (length: number): string => randomBytes(length).toString('base64').slice(0, length);

describe('hostile XML', () => {
  const withSheetXml = (rewrite: (xml: string) => string) => rewritePart(form, SHEET, rewrite);

  it('with nested entities is not expanded', async () => {
    const entities = Array.from({ length: 12 }, (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`).join('');
    const bytes = withSheetXml((xml) =>
      xml
        .replace('<worksheet', `<!DOCTYPE worksheet [<!ENTITY e0 "9">${entities}]><worksheet`)
        .replace(/<c r="G7".*?<\/c>/, '<c r="G7" t="inlineStr"><is><t>&e12;</t></is></c>'),
    );
    expect(await codesOf(bytes)).toEqual(['file-dangerous']);
  });

  it.each([
    ['in small letters', text('<!doctype x><x/>')],
    ['with an entity alone', text('<x/><!ENTITY a "b">')],
    ['in UTF-16, little end first', Buffer.from('\ufeff<!DOCTYPE x><x/>', 'utf16le')],
    ['in UTF-16, big end first', Buffer.from('\ufeff<!DOCTYPE x><x/>', 'utf16le').swap16()],
    ['behind a comment', text('<!-- x --><!DOCTYPE x><x/>')],
  ])('with a document type is refused in any part: %s', async (_, data) => {
    expect(await codesOf(withPart('docProps/more.xml', data))).toEqual(['file-dangerous']);
  });

  it('with a document type is refused wherever it stands', async () => {
    const around = [16_384, 32_768, 65_536].flatMap((edge) => Array.from({ length: 14 }, (_, i) => edge - 12 + i));
    for (const place of around) {
      const data = text(`${noise(place)}<!DOCTYPE x><x/>`);
      expect([place, await codesOf(withPart('docProps/more.xml', data))]).toEqual([place, ['file-dangerous']]);
    }
  });

  it.each([
    ['an unclosed element', (xml: string) => xml.slice(0, xml.length / 2)],
    ['no element at all', () => 'x'],
    ['100000 nested elements', (xml: string) => xml.replace('<sheetData>', `${'<a>'.repeat(100_000)}<sheetData>`)],
    ['a cell outside the sheet', (xml: string) => xml.replace('"G7"', '"ZZZZ99999999"')],
    ['a string index out of range', (xml: string) => xml.replace(/(<c r="A7"[^>]*><v>)\d+/, '$1999999')],
    ['a cell without address', (xml: string) => xml.replace(' r="A7"', '')],
    ['NUL bytes', (xml: string) => xml.replace('<sheetData>', '\u0000<sheetData>')],
  ])('never throws: %s', async (_, rewrite) => {
    await expectNothingElse(withSheetXml(rewrite));
  });
});
