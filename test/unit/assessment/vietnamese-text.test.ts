import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { decodeOld, foldedText, oldEncodingOf, withoutLookAlikes } from '../../../shared/domain/vietnamese-text.ts';

const DAMAGE = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'fixtures', 'vn-text-damage.json'), 'utf8')) as {
  cases: { id: string; raw: string; wanted: string }[];
  tcvn3_chars: string;
  unicode_chars: string;
};
const damaged = (id: string): { raw: string; wanted: string } => {
  const found = DAMAGE.cases.find((entry) => entry.id === id);
  if (found === undefined) throw new Error(id);
  return found;
};

const SENTENCES = [
  'Báo cáo kết quả thực hiện kế hoạch cải cách hành chính năm 2023 của ủy ban nhân dân tỉnh',
  'Quyết định số 876/QĐ-BNV ngày 10/11/2022 về việc phê duyệt chỉ số',
  'Đã hoàn thành 47/50 nhiệm vụ được giao, các nhiệm vụ còn lại chuyển sang năm sau',
  'Người dân và doanh nghiệp hài lòng với sự phục vụ của cơ quan hành chính',
];

describe('text in encodings before Unicode', () => {
  it.each([
    ['TCVN3', 'tcvn'],
    ['VISCII', 'viscii'],
  ] as const)('is recognised and decoded as iconv wrote it: %s', (encoding, name) => {
    const asLatin = SENTENCES.map((sentence) => iconv.encode(sentence, name).toString('latin1'));
    expect(oldEncodingOf(asLatin)).toBe(encoding);
    // TCVN3 has no capitals with tone marks: iconv leaves what it cannot write, so sentences are compared without case.
    const back = asLatin.map((text) => decodeOld(text, encoding).toLowerCase());
    expect(back).toEqual(SENTENCES.map((sentence) => sentence.toLowerCase()));
  });

  it('agrees with the published table of TCVN3, letter by letter', () => {
    const letters = [...DAMAGE.tcvn3_chars.replace('-', '\u00ad')];
    expect(letters.map((letter) => decodeOld(letter, 'TCVN3')).join('')).toBe(DAMAGE.unicode_chars);
  });

  it.each(['tcvn3', 'vni'])('handles the damage seen in public files: %s', (id) => {
    const { raw, wanted } = damaged(id);
    const encoding = oldEncodingOf([raw]);
    expect(encoding === undefined ? raw : decodeOld(raw, encoding)).toBe(wanted);
  });

  it('decodes VNI with capitals, đ, ư and ơ', () => {
    expect(decodeOld('ÑEÁN NÔI ÑÖÔÏC HÖÔÙNG DAÃN', 'VNI')).toBe('ĐẾN NƠI ĐƯỢC HƯỚNG DẪN');
    expect(oldEncodingOf(['Baùo caùo keát quaû thöïc hieän keá hoaïch caûi caùch haønh chính'])).toBe('VNI');
  });

  it.each([[SENTENCES], [['Résumé of Müller’s naïve café']], [['plain text']], [['']], [['1.234,5']]])(
    'leaves alone what is Unicode or not Vietnamese: %j',
    (texts) => {
      expect(oldEncodingOf(texts)).toBeUndefined();
    },
  );

  it('is decided for a column, because one word reads as a word in two encodings', () => {
    const column = SENTENCES.map((sentence) => iconv.encode(sentence, 'tcvn').toString('latin1'));
    expect(oldEncodingOf([...column, 'Đạt'])).toBe('TCVN3');
  });
});

describe('letters that look like Vietnamese ones', () => {
  it.each(['eth-for-d-stroke', 'oi-for-u-horn'])('are replaced: %s', (id) => {
    const { raw, wanted } = damaged(id);
    expect(withoutLookAlikes(raw)).toBe(wanted);
  });
});

describe('headings', () => {
  it('are compared without marks, case and signs', () => {
    expect(foldedText('ĐIỂM TỰ CHẤM (điểm)')).toBe(foldedText('Ðiểm tự chấm / điểm'));
  });
});
