// Renders both full-size releases in a process of its own and says how long it took and how much memory it held at most.
import { performance } from 'node:perf_hooks';
import { answersOf, contentFor, type Surveyed } from '../examples/full-size/release-content.ts';
import { roundOf } from '../examples/full-size/round.ts';
import { citizenSample } from '../examples/full-size/surveys.ts';
import { Typesetter } from '../shared/document/typeset-report.ts';
import { itemsOf } from '../shared/domain/criteria-set.ts';
import { sha256 } from '../shared/domain/hash.ts';
import { SurveyCount } from '../shared/domain/survey-figures.ts';
import type { ReleaseContent } from '../shared/release/release-content.ts';
import { renderPages } from '../shared/release/render-release.ts';
import { nationalReport, unitReport } from '../shared/release/report.ts';
import { REPORT_TEMPLATE } from '../shared/release/report-template.ts';
import { surveyProduct } from '../shared/release/survey-product.ts';
import { indexUnits } from '../shared/release/unit-page.ts';
import { peakMegabytes } from './peak-memory.ts';

const figures = { compute: 0, render: 0, memory: 0, reports: 0, pdfs: 0, interviews: 0, units: 0, isSame: true };
const seconds = (from: number): number => (performance.now() - from) / 1000;

const contents: ReleaseContent[] = [];
for (const level of ['province', 'ministry'] as const) {
  const round = await roundOf(level);
  const maxima = new Map(itemsOf(round.criteriaSet).map(({ code, maxPoints }) => [code, Number(maxPoints)]));
  const answered = round.instruments.map((instrument) => {
    const sample = instrument.mode === 'probability' ? citizenSample(round) : undefined;
    return { instrument, sample, pages: answersOf(instrument, round, sample) };
  });
  // From stored answers and frozen points to figures, errors, ranks and intervals.
  const from = performance.now();
  const surveys = answered.map(({ instrument, sample, pages }): Surveyed => {
    const count = new SurveyCount(instrument, sample);
    for (const page of pages) count.add(page, { channel: 'paper', hasInstances: false });
    const own = count.figures(maxima);
    figures.interviews += own.n;
    return { instrument, figures: own, clusters: count.clusters(maxima) ?? null, lonelyPsu: sample?.lonelyPsu ?? null };
  });
  const products = surveys.map(({ instrument, figures: own, clusters, lonelyPsu }) =>
    surveyProduct(instrument, own, clusters, lonelyPsu, round.rules.smallestCell),
  );
  contents.push(contentFor(round, surveys, products));
  figures.compute += seconds(from);
  figures.units += round.units.length;
}

const from = performance.now();
const hashes: string[] = [];
for (const content of contents) for (const { bytes } of await renderPages(content, true)) hashes.push(sha256(bytes));
figures.render = seconds(from);
figures.memory = peakMegabytes();
const again: string[] = [];
for (const content of contents) for (const { bytes } of await renderPages(content, true)) again.push(sha256(bytes));

const reportsFrom = performance.now();
for (const content of contents) {
  const setter = new Typesetter(REPORT_TEMPLATE);
  const index = indexUnits(content);
  setter.pdf(nationalReport(content));
  for (const unit of content.definition.units) setter.pdf(unitReport(content, unit, index));
  figures.pdfs += 1 + content.definition.units.length;
}
figures.reports = seconds(reportsFrom);
figures.isSame = hashes.join() === again.join();
console.log(JSON.stringify(figures));
