/** What stands in place of a text that may name or reach a person. */
export const REDACTED = '[đã che / redacted]';

/** A word of a name: capital letter first, or one of the two middle names that some write small. */
const WORD = String.raw`(?:\p{Lu}\p{L}*|thị|văn)`;
const ADDRESSED = String.raw`[Ôô]ng|ÔNG|[Bb]à|BÀ|[Aa]nh|[Cc]hị|[Đđ]ồng chí|ĐỒNG CHÍ|[Đđ]\/c|(?:PGS|GS|ThS|TS|BS|KS|LS|CN)\.|Mr\.?|Mrs\.?|Ms\.?`;
const FAMILY =
  'Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Trương|Lâm|Mai|Đoàn|Trịnh|Cao|Hà|Lương|Tạ|Tô|Vương|Đào|Thái';

/**
 * What may reach or name a person. Names are found by a form of address, or by a family name followed by Văn or Thị: family names alone are also
 * those of streets, districts and the city of Hồ Chí Minh.
 */
const PATTERNS = [
  /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+/gu,
  // Numbers of papers that name themselves: nine digits of old identity cards, twelve of new ones, passports.
  /(?<=(?<!\p{L})(CMND|CMTND|CCCD|chứng minh( nhân dân| thư)?|căn cước( công dân)?|hộ chiếu|passport|identity card)[^\d\n]{0,20}?)[A-Z]?\d([ .]?\d){6,11}(?!\d)/giu,
  // Telephone numbers of Viet Nam, and citizens' numbers: twelve digits, the first a 0.
  /(?<![\d.,/-])(\+84[ .-]?|0)\d([ .-]?\d){7,11}(?![\d/])/g,
  /(?<![\d.,/-])84[35789]\d{8}(?!\d)/g,
  /\((\+84|0)\d{1,3}\)[ .-]?\d([ .-]?\d){5,8}(?!\d)/g,
  new RegExp(String.raw`(?<!\p{L})(?:${ADDRESSED})\s+(?!Rịa(?!\p{L}))\p{Lu}\p{L}*(?:\s+${WORD}){1,4}(?!\p{L})`, 'gu'),
  new RegExp(
    String.raw`(?<!\p{L})(?:${FAMILY}|${FAMILY.toUpperCase()})\s+(?:[Vv]ăn|[Tt]hị|VĂN|THỊ)\s+\p{Lu}\p{L}*(?:\s+\p{Lu}\p{L}*)?(?!\p{L})`,
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
