import { writeFile } from 'node:fs/promises';
import type * as z from 'zod';
import { gateViewSchema, type RoundView, resolutionsAnswerSchema, roundViewSchema } from '../shared/contracts/rounds.ts';
import { roundDefinitionSchema } from '../shared/domain/round.ts';
import { clientOf } from './access.ts';
import { RefusedError } from './api-client.ts';
import { type Command, type Outcome, readArguments, UsageError } from './arguments.ts';
import { readJson } from './read-input.ts';

const WHERE = ['api', 'token'] as const;
const DECISION = ['decision', 'reason'] as const;

const listOf = (text: string | undefined): string[] | undefined => text?.split(',').filter((part) => part !== '');

/** "3 ngày 4 giờ / 3 d 4 h". */
function sayLeft(seconds: number): string {
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  return days > 0 ? `${days} ngày ${hours} giờ / ${days} d ${hours} h` : `${hours} giờ ${minutes} phút / ${hours} h ${minutes} min`;
}

function describe(view: RoundView): string {
  const { round, title, rehearsal, generation, stages, frozen, computed, releases, unitChanges, progress } = view;
  const lines = [
    `${round} – ${title.vi}${rehearsal ? ' (diễn tập / rehearsal)' : ''}`,
    `thế hệ quy trình / generation ${generation}; chốt / frozen: ${frozen ? 'có / yes' : 'chưa / no'}; tính điểm / computed: ${computed ? 'có / yes' : 'chưa / no'}`,
    ...stages.map(({ stage, status, deadlineText, secondsLeft, extensions }) => {
      const left = secondsLeft === undefined ? '' : ` · còn / left ${sayLeft(secondsLeft)}`;
      const moved = extensions.length === 0 ? '' : ` · gia hạn / extensions: ${extensions.length}`;
      return `  ${stage.padEnd(16)} ${status.padEnd(8)} hạn / deadline ${deadlineText}${left}${moved}`;
    }),
    ...releases.map(({ release, status }) => `  bản công bố / release ${release}: ${status}`),
    ...unitChanges.map(
      ({ predecessors, successor, decisionNumber }) => `  ${predecessors.join(' + ')} → ${successor.code} (${decisionNumber})`,
    ),
  ];
  if (progress !== undefined) {
    const { states, units, queue, troubles } = progress;
    lines.push(
      `đơn vị / units: đủ / complete ${states.complete}, chưa đủ / incomplete ${states.incomplete}, chưa có gì / nothing ${states.nothing}`,
    );
    for (const { unit, missing } of units.filter((entry) => entry.missing.length > 0))
      lines.push(`  ${unit.padEnd(8)} ${missing.map(({ vi, en }) => `${vi} / ${en}`).join('; ')}`);
    const waiting = Object.entries(queue ?? {}).filter(([, n]) => n > 0);
    if (waiting.length > 0) lines.push(`đang chờ / waiting: ${waiting.map(([stage, n]) => `${stage} ${n}`).join(', ')}`);
    for (const { unit, step, error } of troubles ?? []) lines.push(`lỗi / failed: ${unit} ${step}: ${error}`);
  }
  return lines.join('\n');
}

function outcomeOf(answer: unknown): Outcome {
  const view = roundViewSchema.parse(answer);
  return { text: describe(view), json: view, ok: true };
}

function describeGate({ open, stagesNotOver, matters }: z.infer<typeof gateViewSchema>): string {
  const lines = matters.map(({ id, state, missing, choices, resolution, decisionNumber }) =>
    state === 'open'
      ? `  MỞ / OPEN  ${id.padEnd(24)} thiếu / missing: ${missing}; ${choices.join(' | ')}`
      : `  ${state.padEnd(10)} ${id.padEnd(24)} ${resolution} (${decisionNumber})`,
  );
  const waits = stagesNotOver.length === 0 ? '' : `\nchờ giai đoạn / waits for: ${stagesNotOver.join(', ')}`;
  return [`việc còn mở / open matters: ${open}${waits}`, ...lines].join('\n');
}

type Action = (args: string[]) => Promise<Outcome>;

/** Moves a deadline, or opens a stage again: the same decision, two addresses. */
const moveWindow =
  (method: 'PUT' | 'POST', what: 'deadline' | 'reopening'): Action =>
  async (args) => {
    const optional = what === 'deadline' ? (['units', 'opens'] as const) : (['units'] as const);
    const { options } = readArguments(args, {
      required: ['round', 'stage', 'deadline', ...DECISION, ...WHERE],
      optional: [...optional],
      files: 0,
    });
    const { units, opens } = options as Partial<Record<'units' | 'opens', string>>;
    const body = { deadlineAt: options.deadline, decisionNumber: options.decision, reason: options.reason };
    const more = { ...(units === undefined ? {} : { units: listOf(units) }), ...(opens === undefined ? {} : { opensAt: opens }) };
    return outcomeOf(
      await clientOf(options).call(method, `/api/rounds/${options.round}/stages/${options.stage}/${what}`, { ...body, ...more }),
    );
  };

const ACTIONS: Readonly<Record<string, { readonly usage: string; readonly run: Action }>> = {
  create: {
    usage: 'create ROUND.json',
    async run(args) {
      const { files, options } = readArguments(args, { required: WHERE, optional: [], files: 1 });
      const parsed = roundDefinitionSchema.safeParse(await readJson(files[0] ?? ''));
      if (!parsed.success) {
        const errors = parsed.error.issues.map(({ path, message }) => ({ at: path.join('.'), message }));
        return { text: errors.map(({ at, message }) => `${at}: ${message}`).join('\n'), json: { errors }, ok: false };
      }
      return outcomeOf(await clientOf(options).call('POST', '/api/rounds', parsed.data));
    },
  },
  status: {
    usage: 'status --round R [--csv FILE]',
    async run(args) {
      const { options } = readArguments(args, { required: ['round', ...WHERE], optional: ['csv'], files: 0 });
      const client = clientOf(options);
      const outcome = outcomeOf(await client.call('GET', `/api/rounds/${options.round}`));
      if (options.csv !== undefined) {
        const table = await client.file(`/api/rounds/${options.round}?progress=csv`);
        await writeFile(options.csv, table).catch((error: NodeJS.ErrnoException) => {
          throw new UsageError(`${options.csv}: ${error.code ?? 'cannot be written'}`);
        });
      }
      return outcome;
    },
  },
  extend: {
    usage: 'extend --round R --stage S --deadline INSTANT --decision NUMBER --reason TEXT [--units A,B] [--opens INSTANT]',
    run: moveWindow('PUT', 'deadline'),
  },
  reopen: {
    usage:
      'reopen --round R --stage S --deadline INSTANT --decision NUMBER --reason TEXT [--units A,B]   (a coordinator, then a publisher)',
    run: moveWindow('POST', 'reopening'),
  },
  gate: {
    usage: 'gate --round R',
    async run(args) {
      const { options } = readArguments(args, { required: ['round', ...WHERE], optional: [], files: 0 });
      const view = gateViewSchema.parse(await clientOf(options).call('GET', `/api/rounds/${options.round}/gate`));
      return { text: describeGate(view), json: view, ok: view.open === 0 };
    },
  },
  resolve: {
    usage: 'resolve --round R --matters ID,ID --decision NUMBER (--as RESOLUTION --reason TEXT | --approve yes)',
    async run(args) {
      const required = ['round', 'matters', 'decision', ...WHERE] as const;
      const { options } = readArguments(args, { required, optional: ['as', 'reason', 'approve'], files: 0 });
      const { round, decision: decisionNumber, as: resolution, reason } = options;
      const matters = listOf(options.matters) ?? [];
      const isApproval = options.approve === 'yes';
      if (isApproval && (resolution !== undefined || reason !== undefined))
        throw new UsageError('--approve yes takes what was proposed: no --as, no --reason');
      if (!isApproval && (resolution === undefined || reason === undefined)) throw new UsageError('--as and --reason, or --approve yes');
      const path = `/api/rounds/${round}/resolutions`;
      const client = clientOf(options);
      const answer = isApproval
        ? await client.call('POST', `${path}/approval`, { matters, decisionNumber })
        : await client.call('POST', path, { matters, resolution, decisionNumber, reason });
      const { state, ...rest } = resolutionsAnswerSchema.parse(answer);
      return { text: `${state}: ${matters.join(', ')} → ${rest.resolution} (${decisionNumber})`, json: { state, ...rest }, ok: true };
    },
  },
  freeze: {
    usage: 'freeze --round R',
    async run(args) {
      const { options } = readArguments(args, { required: ['round', ...WHERE], optional: [], files: 0 });
      const answer = (await clientOf(options).call('POST', `/api/rounds/${options.round}/freeze`, {})) as { hash: string };
      return { text: `chốt số liệu / frozen: ${answer.hash}`, json: answer, ok: true };
    },
  },
  resume: {
    usage: 'resume --round R --reason TEXT',
    async run(args) {
      const { options } = readArguments(args, { required: ['round', 'reason', ...WHERE], optional: [], files: 0 });
      return outcomeOf(await clientOf(options).call('POST', `/api/rounds/${options.round}/resume`, { reason: options.reason }));
    },
  },
};

/** A refusal with everything that it says: why, what would open it, and each error. */
function refusal({ message, status, problem }: RefusedError): Outcome {
  const lock = problem?.lock;
  const lines = [
    message,
    ...(lock === undefined
      ? []
      : [
          `${lock.rule} / ${lock.ruleEn} (${[lock.decidedBy, lock.since].filter(Boolean).join(', ')})`,
          `→ ${lock.opens} / ${lock.opensEn}`,
        ]),
    ...(problem?.errors ?? []).map((error) => `  ${JSON.stringify(error)}`),
  ];
  return { text: lines.join('\n'), json: problem ?? { status }, ok: false };
}

export const roundCommand: Command = {
  usage: `${Object.values(ACTIONS)
    .map(({ usage }) => `par round ${usage} --api URL --token TOKEN [--json]`)
    .join('\n')}`,
  async run([action = '', ...args]) {
    const chosen = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
    if (chosen === undefined) throw new UsageError(`par round knows: ${Object.keys(ACTIONS).join(', ')}`);
    try {
      return await chosen.run(args);
    } catch (error) {
      if (error instanceof RefusedError) return refusal(error);
      throw error;
    }
  },
};
