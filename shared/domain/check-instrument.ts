import type { Finding } from './finding.ts';
import { type Instrument, instrumentSchema, questionsOf, scoresOf } from './instrument.ts';

/** Weights of an aggregate are written by people: thirds do not add up to the last digit. */
const SUM_TOLERANCE = 1e-6;

type Code =
  | 'instrument-code-twice'
  | 'instrument-code-unknown'
  | 'instrument-open-feeds'
  | 'instrument-option-without-score'
  | 'instrument-too-few-opinions'
  | 'instrument-weights-sum';

/** Everything that is wrong with an instrument, at once: [] is a sound one. */
export function checkInstrument(json: unknown): Finding[] {
  const parsed = instrumentSchema.safeParse(json);
  if (parsed.success)
    return [...codesTwice(parsed.data), ...codesUnknown(parsed.data), ...scaleProblems(parsed.data), ...weightProblems(parsed.data)];
  return parsed.error.issues.map(({ path, message }) => ({ code: 'instrument-shape', at: { path: path.join('.') }, values: { message } }));
}

const finding = (code: Code, path: string, values: Record<string, string>): Finding => ({ code, at: { path }, values });

function codesTwice({ scales, sections, groups, aggregates }: Instrument): Finding[] {
  const findings: Finding[] = [];
  const lookFor = (entries: readonly (readonly [path: string, code: string])[]): void => {
    const seen = new Set<string>();
    for (const [path, code] of entries) {
      if (seen.has(code)) findings.push(finding('instrument-code-twice', `${path}.code`, { code }));
      seen.add(code);
    }
  };
  lookFor(scales.map(({ code }, i) => [`scales.${i}`, code]));
  for (const [i, { options }] of scales.entries()) lookFor(options.map(({ code }, j) => [`scales.${i}.options.${j}`, code]));
  lookFor(sections.map(({ code }, i) => [`sections.${i}`, code]));
  // Figures have one name each, whatever makes them.
  lookFor([
    ...sections.flatMap(({ items }, i) => items.map(({ code }, j) => [`sections.${i}.items.${j}`, code] as const)),
    ...groups.map(({ code }, i) => [`groups.${i}`, code] as const),
    ...aggregates.map(({ code }, i) => [`aggregates.${i}`, code] as const),
  ]);
  return findings;
}

function codesUnknown(instrument: Instrument): Finding[] {
  const { scales, sections, groups, aggregates, feeds } = instrument;
  const findings: Finding[] = [];
  const expect = (known: ReadonlySet<string>, path: string, code: string): void => {
    if (!known.has(code)) findings.push(finding('instrument-code-unknown', path, { code }));
  };
  const scaleCodes = new Set(scales.map(({ code }) => code));
  for (const [i, { items }] of sections.entries())
    for (const [j, { scale }] of items.entries()) expect(scaleCodes, `sections.${i}.items.${j}.scale`, scale);
  // Of an item with several choices each option is a figure; a group is made of items with one.
  const single = new Set(questionsOf(instrument).flatMap(({ code, choose }) => (choose === undefined ? [code] : [])));
  for (const [i, group] of groups.entries()) for (const [j, code] of group.items.entries()) expect(single, `groups.${i}.items.${j}`, code);
  // An aggregate stands on what was computed before it, so that none stands on itself.
  const figures = new Set(groups.map(({ code }) => code));
  for (const [i, { code, parts }] of aggregates.entries()) {
    for (const [j, { of }] of parts.entries()) expect(figures, `aggregates.${i}.parts.${j}.of`, of);
    figures.add(code);
  }
  const { mode, feedsWhenOpen } = instrument;
  if (mode === 'open' && !feedsWhenOpen && feeds.length > 0) findings.push(finding('instrument-open-feeds', 'feeds', {}));
  for (const [i, { figure }] of feeds.entries()) expect(new Set([...figures, ...single]), `feeds.${i}.figure`, figure);
  if (instrument.headline !== undefined) expect(figures, 'headline', instrument.headline);
  return findings;
}

function scaleProblems({ scales }: Instrument): Finding[] {
  return scales.flatMap((scale, i) => {
    const { options, score } = scale;
    const findings: Finding[] = [];
    if (options.filter(({ isNoOpinion }) => !isNoOpinion).length < 2)
      findings.push(finding('instrument-too-few-opinions', `scales.${i}.options`, {}));
    const known = new Set(options.flatMap(({ code, isNoOpinion }) => (isNoOpinion ? [] : [code])));
    const named = score.rule === 'top-two-box' ? score.top : score.rule === 'weighted-options' ? Object.keys(score.weights) : [];
    for (const code of named) if (!known.has(code)) findings.push(finding('instrument-code-unknown', `scales.${i}.score`, { code }));
    for (const [j, { code, isNoOpinion }] of options.entries()) {
      if (!isNoOpinion && scoresOf(scale).get(code) === undefined) {
        findings.push(finding('instrument-option-without-score', `scales.${i}.options.${j}`, { code }));
      }
    }
    return findings;
  });
}

function weightProblems({ aggregates }: Instrument): Finding[] {
  return aggregates.flatMap(({ code, parts }, i) => {
    const sum = parts.reduce((total, { weight }) => total + weight, 0);
    return Math.abs(sum - 1) <= SUM_TOLERANCE
      ? []
      : [finding('instrument-weights-sum', `aggregates.${i}.parts`, { code, sum: String(sum) })];
  });
}
