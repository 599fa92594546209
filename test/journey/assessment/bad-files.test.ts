import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postFile } from '../../../cli/api-client.ts';
import { submissionViewSchema } from '../../../shared/contracts/assessment.ts';
import type { DescribedFinding } from '../../../shared/contracts/findings.ts';
import type { Receipt } from '../../../shared/contracts/uploads.ts';
import type { CriteriaSet } from '../../../shared/domain/criteria-set.ts';
import { sha256 } from '../../../shared/domain/hash.ts';
import type { UploadKind } from '../../../shared/domain/round.ts';
import { bucketNamed, s3Of } from '../../doubles/raw-calls.ts';
import { type CellContent, COORDINATOR, fetchForm, fill, OPENING, ofUnit, rest, smallRound } from '../../doubles/small-round.ts';
import { startTestCloud, type TestCloud } from '../../doubles/test-cloud.ts';
import { readZip, rewritePart, writeZip } from '../../fixtures/zip.ts';

const ROUND = 'tep-hong-2023';
const SHEET = 'xl/worksheets/sheet1.xml';

let cloud: TestCloud;
let s3: S3Client;
let incoming: string;
/** The forms as the API gave them before anything was sent; G7 and G8 take the points, I7 and I8 the explanations. */
let form: Buffer;
let formOfAnotherUnit: Buffer;
let formOfAnotherRound: Buffer;

/** The example's set with a second item to score, so that an address tells one cell from another. */
function twoItems(set: CriteriaSet): CriteriaSet {
  const [first, ...others] = set.fields;
  if (first === undefined) throw new Error('a set has a field');
  const more = { code: '1.2', name: { vi: 'Mục hai', en: 'Item two' }, maxPoints: '5.5', method: 'appraised' as const };
  return { ...set, fields: [{ ...first, criteria: [...first.criteria, more] }, ...others] };
}

beforeAll(async () => {
  cloud = await startTestCloud();
  s3 = s3Of(cloud);
  incoming = await bucketNamed(s3, 'incoming');
  const definition = smallRound(ROUND);
  const coordinator = await cloud.as(COORDINATOR);
  const criteriaSet = twoItems(definition.criteriaSet);
  await coordinator.call('POST', '/api/rounds', { ...definition, criteriaSet });
  await coordinator.call('POST', '/api/rounds', { ...definition, criteriaSet, round: 'nam-truoc-2022' });
  await cloud.moveTo(OPENING);
  form = await fetchForm(cloud, ROUND, 'BCT');
  formOfAnotherUnit = await fetchForm(cloud, ROUND, 'BTP');
  formOfAnotherRound = await fetchForm(cloud, 'nam-truoc-2022', 'BCT');
});
afterAll(async () => {
  s3.destroy();
  await cloud.end();
});

/** Sends a file the way of its kind and checks that what arrived is kept as it was sent, whatever it is. */
async function send(kind: UploadKind, bytes: Uint8Array, fileName: string): Promise<Receipt> {
  const client = await cloud.as(kind === 'central-scores' ? COORDINATOR : ofUnit('BCT'));
  const file = { round: ROUND, kind, fileName, bytes };
  const address = await client.requestAddress(file);
  await postFile(address, file);
  const receipt = await client.waitForReceipt(ROUND, address.uploadId);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: incoming, Key: address.fields.key, VersionId: receipt.versionId }));
  expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(bytes)).toBe(true);
  expect(receipt).toMatchObject({ size: bytes.length, sha256: sha256(bytes), fileName, onTime: true });
  expect(receipt.signature).toMatch(/^[A-Za-z0-9+/]+=*$/);
  return receipt;
}

/** A finding without its words, its severity named where it is no error; the words are there in two languages, with every gap filled. */
function addressed(finding: DescribedFinding): object {
  const { message, fix, severity, ...address } = finding;
  for (const words of [message, fix]) {
    expect(words.vi).not.toBe(words.en);
    for (const text of [words.vi, words.en]) expect(text).toMatch(/^[^{}]{8,}$/);
  }
  return severity === 'error' ? address : { ...address, severity };
}

async function expectNothingQueued(): Promise<void> {
  await rest(cloud);
  expect(cloud.state.all('SELECT queue, receive_count FROM messages')).toEqual([]);
}

const filled = (cells: Record<string, CellContent> = {}, of = form): Buffer => fill(of, { G7: 54.21, G8: 5, ...cells });
const cell = (address: string, item: string, code: string, more: object = {}): object => ({
  code,
  sheet: 'Lĩnh vực 1',
  cell: address,
  item,
  ...more,
});

let fills = 0;
/** The form as it is now, with the last version in it, filled with something that was never there before. */
async function refilled(cells: Record<string, CellContent> = {}): Promise<Buffer> {
  fills += 1;
  return filled({ I7: '', I8: `lần ${fills}`, ...cells }, await fetchForm(cloud, ROUND, 'BCT'));
}

/** What became of the unit's self-assessment. */
async function counting(): Promise<{ version: number; state: string; notClaimed: string[] } | null> {
  const view = submissionViewSchema.parse(await (await cloud.as(ofUnit('BCT'))).call('GET', `/api/rounds/${ROUND}/units/BCT/submission`));
  return view.counting;
}

/** A form whose item sheet unpacks to 60 MB more than it needs. */
function bomb(stated: { statedSize?: number } = {}): Buffer {
  return writeZip(
    readZip(filled()).map((part) => {
      if (part.name !== SHEET) return part;
      const [head = '', tail = ''] = Buffer.from(part.data).toString('utf8').split('<sheetData>');
      return {
        ...part,
        data: Buffer.concat([Buffer.from(head), Buffer.alloc(60_000_000, ' '), Buffer.from(`<sheetData>${tail}`)]),
        ...stated,
      };
    }),
  );
}

/** A good form with a few bytes of its packed item sheet turned over. */
function flipped(): Buffer {
  const bytes = Buffer.from(filled());
  const inside = bytes.indexOf(SHEET) + SHEET.length + 60;
  for (const at of [inside, inside + 40, inside + 80]) bytes.writeUInt8(bytes.readUInt8(at) ^ 0xff, at);
  return bytes;
}

describe('a self-assessment with a wrong cell', () => {
  it.each<[string, Record<string, CellContent>, object[], readonly string[], string, string]>([
    [
      'a score above the maximum',
      { G7: 68.51 },
      [cell('G7', '1.1', 'points-above-maximum')],
      ['1.1'],
      '68.51 vượt điểm tối đa 68.5',
      '68.51 are above the maximum 68.5',
    ],
    ['a score beside the grid', { G7: 54.215 }, [cell('G7', '1.1', 'points-off-grid')], ['1.1'], '0, 0.01, … 68.5', '0, 0.01, … 68.5'],
    [
      'text',
      { G8: 'tám điểm' },
      [cell('G8', '1.2', 'points-not-a-number')],
      ['1.2'],
      '"tám điểm" không phải là số',
      '"tám điểm" is not a number',
    ],
    [
      'a decimal comma in text, which is understood',
      { G8: '4,5' },
      [cell('G8', '1.2', 'number-as-text', { severity: 'warning' })],
      [],
      'được hiểu là 4.5',
      'understood as 4.5',
    ],
    ['a negative score', { G7: -1 }, [cell('G7', '1.1', 'points-negative')], ['1.1'], 'nhỏ hơn 0', 'below 0'],
    [
      '"not applicable"',
      { G7: 'Không áp dụng' },
      [cell('G7', '1.1', 'not-applicable-not-allowed')],
      ['1.1'],
      'không tự ghi',
      'does not declare',
    ],
    [
      'a formula',
      { G8: { formula: 'G7/20', value: 2.7 } },
      [cell('G8', '1.2', 'cell-formula')],
      ['1.2'],
      'công thức =G7/20',
      'formula =G7/20',
    ],
    [
      'an explanation that is too long',
      { I7: 'x'.repeat(4001) },
      [cell('I7', '1.1', 'reason-too-long')],
      ['1.1'],
      'dài quá 4000',
      'longer than 4000',
    ],
    [
      'two wrong cells',
      { G7: 'x', G8: 6 },
      [cell('G7', '1.1', 'points-not-a-number'), cell('G8', '1.2', 'points-above-maximum')],
      ['1.1', '1.2'],
      '"x" không phải là số',
      '"x" is not a number',
    ],
    [
      'an error and a warning, the error first',
      { G7: '54,21', G8: 6 },
      [cell('G8', '1.2', 'points-above-maximum'), cell('G7', '1.1', 'number-as-text', { severity: 'warning' })],
      ['1.2'],
      'vượt điểm tối đa 5.5',
      'above the maximum 5.5',
    ],
  ])('is accepted without the item of %s, at its address', async (_, cells, findings, notClaimed, vi, en) => {
    const before = await counting();
    const receipt = await send('self-assessment', await refilled(cells), 'BCT.xlsx');
    expect([receipt.status, receipt.findingCount]).toEqual(['accepted', findings.length]);
    expect(receipt.findings.map(addressed)).toEqual(findings);
    expect(receipt.findings[0]?.message.vi).toContain(vi);
    expect(receipt.findings[0]?.message.en).toContain(en);
    expect(receipt.recordedAs).toMatchObject({ owed: 2, claimed: 2 - notClaimed.length });
    const isWhole = notClaimed.length === 0;
    const after = await counting();
    // A whole version goes before one in part; among those in part the last one counts.
    if (isWhole || before === null || before.notClaimed.length > 0)
      expect(after).toMatchObject({ version: receipt.recordedAs?.version, state: 'incomplete', notClaimed });
    else expect(after).toEqual(before);
  });

  it('is accepted without the item of an empty cell, which is neither 0 nor "not applicable"', async () => {
    const empty = await refilled();
    const without = rewritePart(empty, SHEET, (xml) => xml.replace(/<c r="G8"([^>]*)>.*?<\/c>/, '<c r="G8"$1/>'));
    const receipt = await send('self-assessment', without, 'BCT.xlsx');
    expect([receipt.status, receipt.findingCount]).toEqual(['accepted', 1]);
    expect(receipt.findings.map(addressed)).toEqual([cell('G8', '1.2', 'points-empty')]);
    expect(receipt.findings[0]?.message.vi).toContain('Ô trống không được hiểu là 0');
    expect(receipt.recordedAs).toMatchObject({ owed: 2, claimed: 1 });
  });

  it('is accepted untouched, without any item, with every empty cell and what it takes back', async () => {
    const receipt = await send('self-assessment', form, 'BCT.xlsx');
    expect(receipt.status).toBe('accepted');
    expect(receipt.recordedAs).toMatchObject({ owed: 2, claimed: 0 });
    expect(receipt.findings.map(addressed)).toEqual([
      cell('G7', '1.1', 'points-empty'),
      cell('G8', '1.2', 'points-empty'),
      { code: 'item-changed-since', item: '1.1', severity: 'warning' },
      { code: 'item-changed-since', item: '1.2', severity: 'warning' },
    ]);
  });

  it('is accepted without the item of a row that is gone', async () => {
    const without = rewritePart(await refilled(), SHEET, (xml) => xml.replace(/<row r="8".*?<\/row>/, ''));
    const receipt = await send('self-assessment', without, 'BCT.xlsx');
    expect([receipt.status, ...receipt.findings.map(addressed)]).toEqual(['accepted', { code: 'item-missing', item: '1.2' }]);
    expect(receipt.recordedAs).toMatchObject({ claimed: 1 });
  });

  it('quotes what a cell holds without control characters and not endlessly', async () => {
    const receipt = await send('self-assessment', await refilled({ G7: `a&#27;[31m${'b'.repeat(500)}` }), 'BCT.xlsx');
    expect(receipt.findings.map(addressed)).toEqual([cell('G7', '1.1', 'points-not-a-number')]);
    const { vi = '' } = receipt.findings[0]?.message ?? {};
    expect(vi).not.toMatch(/\p{Cc}/u);
    expect(vi.length).toBeLessThan(120);
  });

  it('is accepted without its key where its headings say whose it is', async () => {
    const lost = rewritePart(filled({ I8: 'không có khóa' }), 'xl/workbook.xml', (xml) => xml.replace('"_key"', '"other"'));
    const receipt = await send('self-assessment', lost, 'BCT.xlsx');
    expect([receipt.status, receipt.recordedAs?.claimed]).toEqual(['accepted', 2]);
    expect(receipt.findings.map(({ code, severity }) => [code, severity])).toEqual([
      ['form-key-lost', 'warning'],
      ['item-changed-since', 'warning'],
      ['item-changed-since', 'warning'],
      ['sheet-unknown', 'note'],
    ]);
  });

  it('that says what the last version says makes a version of the same content, and says so', async () => {
    const first = await send('self-assessment', await refilled(), 'BCT.xlsx');
    const again = await send('self-assessment', await fetchForm(cloud, ROUND, 'BCT'), 'BCT-2.xlsx');
    expect(again.findings.map(addressed)).toEqual([{ code: 'same-file-again', severity: 'note' }]);
    expect(again.recordedAs).toEqual({ ...first.recordedAs, version: (first.recordedAs?.version ?? 0) + 1 });
  });
});

describe('a self-assessment that is another file', () => {
  it.each<[string, () => Uint8Array, string, string, string]>([
    [
      'a form of another round',
      () => filled({}, formOfAnotherRound),
      'form-of-another-round',
      'kỳ đánh giá nam-truoc-2022',
      'round nam-truoc-2022',
    ],
    [
      'a form of another unit',
      () => filled({}, formOfAnotherUnit),
      'form-of-another-unit',
      'đơn vị BTP, không phải BCT',
      'unit BTP, not BCT',
    ],
    [
      'a form without its key and its headings',
      () =>
        rewritePart(
          rewritePart(filled(), 'xl/workbook.xml', (xml) => xml.replace('"_key"', '"other"')),
          'xl/sharedStrings.xml',
          (xml) => xml.replaceAll('Đơn vị / Unit', 'x'),
        ),
      'form-key-missing',
      'trang tính ẩn',
      'hidden sheet',
    ],
    ['a truncated form', () => filled().subarray(0, 2000), 'file-damaged', 'Tệp bị hỏng', 'damaged'],
    ['a form with flipped bytes', flipped, 'file-damaged', 'Tệp bị hỏng', 'damaged'],
    ['an empty file', () => Buffer.alloc(0), 'file-empty', 'Tệp rỗng', 'empty'],
    [
      'a PDF named .xlsx',
      () => Buffer.concat([Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj\n<<>>\nstream\n'), Buffer.from([0, 1, 2, 3])]),
      'file-not-xlsx',
      'không phải là bảng tính .xlsx',
      'not an .xlsx workbook',
    ],
    ['a CSV named .xlsx', () => Buffer.from('Mã,Điểm\n1.1,54.21\n'), 'file-is-text', 'văn bản (có thể là CSV)', 'text (CSV perhaps)'],
    ['a web page named .xlsx', () => Buffer.from('<html><table></table></html>'), 'file-is-html', 'trang web', 'web page'],
    [
      'an old workbook',
      () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2000)]),
      'file-is-xls',
      'Excel 97-2003',
      'Excel 97-2003',
    ],
    [
      'an encrypted workbook',
      () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(999), Buffer.from('EncryptedPackage', 'utf16le')]),
      'file-encrypted',
      'mật khẩu',
      'password',
    ],
    ['a ZIP bomb', () => bomb(), 'file-too-large-inside', 'giải nén', 'unpacks'],
    [
      'a workbook with macros',
      () => writeZip([...readZip(filled()), { name: 'xl/vbaProject.bin', data: Buffer.from('x') }]),
      'file-dangerous',
      'macro',
      'macros',
    ],
    [
      'a workbook with a cell far out',
      () =>
        rewritePart(filled(), SHEET, (xml) =>
          xml.replace('</sheetData>', '<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>'),
        ),
      'file-range-too-large',
      'dòng 1048576',
      'row 1048576',
    ],
    [
      'a workbook with a document type',
      () => rewritePart(filled(), SHEET, (xml) => xml.replace('<worksheet', '<!DOCTYPE x [<!ENTITY e "9">]><worksheet')),
      'file-dangerous',
      'cấu trúc bất thường',
      'abnormal structure',
    ],
    [
      'random bytes behind a ZIP’s first letters',
      () => Buffer.concat([Buffer.from('PK'), Buffer.alloc(3000, 7)]),
      'file-damaged',
      'Tệp bị hỏng',
      'damaged',
    ],
  ])('is rejected: %s', async (_, make, code, vi, en) => {
    const receipt = await send('self-assessment', make(), 'BCT.xlsx');
    expect([receipt.status, receipt.findingCount]).toEqual(['rejected', 1]);
    expect(receipt.recordedAs).toBeUndefined();
    expect(receipt.findings.map(addressed)).toEqual([{ code }]);
    expect(receipt.findings[0]?.message.vi).toContain(vi);
    expect(receipt.findings[0]?.message.en).toContain(en);
  });

  it.each([
    [0, 'file-dangerous'],
    [1000, 'file-damaged'],
  ])('is rejected: a ZIP bomb that states a size of %d', async (statedSize, code) => {
    const receipt = await send('self-assessment', bomb({ statedSize }), 'BCT.xlsx');
    expect([receipt.status, receipt.findingCount, receipt.findings[0]?.code]).toEqual(['rejected', 1, code]);
  });

  it('keeps a harmless name of the file as text, whatever it says', async () => {
    const name = '../../"><script>alert(1)</script> X: y.xlsx';
    expect((await send('self-assessment', Buffer.from('x'), name)).fileName).toBe(name);
  });
});

describe('the unit, after all these files', () => {
  it('finds every queue and dead-letter queue empty', expectNothingQueued);

  it('uploads a good form, which is accepted', async () => {
    const receipt = await send('self-assessment', await refilled(), 'BCT.xlsx');
    expect(receipt).toMatchObject({ status: 'accepted', findings: [], findingCount: 0, recordedAs: { owed: 2, claimed: 2 } });
    expect(await counting()).toMatchObject({ version: receipt.recordedAs?.version, state: 'incomplete', notClaimed: [] });
  });

  it('keeps a whole version over a later one in part, until a whole one comes again', async () => {
    const before = await counting();
    const inPart = await send('self-assessment', await refilled({ G7: 'x' }), 'BCT.xlsx');
    expect([inPart.status, inPart.recordedAs?.claimed]).toEqual(['accepted', 1]);
    expect(await counting()).toEqual(before);
    const whole = await send('self-assessment', await refilled({ G7: 55 }), 'BCT.xlsx');
    expect([whole.status, whole.recordedAs?.claimed]).toEqual(['accepted', 2]);
    expect(await counting()).toMatchObject({ version: whole.recordedAs?.version, notClaimed: [] });
  });

  it('still sees what every file before became', async () => {
    const view = submissionViewSchema.parse(await (await cloud.as(ofUnit('BCT'))).call('GET', `/api/rounds/${ROUND}/units/BCT/submission`));
    expect(view.versions.map(({ number }) => number)).toEqual(view.versions.map((_, i) => i + 1));
    expect(view.versions.length).toBeGreaterThan(15);
    expect(view.statements).toEqual([]);
  });
});

const rows = (...lines: string[]): Buffer => Buffer.from(`unit,item,points\n${lines.join('\n')}\n`);
const GOOD = ['BCT,2.1,23.82', 'BNV,2.1,26.38', 'BTP,2.1,28.1'] as const;

describe('a central file', () => {
  it.each<[string, () => Buffer, object[]]>([
    ['an empty cell', () => rows('BCT,2.1,', ...GOOD.slice(1)), [{ code: 'points-empty', line: 2, column: 'points', item: '2.1' }]],
    ['a missing row', () => rows(...GOOD.slice(0, 2)), [{ code: 'row-missing', item: '2.1' }]],
    ['a repeated row', () => rows(...GOOD, 'BTP,2.1,28.1'), [{ code: 'row-twice', line: 5, item: '2.1' }]],
    ['an unknown unit', () => rows(...GOOD, 'BYT,2.1,20'), [{ code: 'unit-unknown', line: 5, column: 'unit' }]],
    ['an unknown item', () => rows(...GOOD, 'BTP,7.7,20'), [{ code: 'item-unknown', line: 5, column: 'item' }]],
    ['a self-scored item', () => rows(...GOOD, 'BTP,1.1,20'), [{ code: 'item-not-central', line: 5, column: 'item', item: '1.1' }]],
    [
      'points above the maximum',
      () => rows('BCT,2.1,31.51', ...GOOD.slice(1)),
      [{ code: 'points-above-maximum', line: 2, column: 'points', item: '2.1' }],
    ],
    [
      'a decimal comma',
      () => rows('BCT,2.1,"23,82"', ...GOOD.slice(1)),
      [{ code: 'points-decimal-comma', line: 2, column: 'points', item: '2.1' }],
    ],
    ['a formula', () => rows('BCT,2.1,=1+1', ...GOOD.slice(1)), [{ code: 'points-not-a-number', line: 2, column: 'points', item: '2.1' }]],
    [
      'a column too many',
      () => rows('BCT,2.1,23,82', ...GOOD.slice(1)),
      [
        { code: 'csv-columns', line: 2 },
        { code: 'row-missing', item: '2.1' },
      ],
    ],
    ['an open quote', () => rows(...GOOD.slice(0, 2), '"BTP,2.1,28.1'), [{ code: 'csv-quote', line: 4 }]],
    ['another header', () => Buffer.from(`unit;item;points\n${GOOD.join('\n')}\n`), [{ code: 'csv-header', line: 1 }]],
    ['no header', () => Buffer.from(`${GOOD.join('\n')}\n`), [{ code: 'csv-header', line: 1 }]],
    ['a header alone', () => rows(), [1, 2, 3].map(() => ({ code: 'row-missing', item: '2.1' }))],
    ['nothing in it', () => Buffer.alloc(0), [{ code: 'file-empty' }]],
    ['bytes of another encoding', () => Buffer.concat([rows(...GOOD), Buffer.from('B\xe9,2.1,1', 'latin1')]), [{ code: 'file-not-utf8' }]],
    ['UTF-16', () => Buffer.from(`\ufeff${rows(...GOOD)}`, 'utf16le'), [{ code: 'file-not-utf8' }]],
    ['a workbook in it', () => filled(), [{ code: 'file-not-utf8' }]],
  ])('with %s is rejected, at its line', async (_, make, findings) => {
    const receipt = await send('central-scores', make(), 'diem.csv');
    expect([receipt.unit, receipt.status, receipt.findingCount]).toEqual(['_round', 'rejected', findings.length]);
    expect(receipt.findings.map(addressed)).toEqual(findings);
  });

  it('with hundreds of mistakes is rejected with the first ones and the count of all', async () => {
    const lines = Array.from({ length: 500 }, (_, i) => `${'😀'.repeat(90)}${i},2.1,1`);
    const receipt = await send('central-scores', rows(...lines), 'diem.csv');
    expect([receipt.status, receipt.findingCount, receipt.findings.length]).toEqual(['rejected', 503, 250]);
    expect(receipt.findings.map(addressed).at(-1)).toEqual({ code: 'unit-unknown', line: 251, column: 'unit' });
  });

  it('that is good is accepted after all these', async () => {
    await expectNothingQueued();
    const receipt = await send('central-scores', Buffer.from(`\ufeffunit,item,points\r\n${GOOD.join('\r\n')}\r\n`), 'diem.csv');
    expect(receipt).toMatchObject({ unit: '_round', status: 'accepted', findings: [], findingCount: 0 });
    await expectNothingQueued();
  });
});
