import { type ApiClient, type FileToUpload, postFile, RefusedError } from '../../cli/api-client.ts';
import { askForRelease, prepareRelease } from '../../cli/release-steps.ts';
import { smallPdf } from '../../examples/full-size/documents.ts';
import type { ReleaseView } from '../../shared/contracts/publication.ts';
import { type RoundView, roundViewSchema } from '../../shared/contracts/rounds.ts';
import type { Receipt } from '../../shared/contracts/uploads.ts';
import type { RoundDefinition, UploadKind } from '../../shared/domain/round.ts';
import { readZip, writeZip } from '../fixtures/zip.ts';
import { exampleRound, type TestCloud } from './test-cloud.ts';

/** People of the tests; each has a sub of its own, because a second person is told from the first by it. */
export const COORDINATOR = { sub: 'dieu-phoi.demo', groups: ['coordinator'] };
export const PUBLISHER = { sub: 'cong-bo-1.demo', groups: ['publisher'] };
export const SECOND_PUBLISHER = { sub: 'cong-bo-2.demo', groups: ['publisher'] };
export const ofUnit = (unit: string) => ({ sub: `don-vi-${unit.toLowerCase()}.demo`, groups: ['unit'], unit });
export const ofAgency = (agency: string) => ({ sub: `tham-dinh-${agency.toLowerCase()}.demo`, groups: ['appraiser'], agency });

/** The example's round with three of its units. BNV is one of them: it is assessed, and it appraises the others. */
export const UNITS = ['BCT', 'BNV', 'BTP'] as const;

/** Instants of the example's calendar. */
export const OPENING = '2024-01-02T01:00:00Z';
export const DEADLINE = '2024-01-31T10:00:00Z';
export const APPRAISAL_OPENING = '2024-02-01T01:00:00Z';
export const AFTER_ALL_ENTRY = '2024-03-15T10:30:00Z';
export const PUBLICATION_OPENING = '2024-04-01T01:00:00Z';

export function smallRound(round: string, more: Partial<RoundDefinition> = {}): RoundDefinition {
  const definition = exampleRound();
  return { ...definition, round, units: definition.units.filter(({ code }) => UNITS.some((unit) => unit === code)), ...more };
}

/** What the API refused with; fails where it did not refuse. */
export async function refusalOf(call: Promise<unknown>): Promise<RefusedError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof RefusedError) return error;
    throw error;
  }
  throw new Error('the API did not refuse');
}

export async function roundAs(client: ApiClient, round: string): Promise<RoundView> {
  return roundViewSchema.parse(await client.call('GET', `/api/rounds/${round}`));
}

export function statusesIn(view: RoundView): Record<string, string> {
  return Object.fromEntries(view.stages.map(({ stage, status }) => [stage, status]));
}

/** The form of a unit as the API gives it. */
export async function fetchForm(cloud: TestCloud, round: string, unit: string): Promise<Buffer> {
  const response = await fetch(`${cloud.url}/api/rounds/${round}/units/${unit}/workbook`, {
    headers: { authorization: `Bearer ${await cloud.token(ofUnit(unit))}` },
  });
  if (!response.ok) throw new Error(`the form: ${response.status} ${await response.text()}`);
  return Buffer.from(await response.arrayBuffer());
}

export type CellContent = number | string | { readonly formula: string; readonly value: number };

function xmlOf(content: CellContent): { type: string; inner: string } {
  if (typeof content === 'number') return { type: '', inner: `<v>${content}</v>` };
  if (typeof content === 'string') return { type: ' t="inlineStr"', inner: `<is><t>${content}</t></is>` };
  return { type: '', inner: `<f>${content.formula}</f><v>${content.value}</v>` };
}

/** A form with some of its input cells filled, whatever stood in them, everything else as it was. */
export function fill(form: Uint8Array, cells: Readonly<Record<string, CellContent>>): Buffer {
  const filled = (xml: string): string =>
    Object.entries(cells).reduce((text, [address, content]) => {
      const { type, inner } = xmlOf(content);
      const cell = new RegExp(`<c r="${address}"([^>]*?)( t="\\w+")?(/>|>.*?</c>)`);
      if (!cell.test(text)) throw new Error(`no cell ${address}`);
      return text.replace(cell, (_, style: string) => `<c r="${address}"${style}${type}>${inner}</c>`);
    }, xml);
  return writeZip(
    readZip(form).map(({ name, data }) => ({
      name,
      data: name === 'xl/worksheets/sheet1.xml' ? Buffer.from(filled(Buffer.from(data).toString('utf8'))) : data,
    })),
  );
}

export async function upload(
  client: ApiClient,
  round: string,
  kind: UploadKind,
  bytes: Uint8Array,
  fileName = 'tep',
  details: Pick<FileToUpload, 'survey' | 'presses'> = {},
): Promise<Receipt> {
  const file = { round, kind, fileName, bytes, ...details };
  const address = await client.requestAddress(file);
  await postFile(address, file);
  return await client.waitForReceipt(round, address.uploadId);
}

/** Waits until everything that was begun has come to rest; a second of the cloud's time passes. */
export async function rest(cloud: TestCloud): Promise<void> {
  await cloud.moveTo(new Date(cloud.clock.now() + 1000).toISOString());
}

/** Points of every unit: appraised and from the survey. */
export type PointsOfUnits = Readonly<Record<string, readonly [appraised: string, survey: string]>>;

/** Plays rounds of the same calendar side by side, from their opening until every stage before publication is closed. */
export async function playToFreeze(cloud: TestCloud, rounds: readonly RoundDefinition[], points: PointsOfUnits): Promise<void> {
  const coordinator = await cloud.as(COORDINATOR);
  for (const definition of rounds) await coordinator.call('POST', '/api/rounds', definition);
  await cloud.moveTo(OPENING);
  const central = Object.entries(points).map(([unit, [, survey]]) => `${unit},2.1,${survey}`);
  for (const { round } of rounds) {
    for (const [unit, [appraised]] of Object.entries(points)) {
      const form = fill(await fetchForm(cloud, round, unit), { G7: Number(appraised) });
      await upload(await cloud.as(ofUnit(unit)), round, 'self-assessment', form);
    }
    const csv = Buffer.from(`unit,item,points\n${central.join('\n')}\n`);
    await upload(await cloud.as(COORDINATOR), round, 'central-scores', csv);
  }
  await cloud.moveTo(APPRAISAL_OPENING);
  for (const { round } of rounds) {
    for (const [unit, [appraised]] of Object.entries(points)) {
      const appraiser = await cloud.as(ofAgency(unit === 'BNV' ? 'VPCP' : 'BNV'));
      await appraiser.call('PUT', `/api/rounds/${round}/units/${unit}/items/1.1/reading`, { points: appraised, reason: 'Đã kiểm tra' });
    }
  }
  await cloud.moveTo(AFTER_ALL_ENTRY);
}

/** A signed decision as far as a PDF goes. */
export const DECISION_PDF = smallPdf(['Quyet dinh cong bo (thu nghiem)']).toString('base64');

/** The next release of a round, prepared and asked for by one publisher; another one approves. */
export async function releaseAsked(
  cloud: TestCloud,
  round: string,
  person: Parameters<TestCloud['as']>[0] = PUBLISHER,
): Promise<ReleaseView> {
  const client = await cloud.as(person);
  const prepared = await prepareRelease(client, round);
  if (prepared.status !== 'prepared') throw new Error(JSON.stringify(prepared.gate));
  const decision = { number: '1/QĐ', date: '2024-03-29', signatory: 'Bộ trưởng (thử nghiệm)', pdf: DECISION_PDF };
  return await askForRelease(client, prepared, { on: '2024-03-28', decision }, () => 'Hội đồng thống nhất');
}
