/** What stands in place of a text that may name or reach a person. */
export const REDACTED = '[đã che / redacted]';

/** A word of a name: capital letter first, or one of the two middle names that some write small. */
const WORD = String.raw`(?:\p{Lu}\p{L}*|thị|văn)`;
/** Forms of address and titles; KS. and CN. are hotels and branches as well. */
const ADDRESSED = String.raw`[Ôô]ng|ÔNG|[Bb]à|BÀ|[Cc]hị|[Đđ]ồng chí|[Đđ]\/c|(?:(?:PGS|GS)\.\s?)?(?:TS|ThS)\.?|PGS\.|GS\.|BS\.|LS\.|Mr\.?|Mrs\.?|Ms\.?|(?<!Đông )(?<!iếng )[Aa]nh`;
/** Provinces, hills and a mountain. */
const NO_PERSON = 'Rịa|RỊA|Nà|NÀ|Đen|ĐEN';
const FAMILIES =
  'Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Trương|Lâm|Mai|Đoàn|Trịnh|Cao|Hà|Lương|Tạ|Tô|Vương|Đào|Thái|Chu';
/** "Quản Lý Văn Bản", "NÂNG CAO VĂN HÓA": words that begin like a name. */
const OTHER_WORDS = 'bản|hóa|hoá|phòng|bằng|thư|minh|trường|phần|xã|trấn|sát|nghệ|học|kiện';
const otherWords = [
  OTHER_WORDS,
  OTHER_WORDS.toUpperCase(),
  OTHER_WORDS.replace(/(^|\|)(.)/g, (_, bar, letter) => bar + letter.toUpperCase()),
];
/** Districts, streets and schools are named after people, who are long dead. */
const NAMED_AFTER = 'huyện|xã|phường|thị trấn|đường|phố|cầu|chợ|trường|THPT|THCS|tiểu học';

/**
 * What may reach or name a person. Names are found by a form of address, or by a family name followed by Văn or Thị: family names alone are also
 * those of streets, districts and the city of Hồ Chí Minh.
 */
const PATTERNS = [
  /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+/gu,
  // Numbers of papers that name themselves: nine digits of old identity cards, twelve of new ones, passports; no amounts in groups of three.
  /(?<=(?<!\p{L})(CMND|CMTND|CCCD|chứng minh nhân dân|căn cước( công dân)?|hộ chiếu|passport|identity card)(?: số| no\.?)?[ :]{1,3}(?:\d{9,12}[,; ]{1,3})?)(?!\d{1,3}([. ]\d{3})+(?!\d))[A-Z]?\d([ .]?\d){6,11}(?![\d/])/giu,
  // Telephone numbers of Viet Nam, and citizens' numbers: twelve digits, the first a 0.
  /(?<![\d.,/-])(\+84[ .-]?|0)\d([ .-]?\d){7,11}(?![\d/])/g,
  /(?<![\d.,/-])84[35789]\d{8}(?!\d)/g,
  /(\+84 ?)?\((\+84 ?|0)?\d{1,3}\)[ .-]?\d([ .-]?\d){5,8}(?!\d)/g,
  new RegExp(String.raw`(?<!\p{L})(?:${ADDRESSED})\s+(?!(?:${NO_PERSON})(?!\p{L}))\p{Lu}\p{L}*(?:\s+${WORD}){1,4}(?!\p{L})`, 'gu'),
  new RegExp(
    String.raw`(?<!\p{L})(?<!(?:${NAMED_AFTER}) )(?:${FAMILIES}|${FAMILIES.toUpperCase()})\s+(?:[Vv]ăn|[Tt]hị|VĂN|THỊ)\s+(?!(?:${otherWords.join('|')})(?!\p{L}))\p{Lu}\p{L}*(?:\s+\p{Lu}\p{L}*)?(?!\p{L})`,
    'gu',
  ),
] as const;

/** The text as it may be published, and how many places of it were covered. */
export function redact(text: string): { readonly text: string; readonly covered: number } {
  let covered = 0;
  const clean = PATTERNS.reduce(
    (now, pattern) =>
      now.replace(pattern, () => {
        covered += 1;
        return REDACTED;
      }),
    text,
  );
  return { text: clean, covered };
}

/** Covers text after text, and counts the places. */
export class Redaction {
  covered = 0;

  readonly clean = (text: string): string => {
    const result = redact(text);
    this.covered += result.covered;
    return result.text;
  };
}
