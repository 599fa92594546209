import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { type FileToUpload, postFile } from '../cli/api-client.ts';
import { smallPdf } from '../examples/full-size/documents.ts';
import { make } from '../examples/full-size/make.ts';
import type { Cloud } from '../local/cloud.ts';
import { synthesize } from '../local/synthesize.ts';
import type { Receipt } from '../shared/contracts/uploads.ts';
import { itemsOf, selfScoredItems } from '../shared/domain/criteria-set.ts';
import { sha256 } from '../shared/domain/hash.ts';
import { as, type Form, formsIn, openedCloud } from './workbooks.ts';

const FILES = 500;
/** A minute before 17:00 on 31 January in Viet Nam. */
const LAST_MINUTE = '2024-01-31T09:59:00Z';
const MINUTE_MS = 60_000;

interface Sent {
  readonly unit: string;
  readonly file: FileToUpload;
  readonly receipt: Receipt;
  /** From the file's last byte to its signed receipt, in ms. */
  readonly waited: number;
}

/** The form of every unit, then documents in turns, until there are so many files. */
function crowd(forms: readonly Form[]): { unit: string; file: FileToUpload }[] {
  return Array.from({ length: FILES }, (_, n) => {
    const form = forms[n % forms.length] as Form;
    const { definition, unit, bytes } = form;
    const { round, criteriaSet } = definition;
    if (n < forms.length) return { unit, file: { round, kind: 'self-assessment', fileName: `${unit}.xlsx`, bytes } };
    const [item] = selfScoredItems(itemsOf(criteriaSet), unit);
    const document = { title: `Tài liệu ${n} (minh họa)`, items: [{ item: item?.code ?? '' }] };
    return { unit, file: { round, kind: 'evidence', fileName: `${n}.pdf`, bytes: smallPdf([`${unit} ${n}`]), document } };
  });
}

/** Sends a file as its unit does and asks for the receipt until something has arrived. */
async function send(cloud: Cloud, unit: string, file: FileToUpload): Promise<Sent> {
  const client = await as(cloud, { sub: `don-vi-${unit}.demo`, groups: ['unit'], unit });
  const address = await client.requestAddress(file);
  await postFile(address, file);
  const sent = performance.now();
  for (;;) {
    const receipt = await client.receipt(file.round, address.uploadId);
    if (receipt.status !== 'issued') return { unit, file, receipt, waited: performance.now() - sent };
    await pause(100);
  }
}

/** Everything that arrived has the hash that was sent, is on time, and gets its verdict; what is not so stops the measurement. */
async function examine(cloud: Cloud, all: readonly Sent[]): Promise<void> {
  for (const { unit, file, receipt } of all) {
    const client = await as(cloud, { sub: `don-vi-${unit}.demo`, groups: ['unit'], unit });
    const last = await client.waitForReceipt(file.round, receipt.uploadId);
    if (last.onTime !== true || last.sha256 !== sha256(file.bytes) || last.status !== 'accepted')
      throw new Error(`${unit} ${file.fileName}: ${JSON.stringify({ ...last, findings: last.findings.slice(0, 2) })}`);
  }
  const waiting = cloud.state.get('SELECT COUNT(*) AS n FROM messages')?.n;
  if (waiting !== 0) throw new Error(`${String(waiting)} messages are left in queues`);
}

/** The last minute before the deadline: 500 files of 82 units, spread over 50 seconds as a crowd is. */
export async function measureStorm(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'par-bench-storm-'));
  const assembly = join(import.meta.dirname, '..', '.build', 'bench-assembly');
  await make(join(folder, 'example'));
  await synthesize(assembly);
  const forms = formsIn(join(folder, 'example'));
  const cloud = await openedCloud(assembly, join(folder, 'state'), forms);
  try {
    await fetch(`${cloud.url}/local/clock`, { method: 'POST', body: JSON.stringify({ now: LAST_MINUTE }) });
    const from = performance.now();
    const files = crowd(forms);
    const all = await Promise.all(
      files.map(async ({ unit, file }, n) => {
        await pause((n * 50_000) / FILES);
        return await send(cloud, unit, file);
      }),
    );
    const seconds = (performance.now() - from) / 1000;
    await examine(cloud, all);
    const verdicts = (performance.now() - from) / 1000;
    const waits = all.map(({ waited }) => waited).sort((a, b) => a - b);
    const at = (share: number): string => `${((waits[Math.ceil(share * waits.length) - 1] ?? Number.NaN) / 1000).toFixed(2)} s`;
    const late = all.filter(({ receipt }) => Date.parse(receipt.receivedAt ?? '') > Date.parse(LAST_MINUTE) + MINUTE_MS).length;
    return [
      `deadline storm: ${all.length} files of ${forms.length} units in the last minute, all receipts right, none lost (${late} of them in the grace)`,
      `  last byte to receipt: median ${at(0.5)}, p95 ${at(0.95)} (target under 10 s), slowest ${at(1)}; all receipts after ${seconds.toFixed(0)} s, all verdicts after ${verdicts.toFixed(0)} s`,
    ];
  } finally {
    await cloud.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
