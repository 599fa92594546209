import { mkdir, readdir, readlink, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type * as z from 'zod';
import packageJson from '../package.json' with { type: 'json' };
import {
  complaintsViewSchema,
  complaintViewSchema,
  type ReleaseView,
  releaseRequestSchema,
  releaseViewSchema,
} from '../shared/contracts/publication.ts';
import { sayInstant } from '../shared/domain/calendar.ts';
import { REPORT_TEMPLATE } from '../shared/release/report-template.ts';
import { BESIDE_MANIFEST, NoReleaseError, readManifest, type VerifiedRelease, verifyRelease } from '../shared/release/verify-release.ts';
import { clientOf } from './access.ts';
import { RefusedError } from './api-client.ts';
import { type Command, type Outcome, readArguments, UsageError } from './arguments.ts';
import { readBytes, readJson } from './read-input.ts';
import { askForRelease, prepareRelease, showRelease } from './release-steps.ts';

const conclusionsSchema = releaseRequestSchema.shape.council.shape.conclusions;
const ACCESS = ['api', 'token'] as const;

/** All files of a release, by their paths: of a folder, or of a public address. */
async function filesOf(place: string): Promise<Map<string, Uint8Array>> {
  return /^https?:\/\//.test(place) ? await fetchAll(place.replace(/\/?$/, '/')) : await readAll(place);
}

async function readAll(folder: string): Promise<Map<string, Uint8Array>> {
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) throw new UsageError(`${folder}: không phải thư mục / not a folder`);
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = new Map<string, Uint8Array>();
  for (const entry of names) {
    if (entry.isDirectory()) continue;
    const path = join(entry.parentPath, entry.name);
    // A link is a file too many, wherever it leads; its place is what is looked at.
    const bytes = entry.isFile() ? await readBytes(path) : new TextEncoder().encode(await readlink(path).catch(() => ''));
    files.set(relative(folder, path).split(sep).join('/'), new Uint8Array(bytes));
  }
  return files;
}

async function fetchAll(base: string): Promise<Map<string, Uint8Array>> {
  const get = async (path: string): Promise<Uint8Array | undefined> => {
    const response = await fetch(base + path.split('/').map(encodeURIComponent).join('/'));
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
  };
  const files = new Map<string, Uint8Array>();
  const take = async (path: string): Promise<void> => {
    const bytes = await get(path);
    if (bytes !== undefined) files.set(path, bytes);
  };
  for (const path of BESIDE_MANIFEST) await take(path);
  if (!files.has('manifest.json')) throw new UsageError(`${base}: không có bản công bố / no release there`);
  for (const { path } of readManifest(files.get('manifest.json')).files) await take(path);
  return files;
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : String(error));

/** A release lies alone in its folder: beside other files it would not be the one that was published. */
async function makeEmptyFolder(folder: string): Promise<void> {
  try {
    // Its parent is there: Node never comes back from making a whole path where the system makes none, as in /proc.
    await mkdir(folder);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') throw new UsageError(`${dirname(folder)}: không có thư mục này (ENOENT) / there is no such folder (ENOENT)`);
    if (code !== 'EEXIST') throw new UsageError(`${folder}: ${code}`);
    const names = await readdir(folder).catch((cause: unknown) => {
      throw new UsageError(`${folder}: không phải thư mục đọc được / not a folder that can be read (${codeOf(cause)})`);
    });
    if (names.length > 0) throw new UsageError(`${folder}: thư mục không rỗng / the folder is not empty`);
  }
}

const STEPS = {
  signature: 'chữ ký / signature',
  hashes: 'mã băm / hashes',
  figures: 'con số / figures',
  surveys: 'khảo sát / surveys',
  files: 'tệp dựng lại / files made again',
  reports: 'báo cáo / reports',
  publication: 'quyết định công bố / decision of publication',
} as const;
const NAMED = 20;

function verdict({ round, release, ok, steps, notFollowing }: VerifiedRelease): Outcome {
  const lines = steps.flatMap(({ step, passed, found }) => [
    `${passed ? 'ok  ' : 'SAI '} ${STEPS[step]}: ${passed ? found.join('; ') : ''}`,
    ...(passed ? [] : found.slice(0, NAMED).map((problem) => `       ${problem}`)),
    ...(passed || found.length <= NAMED ? [] : [`       … ${found.length - NAMED}`]),
  ]);
  const text = [
    `${round}, bản số / release ${release}: ${ok ? 'ĐÚNG / VERIFIED' : 'KHÔNG ĐÚNG / NOT VERIFIED'}`,
    ...lines,
    'không tính lại được từ dữ liệu đã công bố / does not follow from what is released:',
    ...notFollowing.map((name) => `  - ${name}`),
  ].join('\n');
  return { text, json: { round, release, ok, steps, notFollowing }, ok };
}

function sayRelease(view: ReleaseView): Outcome {
  const { round, release, status, manifestSha256, gate = [], contested, covered } = view;
  const lines = [
    `${round}, bản số / release ${release}: ${status}`,
    ...(manifestSha256 === undefined ? [] : [`manifest sha256 ${manifestSha256}`]),
    ...gate.map(({ check, passed, found }) => `${passed ? 'ok  ' : 'SAI '} ${check}: ${found}`),
    ...(covered === undefined ? [] : [`đã che trong kết luận, quyết định / covered in conclusions and decision: ${covered}`]),
    ...(contested === undefined
      ? []
      : [
          `cần kết luận của hội đồng / the council concludes on: ${contested.map(({ unit, item }) => `${unit} ${item}`).join(', ') || '–'}`,
        ]),
  ];
  return { text: lines.join('\n'), json: view, ok: status !== 'failed' };
}

const number = (text: string): number => {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new UsageError(`${text}: không phải số / not a number`);
  return Number(text);
};

/** The council's conclusions: `[{"unit","item","conclusion"}]`. */
async function readConclusions(path: string): Promise<z.infer<typeof conclusionsSchema>> {
  const parsed = conclusionsSchema.safeParse(await readJson(path));
  if (!parsed.success)
    throw new UsageError(`${path}: ${parsed.error.issues.map(({ path: at, message }) => `${at.join('.')} ${message}`).join('; ')}`);
  return parsed.data;
}

interface Action {
  readonly usage: string;
  readonly run: (args: string[]) => Promise<Outcome>;
}

const ACTIONS: Record<string, Action> = {
  verify: {
    usage: 'verify DIR-or-URL --key PUBLIC.pem',
    async run(args) {
      const { options, files } = readArguments(args, { required: ['key'], optional: [], files: 1 });
      const key = new TextDecoder().decode(await readBytes(options.key));
      const found = await filesOf(files[0] ?? '');
      if (!found.has('manifest.json')) throw new UsageError(`${files[0]}: không có manifest.json / no manifest.json`);
      // Native code of fifty megabytes: no other command has to load it, nor to be on a platform that has it.
      const { Typesetter } = await import('../shared/document/typeset-report.ts');
      const setter = new Typesetter(REPORT_TEMPLATE);
      return verdict(await verifyRelease(found, key, packageJson.version, (data) => setter.pdf(data)));
    },
  },
  download: {
    usage: 'download URL --to DIR',
    async run(args) {
      const { options, files } = readArguments(args, { required: ['to'], optional: [], files: 1 });
      await makeEmptyFolder(options.to);
      const found = await fetchAll((files[0] ?? '').replace(/\/?$/, '/'));
      for (const [path, bytes] of found) {
        const to = join(options.to, path);
        try {
          await mkdir(dirname(to), { recursive: true });
          await writeFile(to, bytes);
        } catch (error) {
          throw new UsageError(`${to}: ${codeOf(error)}`);
        }
      }
      return { text: `${found.size} tệp / files → ${options.to}`, json: { files: found.size, to: options.to }, ok: true };
    },
  },
  prepare: {
    usage: 'prepare --round R',
    async run(args) {
      const { options } = readArguments(args, { required: [...ACCESS, 'round'], optional: [], files: 0 });
      return sayRelease(await prepareRelease(clientOf(options), options.round));
    },
  },
  show: {
    usage: 'show --round R --release N',
    async run(args) {
      const { options } = readArguments(args, { required: [...ACCESS, 'round', 'release'], optional: [], files: 0 });
      return sayRelease(await showRelease(clientOf(options), options.round, number(options.release)));
    },
  },
  request: {
    usage:
      'request DECISION.pdf --round R --release N --council-on DAY --conclusions FILE.json --decision NUMBER --date DAY --signatory OFFICE',
    async run(args) {
      const required = [...ACCESS, 'round', 'release', 'council-on', 'decision', 'date', 'signatory'] as const;
      const { options, files } = readArguments(args, { required, optional: ['conclusions'], files: 1 });
      const client = clientOf(options);
      const view = await showRelease(client, options.round, number(options.release));
      const given = options.conclusions === undefined ? [] : await readConclusions(options.conclusions);
      const words = new Map(given.map(({ unit, item, conclusion }) => [`${unit}\n${item}`, conclusion]));
      const missing = (view.contested ?? []).filter(({ unit, item }) => !words.has(`${unit}\n${item}`));
      if (missing.length > 0)
        throw new UsageError(`thiếu kết luận / no conclusion on: ${missing.map(({ unit, item }) => `${unit} ${item}`).join(', ')}`);
      const pdf = Buffer.from(await readBytes(files[0] ?? '')).toString('base64');
      const decision = { number: options.decision, date: options.date, signatory: options.signatory, pdf };
      return sayRelease(
        await askForRelease(client, view, { on: options['council-on'], decision }, (unit, item) => words.get(`${unit}\n${item}`) ?? ''),
      );
    },
  },
  approve: {
    usage: 'approve --round R --release N',
    async run(args) {
      const { options } = readArguments(args, { required: [...ACCESS, 'round', 'release'], optional: [], files: 0 });
      const path = `/api/rounds/${options.round}/releases/${number(options.release)}/approval`;
      const view = releaseViewSchema.parse(await clientOf(options).call('POST', path, {}));
      return sayRelease(view);
    },
  },
  rollback: {
    usage: 'rollback --round R --release N (two publishers, one call each)',
    async run(args) {
      const { options } = readArguments(args, { required: [...ACCESS, 'round', 'release'], optional: [], files: 0 });
      const path = `/api/rounds/${options.round}/releases/${number(options.release)}/rollback`;
      return sayRelease(releaseViewSchema.parse(await clientOf(options).call('POST', path, {})));
    },
  },
  complain: {
    usage: 'complain --round R --unit U --item I --ground TEXT [--evidence ID,ID]',
    async run(args) {
      const required = [...ACCESS, 'round', 'unit', 'item', 'ground'] as const;
      const { options } = readArguments(args, { required, optional: ['evidence'], files: 0 });
      const body = { item: options.item, ground: options.ground, evidence: options.evidence?.split(',') ?? [] };
      const path = `/api/rounds/${options.round}/units/${options.unit}/complaints`;
      const view = complaintViewSchema.parse(await clientOf(options).call('POST', path, body));
      const text = `khiếu nại số / complaint ${view.number}, trả lời trước / answered by ${sayInstant(Date.parse(view.answerBy))}`;
      return { text, json: view, ok: true };
    },
  },
  complaints: {
    usage: 'complaints --round R',
    async run(args) {
      const { options } = readArguments(args, { required: [...ACCESS, 'round'], optional: [], files: 0 });
      const view = complaintsViewSchema.parse(await clientOf(options).call('GET', `/api/rounds/${options.round}/complaints`));
      const lines = view.complaints.map(
        ({ number: n, unit, item, status, isOverdue }) => `${n}  ${unit} ${item}  ${status}${isOverdue ? '  QUÁ HẠN / OVERDUE' : ''}`,
      );
      return { text: lines.join('\n') || 'không có / none', json: view, ok: true };
    },
  },
  assign: {
    usage: 'assign --round R --complaint N --to PERSON',
    async run(args) {
      const { options } = readArguments(args, { required: [...ACCESS, 'round', 'complaint', 'to'], optional: [], files: 0 });
      const path = `/api/rounds/${options.round}/complaints/${number(options.complaint)}/assignment`;
      const view = complaintViewSchema.parse(await clientOf(options).call('PUT', path, { assignee: options.to }));
      return { text: `khiếu nại số / complaint ${view.number}: ${view.status}`, json: view, ok: true };
    },
  },
  answer: {
    usage: 'answer --round R --complaint N --outcome upheld|rejected --text TEXT [--points P --decision NUMBER]',
    async run(args) {
      const required = [...ACCESS, 'round', 'complaint', 'outcome', 'text'] as const;
      const { options } = readArguments(args, { required, optional: ['points', 'decision'], files: 0 });
      const body = {
        outcome: options.outcome,
        text: options.text,
        ...(options.points === undefined ? {} : { points: options.points }),
        ...(options.decision === undefined ? {} : { decisionNumber: options.decision }),
      };
      const path = `/api/rounds/${options.round}/complaints/${number(options.complaint)}/answer`;
      const view = complaintViewSchema.parse(await clientOf(options).call('POST', path, body));
      const entry = view.answer?.ledgerEntry;
      return {
        text: `khiếu nại số / complaint ${view.number}: ${view.status}${entry === undefined ? '' : `, sổ thay đổi / ledger ${entry}`}`,
        json: view,
        ok: true,
      };
    },
  },
  remedies: {
    usage: 'remedies PLAN.json --round R --unit U',
    async run(args) {
      const { options, files } = readArguments(args, { required: [...ACCESS, 'round', 'unit'], optional: [], files: 1 });
      const plan = await readJson(files[0] ?? '');
      const view = await clientOf(options).call('PUT', `/api/rounds/${options.round}/units/${options.unit}/remedies`, plan);
      return { text: 'đã ghi kế hoạch khắc phục / the plan is recorded', json: view, ok: true };
    },
  },
};

/** Publication at a command line; `verify` and `download` need neither token nor API. */
export const releaseCommand: Command = {
  usage: Object.entries(ACTIONS)
    .map(
      ([name, { usage }]) => `par release ${usage}${name === 'verify' || name === 'download' ? '' : ' --api URL --token TOKEN'} [--json]`,
    )
    .join('\n'),
  async run([name = '', ...args]) {
    const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
    if (action === undefined) throw new UsageError(`par release knows: ${Object.keys(ACTIONS).join(', ')}`);
    try {
      return await action.run(args);
    } catch (error) {
      if (error instanceof NoReleaseError) return { text: error.message, json: { error: { message: error.message } }, ok: false };
      if (!(error instanceof RefusedError)) throw error;
      return { text: error.message, json: { error: error.problem ?? { message: error.message } }, ok: false };
    }
  },
};
