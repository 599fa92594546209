/**
 * Vietnamese text as it arrives: half-composed, typed with look-alike letters, or in one of the encodings before Unicode,
 * whose bytes a spreadsheet keeps as Latin letters ("hép møt tÕt" is "hộp mứt tết" in the font .VnTime).
 */

/** TCVN 5712 (ABC): the gist named in test/fixtures/vn-text-damage.json, with U+00AD where it prints a hyphen. */
const TCVN3_FROM = 'µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦';
const TCVN3_TO = 'àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ';

/** VISCII 1.1, RFC 1456: code points 0x80 to 0xFF. */
const VISCII_UPPER =
  'ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ';

/** VNI: a base letter, then a letter that stands for its marks; a few letters stand alone. */
const VNI_MARKS: Readonly<Record<string, string>> = {
  ø: '\u0300',
  ù: '\u0301',
  û: '\u0309',
  õ: '\u0303',
  ï: '\u0323',
  â: '\u0302',
  à: '\u0302\u0300',
  á: '\u0302\u0301',
  å: '\u0302\u0309',
  ã: '\u0302\u0303',
  ä: '\u0302\u0323',
  ê: '\u0306',
  è: '\u0306\u0300',
  é: '\u0306\u0301',
  ú: '\u0306\u0309',
  ü: '\u0306\u0303',
  ë: '\u0306\u0323',
};
const VNI_LETTERS: Readonly<Record<string, string>> = {
  ñ: 'đ',
  Ñ: 'Đ',
  ô: 'ơ',
  Ô: 'Ơ',
  ö: 'ư',
  Ö: 'Ư',
  î: 'ỵ',
  Î: 'Ỵ',
  æ: 'ỉ',
  Æ: 'Ỉ',
  ó: 'ĩ',
  Ó: 'Ĩ',
  ò: 'ị',
  Ò: 'Ị',
};

/** CP1252 shows bytes 0x80 to 0x9F as these; a spreadsheet may keep either. */
const CP1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

const tcvn3 = new Map([...TCVN3_FROM].map((from, i) => [from, [...TCVN3_TO][i] ?? from]));
/** Six capitals of VISCII stand where ASCII has control characters. */
const VISCII_CONTROLS: readonly [string, string][] = [
  ['\u0002', 'Ẳ'],
  ['\u0005', 'Ẵ'],
  ['\u0006', 'Ẫ'],
  ['\u0014', 'Ỷ'],
  ['\u0019', 'Ỹ'],
  ['\u001e', 'Ỵ'],
];
const viscii = new Map([
  ...VISCII_CONTROLS,
  ...[...VISCII_UPPER].map((to, i): [string, string] => [String.fromCharCode(0x80 + i), to]),
  ...[...CP1252].map((from, i): [string, string] => [from, [...VISCII_UPPER][i] ?? from]),
]);

const byLetter = (map: ReadonlyMap<string, string>) => (text: string) => [...text].map((letter) => map.get(letter) ?? letter).join('');

function decodeVni(text: string): string {
  const letters = [...text.normalize('NFC')];
  let decoded = '';
  for (let i = 0; i < letters.length; i += 1) {
    const letter = letters[i] ?? '';
    const next = letters[i + 1] ?? '';
    const base = VNI_LETTERS[letter] ?? letter;
    const marks = /[aeouyAEOUYơưƠƯ]/.test(base) ? VNI_MARKS[next.toLowerCase()] : undefined;
    decoded += marks === undefined ? base : base + marks;
    if (marks !== undefined) i += 1;
  }
  return decoded.normalize('NFC');
}

export const OLD_ENCODINGS = ['TCVN3', 'VNI', 'VISCII'] as const;
export type OldEncoding = (typeof OLD_ENCODINGS)[number];
const DECODERS: Readonly<Record<OldEncoding, (text: string) => string>> = {
  TCVN3: byLetter(tcvn3),
  VNI: decodeVni,
  VISCII: byLetter(viscii),
};

const SYLLABLE =
  /^(?:ngh|ng|gh|gi|kh|nh|ph|qu|th|tr|ch|[bcdđghklmnpqrstvx])?(?:iê|ia|yê|ya|ươ|ưa|uô|ua|uyê|uya|uy|uê|oă|oa|oe|oo|oă|uâ|uơ|ai|ay|ây|ao|au|âu|eo|êu|iu|iêu|yêu|oai|oay|oao|oeo|oi|ôi|ơi|ui|ưi|ưu|uôi|ươi|ươu|uây|uyu|uai|uay|uao|[aăâeêioôơuưy])(?:ng|nh|ch|[cmnpt])?$/;

/** Tone marks only, so that "ế" keeps its circumflex. */
const withoutTone = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300\u0301\u0303\u0309\u0323]/g, '')
    .normalize('NFC');

/** Share of the words with letters beyond ASCII that are Vietnamese syllables; undefined where there is no such word. */
export function vietnameseShare(texts: readonly string[]): number | undefined {
  let [words, fit] = [0, 0];
  for (const text of texts) {
    for (const word of text.normalize('NFC').match(/[\p{L}\p{M}¡-¿]+/gu) ?? []) {
      if (!/[^\u0020-\u007e]/.test(word)) continue;
      words += 1;
      // A word in capitals and a word in small letters, or one that begins with a capital: nobody writes "tÕt".
      const isCased = word === word.toLowerCase() || word === word.toUpperCase() || word.slice(1) === word.slice(1).toLowerCase();
      if (isCased && SYLLABLE.test(withoutTone(word.toLowerCase()))) fit += 1;
    }
  }
  return words === 0 ? undefined : fit / words;
}

/** Below this share of Vietnamese words, text in a Vietnamese form is suspected of an old encoding. */
const SUSPICIOUS = 0.6;

/**
 * In which old encoding these texts of one column are; undefined where they are Unicode or nothing can be said. Decided
 * for the column as a whole, because a single word often reads as a word in two encodings.
 */
export function oldEncodingOf(texts: readonly string[]): OldEncoding | undefined {
  const asIs = vietnameseShare(texts);
  if (asIs === undefined || asIs >= SUSPICIOUS) return undefined;
  const [best] = OLD_ENCODINGS.map((encoding) => ({ encoding, share: vietnameseShare(texts.map(DECODERS[encoding])) ?? 0 })).sort(
    (a, b) => b.share - a.share,
  );
  return best !== undefined && best.share > asIs && best.share >= SUSPICIOUS ? best.encoding : undefined;
}

export function decodeOld(text: string, encoding: OldEncoding): string {
  return DECODERS[encoding](text).normalize('NFC');
}

/** U+00D0 and U+0189 are other letters than Đ that look like it; U+01A2 is what some fonts and PDF readers make of Ư. */
const LOOK_ALIKES: Readonly<Record<string, string>> = { Ð: 'Đ', ð: 'đ', Ɖ: 'Đ', ɖ: 'đ', Ƣ: 'Ư', ƣ: 'ư' };

/** The text with look-alike letters replaced by the Vietnamese ones. */
export function withoutLookAlikes(text: string): string {
  return text.replace(/[ÐðƉɖƢƣ]/g, (letter) => LOOK_ALIKES[letter] ?? letter);
}

/** What two spellings of the same words have in common: no marks, no case, single blanks; for headings, never for stored text. */
export function foldedText(text: string): string {
  return withoutLookAlikes(text)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
