/** What stands in place of a text that may name or reach a person. */
export const REDACTED = '[đã che / redacted]';

const PATTERNS = [
  /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+/gu,
  // Telephone numbers of Viet Nam, and citizens' numbers: twelve digits, the first a 0.
  /(?<![\d.,/-])(\+84[ .-]?|0)\d([ .-]?\d){7,11}(?![\d/])/g,
  // A form of address and a name of two to five words.
  /(?<!\p{L})([Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Đđ]ồng chí|đ\/c|Mr\.?|Mrs\.?|Ms\.?)\s+\p{Lu}[\p{L}]*(\s+\p{Lu}[\p{L}]*){1,4}/gu,
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
