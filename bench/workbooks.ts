import { fork } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { readXlsx } from 'hucre/xlsx';
import { ApiClient, postFile } from '../cli/api-client.ts';
import { make } from '../examples/full-size/make.ts';
import { type Cloud, startCloud } from '../local/cloud.ts';
import { synthesize } from '../local/synthesize.ts';
import { readSelfAssessment } from '../shared/domain/read-self-assessment.ts';
import { type RoundDefinition, roundDefinitionSchema } from '../shared/domain/round.ts';
import { readWorkbook } from '../shared/spreadsheet/read-workbook.ts';
import type { HandlerFigures } from './handler-process.ts';

const OPENING = '2024-01-02T01:00:00Z';
const RUNS = 5;

export interface Form {
  readonly definition: RoundDefinition;
  readonly unit: string;
  readonly bytes: Buffer;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;

export function formsIn(folder: string): Form[] {
  return readdirSync(join(folder, 'rounds')).flatMap((round) => {
    const directory = join(folder, 'rounds', round);
    const definition = roundDefinitionSchema.parse(JSON.parse(readFileSync(join(directory, 'round.json'), 'utf8')));
    return definition.units.map(({ code }) => ({
      definition,
      unit: code,
      bytes: readFileSync(join(directory, 'workbooks', `${code}.xlsx`)),
    }));
  });
}

export async function as(cloud: Cloud, person: object): Promise<ApiClient> {
  const response = await fetch(`${cloud.url}/local/token`, { method: 'POST', body: JSON.stringify(person) });
  return new ApiClient(cloud.url, ((await response.json()) as { token: string }).token);
}

/** A cloud of its own with both rounds open for self-assessment. */
export async function openedCloud(assembly: string, directory: string, forms: readonly Form[]): Promise<Cloud> {
  const cloud = await startCloud({
    assembly,
    directory,
    port: 0,
    awsPort: 0,
    startAt: Date.parse('2023-12-01T00:00:00Z'),
    exampleStatus: () => 'off',
  });
  const coordinator = await as(cloud, { sub: 'dieu-phoi.demo', groups: ['coordinator'] });
  for (const definition of new Set(forms.map((form) => form.definition))) await coordinator.call('POST', '/api/rounds', definition);
  await fetch(`${cloud.url}/local/clock`, { method: 'POST', body: JSON.stringify({ now: OPENING }) });
  return cloud;
}

/** Sends every form, six at a time, and waits for its verdict where `wait`. */
async function sendAll(cloud: Cloud, forms: readonly Form[], wait: boolean): Promise<void> {
  const queue = [...forms];
  await Promise.all(
    Array.from({ length: 6 }, async () => {
      for (let form = queue.shift(); form !== undefined; form = queue.shift()) {
        const { definition, unit, bytes } = form;
        const client = await as(cloud, { sub: `don-vi-${unit}.demo`, groups: ['unit'], unit });
        const file = { round: definition.round, kind: 'self-assessment' as const, fileName: `${unit}.xlsx`, bytes };
        const address = await client.requestAddress(file);
        await postFile(address, file);
        if (wait) await client.waitForReceipt(definition.round, address.uploadId);
      }
    }),
  );
}

/** All forms through the front door of the embedded cloud: seconds from the first request to the last verdict. */
async function throughTheDoor(assembly: string, forms: readonly Form[]): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'par-bench-'));
  const cloud = await openedCloud(assembly, directory, forms);
  try {
    const start = performance.now();
    await sendAll(cloud, forms, true);
    return (performance.now() - start) / 1000;
  } finally {
    await cloud.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The real bundle in a process of its own: the cloud's queue has no reader, so every form waits for this one. */
async function inOneProcess(assembly: string, forms: readonly Form[]): Promise<HandlerFigures> {
  const directory = mkdtempSync(join(tmpdir(), 'par-bench-'));
  const own = join(directory, 'assembly');
  cpSync(assembly, own, { recursive: true });
  const file = join(own, 'par-dev-pipeline.template.json');
  const template = JSON.parse(readFileSync(file, 'utf8')) as { Resources: Record<string, { Type: string }> };
  const isReader = ([id, { Type }]: [string, { Type: string }]): boolean =>
    Type === 'AWS::Lambda::EventSourceMapping' && id.includes('recordselfassessment');
  const [reader] = Object.entries(template.Resources).find(isReader) ?? [];
  if (reader === undefined) throw new Error('no reader of self-assessments in the template');
  template.Resources = Object.fromEntries(Object.entries(template.Resources).filter(([id]) => id !== reader));
  writeFileSync(file, JSON.stringify(template));
  const cloud = await openedCloud(own, join(directory, 'state'), forms);
  try {
    await sendAll(cloud, forms, false);
    const waiting = (): { body: string }[] =>
      cloud.state.all("SELECT body FROM messages WHERE queue LIKE '%selfassessmentfiles%' AND queue NOT LIKE '%DeadLetters%'") as {
        body: string;
      }[];
    while (waiting().length < forms.length) await new Promise((resolve) => setTimeout(resolve, 100));
    return await runHandler(
      cloud,
      own,
      waiting().map(({ body }) => body),
    );
  } finally {
    await cloud.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function runHandler(cloud: Cloud, assembly: string, bodies: readonly string[]): Promise<HandlerFigures> {
  const definition = cloud.functions.find(({ name }) => name.endsWith('record-self-assessment'));
  if (definition === undefined) throw new Error(`no such function in ${assembly}`);
  const child = fork(join(import.meta.dirname, 'handler-process.ts'), [definition.bundle], {
    env: { ...definition.environment, PATH: process.env.PATH ?? '' },
  });
  return await new Promise((resolve, reject) => {
    child.on('message', (figures: HandlerFigures) => resolve(figures));
    child.on('exit', (code) => reject(new Error(`the handler's process ended with ${code}`)));
    child.send(bodies);
  });
}

/** Guard, reader and every check over all forms, against the bare parser over the same bytes, in turns. */
async function againstTheBareParser(forms: readonly Form[]): Promise<{ ours: number; bare: number }> {
  const [ours, bare]: [number[], number[]] = [[], []];
  for (let run = 0; run < RUNS; run += 1) {
    let start = performance.now();
    for (const { bytes } of forms) await readXlsx(bytes, { readStyles: true });
    bare.push(performance.now() - start);
    start = performance.now();
    for (const { bytes, definition, unit } of forms) {
      const { content } = await readWorkbook(bytes);
      if (content !== undefined) readSelfAssessment(content, { round: definition.round, unit, set: definition.criteriaSet });
    }
    ours.push(performance.now() - start);
  }
  return { ours: median(ours), bare: median(bare) };
}

export async function measureWorkbooks(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'par-bench-example-'));
  try {
    await make(folder);
    const forms = formsIn(folder);
    const assembly = join(import.meta.dirname, '..', '.build', 'bench-assembly');
    await synthesize(assembly);
    const { ours, bare } = await againstTheBareParser(forms);
    const handler = await inOneProcess(assembly, forms);
    const seconds = await throughTheDoor(assembly, forms);
    const [cpu] = cpus();
    return [
      `${cpus().length} x ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`,
      `workbooks: ${forms.length} forms, uploaded, checked and recorded in the embedded cloud: ${seconds.toFixed(1)} s (target 30 s)`,
      `workbooks: handler in a warm process: median ${ms(median(handler.milliseconds))} (target 300 ms), slowest ${ms(Math.max(...handler.milliseconds))}`,
      `workbooks: peak memory of that process over all ${handler.milliseconds.length}: ${handler.peakMegabytes.toFixed(0)} MB (target 256 MB)`,
      `workbooks: guard, reader and checks of all: ${ms(ours)}; hucre's bare readXlsx: ${ms(bare)}; ratio ${(ours / bare).toFixed(2)}`,
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
