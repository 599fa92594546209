// What a release of the full-size rounds is made from, without playing the year: for tests of pages and for measuring. Points and
// answers are generated, from fixed seeds.
import packageJson from '../../package.json' with { type: 'json' };
import { computeRound } from '../../shared/domain/computed-round.ts';
import { exemptionOf, itemsOf } from '../../shared/domain/criteria-set.ts';
import type { FrozenContent } from '../../shared/domain/freeze.ts';
import { hashOf } from '../../shared/domain/hash.ts';
import { type Instrument, slotsOf } from '../../shared/domain/instrument.ts';
import { PageWriter, type ResponsePage } from '../../shared/domain/response-page.ts';
import { type RoundDefinition, roundDefinitionSchema } from '../../shared/domain/round.ts';
import { type ClusterTotals, SurveyCount, type SurveyFigures, surveyPoints } from '../../shared/domain/survey-figures.ts';
import type { SurveySample } from '../../shared/domain/survey-sample.ts';
import { type ReleaseContent, releaseContentSchema } from '../../shared/release/release-content.ts';
import { type SurveyProduct, surveyProduct } from '../../shared/release/survey-product.ts';
import { Random } from './random.ts';
import { roundOf } from './round.ts';
import { citizenSample } from './surveys.ts';

const OFFICIALS = 49_458;
const OFFICIALS_OF_MINISTRIES = 11_658;

/** Answers of everybody who was asked, in pages as they are stored. */
export function answersOf(instrument: Instrument, round: RoundDefinition, sample: SurveySample | undefined): ResponsePage[] {
  const slots = slotsOf(instrument);
  const pages: ResponsePage[] = [];
  const total = round.level === 'ministry' ? OFFICIALS_OF_MINISTRIES : OFFICIALS - OFFICIALS_OF_MINISTRIES;
  const units = round.units.map(({ code }) => code);
  const psus = sample?.psus.map(({ psu }) => psu) ?? [];
  const writer = new PageWriter(slots.length, { units, psus, enumerators: [] }, (page) => pages.push(page));
  const answers = new Uint8Array(slots.length);
  let line = 1;
  const ask = (unit: number, psu: number, mood: number, random: Random): void => {
    for (const [s, { scores }] of slots.entries()) {
      const best = scores.reduce<number>((top, score, i) => ((score ?? -1) >= (scores[top] ?? -1) ? i : top), 0);
      const isGood = random.next() < mood;
      answers[s] = isGood ? best : random.whole(0, scores.length - 1);
    }
    line += 1;
    writer.add({ unit, psu, enumerator: -1, line, started: 0, seconds: 600, instance: Uint32Array.of(line, unit), answers });
  };
  for (const [u, code] of units.entries()) {
    const random = new Random(`answers ${instrument.id} ${code}`);
    const level = 0.45 + 0.35 * random.next();
    if (sample === undefined) {
      const n = Math.floor(total / units.length) + (u < total % units.length ? 1 : 0);
      for (let i = 0; i < n; i += 1) ask(u, -1, level, random);
      continue;
    }
    for (const [p, place] of sample.psus.entries()) {
      if (place.unit !== code) continue;
      const mood = Math.min(0.97, Math.max(0.1, level + 0.16 * (random.next() - 0.5)));
      for (let i = 0; i < place.interviews; i += 1) ask(u, p, mood, random);
    }
  }
  writer.end();
  return pages;
}

export interface Surveyed {
  readonly instrument: Instrument;
  readonly figures: SurveyFigures;
  readonly clusters: ClusterTotals | null;
  readonly lonelyPsu: string | null;
}

export function surveysOf(round: RoundDefinition): Surveyed[] {
  const maxima = new Map(itemsOf(round.criteriaSet).map(({ code, maxPoints }) => [code, Number(maxPoints)]));
  return round.instruments.map((instrument) => {
    const sample = instrument.mode === 'probability' ? citizenSample(round) : undefined;
    const count = new SurveyCount(instrument, sample);
    for (const page of answersOf(instrument, round, sample)) count.add(page, { channel: 'paper', hasInstances: false });
    return { instrument, figures: count.figures(maxima), clusters: count.clusters(maxima) ?? null, lonelyPsu: sample?.lonelyPsu ?? null };
  });
}

/** Points of every cell: generated, or what the surveys gave. */
function frozenOf(round: RoundDefinition, surveys: readonly Surveyed[]): FrozenContent {
  const maxima = new Map(itemsOf(round.criteriaSet).map(({ code, maxPoints }) => [code, maxPoints]));
  const fromSurveys = surveys.map(({ instrument, figures }) => surveyPoints(instrument, figures, maxima));
  const points = round.units.flatMap(({ code: unit }) => {
    const random = new Random(`points ${round.round} ${unit}`);
    const quality = 0.72 + 0.22 * random.next();
    return itemsOf(round.criteriaSet)
      .toSorted((a, b) => (a.code < b.code ? -1 : 1))
      .map((item) => {
        const given = fromSurveys.map((instrument) => instrument[unit]?.[item.code]).find((value) => value != null);
        const exemption = exemptionOf(item, unit);
        const isAppraised = item.method === 'appraised';
        const drawn = (Number(item.maxPoints) * (random.chance(quality) ? 1 : random.near(0.55, 0.45))).toFixed(2);
        const text = exemption !== undefined ? 'NA' : (given ?? String(Number(drawn)));
        const isLost = text !== 'NA' && Number(text) < Number(item.maxPoints);
        return {
          unit,
          item: item.code,
          points: text,
          claimed: isAppraised && text !== 'NA' ? item.maxPoints : null,
          reasons:
            exemption !== undefined
              ? [exemption.vi]
              : isLost && isAppraised
                ? ['Minh họa: chưa đủ tài liệu kiểm chứng cho phần còn lại']
                : [],
          evidence: isAppraised && text !== 'NA' ? [hashOf([unit, item.code])] : [],
          ...(isAppraised && text !== 'NA' ? { readings: item.readings === undefined ? 1 : 2 } : {}),
        };
      });
  });
  const criteria = round.criteriaSet.fields.flatMap(({ criteria: own }) => own);
  return {
    round: round.round,
    criteriaSet: round.criteriaSet.id,
    points,
    adjustments: [],
    unranked: [],
    resolutions: [],
    errors: {
      surveys: surveys.flatMap(({ instrument, figures }) =>
        figures.units.flatMap(({ unit, points: { se, df } }) =>
          se === null || df === null ? [] : [{ instrument: instrument.id, unit, se, df }],
        ),
      ),
      readers: criteria.flatMap((criterion) =>
        'subCriteria' in criterion && criterion.subCriteria.some(({ readings }) => readings !== undefined)
          ? [{ criterion: criterion.code, pairs: 63, variance: 0.004 }]
          : [],
      ),
    },
  };
}

export function contentFor(definition: RoundDefinition, surveys: readonly Surveyed[], products: readonly SurveyProduct[]): ReleaseContent {
  const frozen = frozenOf(definition, surveys);
  return {
    round: definition.round,
    release: 1,
    codeVersion: packageJson.version,
    freezeHash: hashOf(frozen),
    definition,
    unitChanges: [],
    frozen,
    ledger: [],
    computed: computeRound(definition, frozen),
    surveys: [...products],
    presses: null,
    supersedes: null,
    complaints: { filed: 0, upheld: 0, corrected: 0, rejected: 0, open: 0 },
    remedies: [],
  };
}

/** The content of release 1 of one full-size round. */
export async function fullSizeContent(level: 'ministry' | 'province', isSurveyed = true): Promise<ReleaseContent> {
  const whole = await roundOf(level);
  const definition = isSurveyed ? whole : roundDefinitionSchema.parse({ ...whole, instruments: [] });
  const surveys = surveysOf(definition);
  const products = surveys.map(({ instrument, figures, clusters, lonelyPsu }) =>
    surveyProduct(instrument, figures, clusters, lonelyPsu, definition.rules.smallestCell),
  );
  return releaseContentSchema.parse(contentFor(definition, surveys, products));
}
