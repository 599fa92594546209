import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../shared/domain/finding.ts';
import { decimal } from '../../../shared/domain/rational.ts';
import { readScoreFile, type ScoreFileRules } from '../../../shared/domain/score-file.ts';
import { criteriaSet } from '../../fixtures/criteria.ts';

const set = criteriaSet([
  [
    ['1.1', '10'],
    ['1.2', '5.5', 'survey'],
  ],
  [['2.1', '3', 'central']],
]);
const ALL: ScoreFileRules = { set, items: () => true };
const CENTRAL: ScoreFileRules = { set, items: ({ method }) => method !== 'appraised', units: new Set(['A', 'B']) };

const read = (text: string, rules = ALL) => readScoreFile(new TextEncoder().encode(text), rules);

/** "code@line:column", without the parts that a finding does not have. */
function seen({ code, at }: Finding): string {
  const line = 'line' in at ? `@${at.line}${at.column === undefined ? '' : `:${at.column}`}` : '@file';
  return code + line;
}

const VALID = ['unit,item,points', 'A,1.1,10', 'A,1.2,5.5', 'A,2.1,0'];

/** The valid file with line 3 (item 1.2 of unit A) replaced. */
const withLine3 = (line: string) => [...VALID.slice(0, 2), line, ...VALID.slice(3)].join('\n');

function points(text: string, rules = ALL) {
  const { content, findings } = read(text, rules);
  expect(findings).toEqual([]);
  return content;
}

const EXPECTED = new Map([
  [
    'A',
    new Map([
      ['1.1', decimal('10')],
      ['1.2', decimal('5.5')],
      ['2.1', decimal('0')],
    ]),
  ],
]);

describe('a valid score file', () => {
  it('gives the points of every unit and item', () => {
    expect(points(VALID.join('\n'))).toEqual(EXPECTED);
  });

  it.each([
    ['a line end after the last row', `${VALID.join('\n')}\n`],
    ['CRLF', VALID.join('\r\n')],
    ['CRLF after the last row', `${VALID.join('\r\n')}\r\n`],
    ['a byte-order mark', `\ufeff${VALID.join('\n')}`],
    ['quoted cells', '"unit","item","points"\n"A","1.1","10"\nA,"1.2",5.5\n"A",2.1,"0"'],
    ['blank lines', `\n${VALID.join('\n\n')}\n\n\r\n`],
    ['blanks around cells', 'unit, item ,points\nA ,1.1, 10\nA,1.2,5.5 \n A,2.1,0'],
    ['rows in another order', [VALID[0], VALID[3], VALID[1], VALID[2]].join('\n')],
    ['trailing zeros', withLine3('A,1.2,5.500')],
  ])('is read with %s', (_, text) => {
    expect(points(text)).toEqual(EXPECTED);
  });

  it('may hold NA', () => {
    expect(points(withLine3('A,1.2,NA'))?.get('A')?.get('1.2')).toBe('NA');
  });

  it('keeps units apart and needs only the items of the rules', () => {
    expect(points('unit,item,points\nB,2.1,1\nA,2.1,2\nA,1.2,3\nB,1.2,4', CENTRAL)).toEqual(
      new Map([
        [
          'A',
          new Map([
            ['1.2', decimal('3')],
            ['2.1', decimal('2')],
          ]),
        ],
        [
          'B',
          new Map([
            ['1.2', decimal('4')],
            ['2.1', decimal('1')],
          ]),
        ],
      ]),
    );
  });

  it('reads points exactly', () => {
    expect(points(withLine3('A,1.2,0.10000000000000000001'))?.get('A')?.get('1.2')).toEqual(decimal('0.10000000000000000001'));
  });
});

describe('one defect', () => {
  it.each([
    ['an empty cell', withLine3('A,1.2,'), ['points-empty@3:points']],
    ['a blank cell', withLine3('A,1.2,  '), ['points-empty@3:points']],
    ['a quoted empty cell', withLine3('A,1.2,""'), ['points-empty@3:points']],
    ['a missing row', VALID.slice(0, 3).join('\n'), ['row-missing@file']],
    ['a repeated row', [...VALID, 'A,1.2,5.5'].join('\n'), ['row-twice@5']],
    ['a repeated row with other points', [...VALID, 'A,1.2,1'].join('\n'), ['row-twice@5']],
    ['an unknown item', [...VALID, 'A,9.9,1'].join('\n'), ['item-unknown@5:item']],
    ['a criterion instead of its item', [...VALID, 'A,f1,1'].join('\n'), ['item-unknown@5:item']],
    ['an empty unit', [...VALID, ',1.1,1'].join('\n'), ['unit-unknown@5:unit']],
    ['points above the maximum', withLine3('A,1.2,5.500001'), ['points-above-maximum@3:points']],
    ['negative points', withLine3('A,1.2,-1'), ['points-negative@3:points']],
    ['negative points with a decimal', withLine3('A,1.2,-0.5'), ['points-negative@3:points']],
    ['a decimal comma', withLine3('A,1.2,"5,5"'), ['points-decimal-comma@3:points']],
    ['text', withLine3('A,1.2,good'), ['points-not-a-number@3:points']],
    ['lower-case na', withLine3('A,1.2,na'), ['points-not-a-number@3:points']],
    ['an exponent', withLine3('A,1.2,1e0'), ['points-not-a-number@3:points']],
    ['a formula', withLine3('A,1.2,=1+1'), ['points-not-a-number@3:points']],
    ['a wrong header', ['unit,item,score', ...VALID.slice(1)].join('\n'), ['csv-header@1']],
    ['columns in another order', ['item,unit,points', ...VALID.slice(1)].join('\n'), ['csv-header@1']],
    ['a semicolon as separator', VALID.join('\n').replaceAll(',', ';'), ['csv-header@1']],
    ['no header', VALID.slice(1).join('\n'), ['csv-header@1']],
    ['a header below blank lines', `\n\nunit,item,score\n${VALID.slice(1).join('\n')}`, ['csv-header@3']],
    ['a stray quote', withLine3('A,1.2,5"5'), ['csv-quote@3']],
    ['an open quote', withLine3('A,1.2,"5.5'), ['csv-quote@3']],
    ['an empty file', '', ['file-empty@file']],
    ['the header only', 'unit,item,points', ['file-empty@file']],
    ['the header and blank lines only', 'unit,item,points\r\n\r\n\n', ['file-empty@file']],
  ])('%s is a finding at its line and leaves no content', (_, text, expected) => {
    const { content, findings } = read(text);
    expect(findings.map(seen)).toEqual(expected);
    expect(content).toBeUndefined();
  });

  it.each([
    ['an extra column', 'A,1.2,5.5,x'],
    ['a missing column', 'A,1.2'],
    ['an unquoted decimal comma', 'A,1.2,5,5'],
  ])('%s is a finding of its line', (_, line) => {
    const { content, findings } = read(withLine3(line));
    expect(findings[0]).toMatchObject({
      code: 'csv-columns',
      at: { line: 3 },
      values: { wanted: '3', found: String(line.split(',').length) },
    });
    expect(content).toBeUndefined();
  });

  it('names the maximum, the line of the first row and the item that is missing', () => {
    expect(read(withLine3('A,1.2,6')).findings[0]?.values).toEqual({ found: '6', maximum: '5.5' });
    expect(read([...VALID, 'A,1.2,1'].join('\n')).findings[0]?.values).toMatchObject({ unit: 'A', item: '1.2', line: '3' });
    expect(read(VALID.slice(0, 3).join('\n')).findings[0]?.values).toEqual({ unit: 'A', item: '2.1' });
  });

  it('of a row that stands three times names the line of the first', () => {
    const { findings } = read([...VALID, 'A,1.2,1', 'A,1.2,2'].join('\n'));
    expect(findings.map((finding) => [seen(finding), finding.values?.line])).toEqual([
      ['row-twice@5', '3'],
      ['row-twice@6', '3'],
    ]);
  });

  it('is found in bytes that are not UTF-8', () => {
    const bytes = Uint8Array.from([...new TextEncoder().encode(`${VALID.join('\n')}\nA,`), 0xe1, 0x2c]);
    expect(readScoreFile(bytes, ALL)).toEqual({ content: undefined, findings: [{ code: 'file-not-utf8', at: { file: true } }] });
  });

  it('is found in UTF-16', () => {
    const { content, findings } = readScoreFile(Buffer.from(`\ufeff${VALID.join('\n')}`, 'utf16le'), ALL);
    expect(findings.map(seen)).toEqual(['file-not-utf8@file']);
    expect(content).toBeUndefined();
  });
});

describe('rules about units and items', () => {
  it('refuse a unit that is not of the round', () => {
    const { content, findings } = read('unit,item,points\nA,1.2,1\nA,2.1,1\nB,1.2,1\nB,2.1,1\nC,1.2,1\na,1.2,1', CENTRAL);
    expect(findings.map(seen)).toEqual(['unit-unknown@6:unit', 'unit-unknown@7:unit']);
    expect(content).toBeUndefined();
  });

  it('refuse an item that is not of the file', () => {
    const { findings } = read('unit,item,points\nA,1.2,1\nA,2.1,1\nA,1.1,1\nB,1.2,1\nB,2.1,1', CENTRAL);
    expect(findings.map(seen)).toEqual(['item-not-central@4:item']);
  });

  it('miss every item of a unit without a row', () => {
    const { findings } = read('unit,item,points\nA,1.2,1\nA,2.1,1', CENTRAL);
    expect(findings.map(({ code, values }) => [code, values])).toEqual([
      ['row-missing', { unit: 'B', item: '1.2' }],
      ['row-missing', { unit: 'B', item: '2.1' }],
    ]);
  });
});

describe('several defects', () => {
  it('are reported all at once, each at the line where its row begins', () => {
    const text = [
      'unit,item,points',
      '"A","1.1","10"',
      '',
      'A,1.2,99',
      'A,7.7,-1',
      '"A\n",2.1,"3,0"',
      'A,2.1,1',
      'B,1.1,NA',
      'B,1.2,x',
      'B,1.1,',
    ].join('\r\n');
    const { content, findings } = read(text);
    expect(findings.map(seen)).toEqual([
      'points-above-maximum@4:points',
      'item-unknown@5:item',
      'points-negative@5:points',
      'points-decimal-comma@6:points',
      'row-twice@8',
      'points-not-a-number@10:points',
      'points-empty@11:points',
      'row-twice@11',
      'row-missing@file',
    ]);
    expect(content).toBeUndefined();
  });

  it('of quotes are reported all at once', () => {
    expect(read(`${VALID.join('\n')}\nA"B,1,1\n"A"B,1,1\nA,1,"1`).findings.map(seen)).toEqual([
      'csv-quote@5',
      'csv-quote@6',
      'csv-quote@7',
    ]);
  });
});
