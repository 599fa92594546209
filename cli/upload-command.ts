import { basename } from 'node:path';
import type * as z from 'zod';
import { type Receipt, surveyDetailsSchema } from '../shared/contracts/uploads.ts';
import { pressSourceSchema } from '../shared/domain/button-presses.ts';
import { type DocumentDetails, documentDetailsSchema } from '../shared/domain/evidence.ts';
import { roundIdSchema, type UploadKind, uploadKindSchema } from '../shared/domain/round.ts';
import { AddressError, ApiClient, type FileToUpload, postFile, RefusedError } from './api-client.ts';
import { type Command, type Outcome, readArguments, UsageError } from './arguments.ts';
import { findingText } from './findings.ts';
import { readBytes } from './read-input.ts';

const BAR_WIDTH = 30;

/** A bar on stderr while it is a terminal; one line otherwise. */
function progressBar(total: number): (sent: number) => void {
  if (!process.stderr.isTTY) return (sent) => (sent === total ? void process.stderr.write(`sent ${sent} bytes\n`) : undefined);
  return (sent) => {
    const share = total === 0 ? 1 : sent / total;
    const filled = Math.round(share * BAR_WIDTH);
    process.stderr.write(
      `\r[${'█'.repeat(filled)}${'·'.repeat(BAR_WIDTH - filled)}] ${Math.round(share * 100)}%${sent === total ? '\n' : ''}`,
    );
  };
}

function describe(receipt: Receipt): Outcome {
  const onTime =
    receipt.onTime === true ? 'đúng hạn / on time' : 'muộn, theo quy định nộp muộn của kỳ / late, under the late rule of the round';
  const findings = receipt.findings.map(findingText);
  const { recordedAs } = receipt;
  const recorded =
    recordedAs === undefined
      ? []
      : [
          `bản / version ${recordedAs.version}: ${recordedAs.claimed}/${recordedAs.owed} tiêu chí có điểm / item(s) claimed`,
          `mã băm nội dung / content hash ${recordedAs.contentHash}`,
        ];
  const lines = [
    `biên nhận / receipt ${receipt.uploadId}: ${receipt.status}`,
    `nhận lúc / received ${receipt.receivedAt} (${onTime})`,
    `sha256 ${receipt.sha256}`,
    ...recorded,
    ...findings,
  ];
  const hasErrors = receipt.findings.some(({ severity }) => severity === 'error');
  return { text: lines.join('\n'), json: receipt, ok: receipt.status === 'accepted' && receipt.onTime === true && !hasErrors };
}

/** Evidence says what it is and which items it proves. */
function documentFrom({ title, items, date, number }: Partial<Record<'title' | 'items' | 'date' | 'number', string>>): DocumentDetails {
  const said = { title, items: items?.split(',').map((item) => ({ item })), date, number };
  const parsed = documentDetailsSchema.safeParse(said);
  if (parsed.success) return parsed.data;
  throw new UsageError(`kind evidence: ${parsed.error.issues.map(({ path, message }) => `--${String(path[0])} ${message}`).join('; ')}`);
}

/** Answers say which survey they are of and how they are read; presses how they are written. */
function detailsFrom(
  kind: UploadKind,
  { instrument, mapping, replaces, format, device }: Partial<Record<'instrument' | 'mapping' | 'replaces' | 'format' | 'device', string>>,
): Pick<FileToUpload, 'survey' | 'presses'> {
  const parse = <S extends z.ZodType>(schema: S, said: object): z.infer<S> => {
    const parsed = schema.safeParse(said);
    if (parsed.success) return parsed.data;
    throw new UsageError(
      `kind ${kind}: ${parsed.error.issues.map(({ path, message }) => `--${String(path[0] ?? 'format')} ${message}`).join('; ')}`,
    );
  };
  if (kind === 'survey')
    return {
      survey: parse(surveyDetailsSchema, { instrument, mapping: /^\d{1,8}$/.test(mapping ?? '') ? Number(mapping) : undefined, replaces }),
    };
  return kind === 'presses' ? { presses: parse(pressSourceSchema, { format, device }) } : {};
}

export const uploadCommand: Command = {
  usage: `par upload FILE --round ROUND --kind KIND --api URL --token TOKEN [--json]
  evidence: --title TITLE --items CODE,CODE [--date DAY] [--number N]
  survey:   --instrument ID --mapping N [--replaces UPLOAD]
  presses:  --format table|json|happyornot-results|happyornot-raw [--device NAME]`,
  async run(args) {
    const { options, files } = readArguments(args, {
      required: ['round', 'kind', 'api', 'token'],
      optional: ['title', 'items', 'date', 'number', 'instrument', 'mapping', 'replaces', 'format', 'device'],
      files: 1,
    });
    const kind = uploadKindSchema.safeParse(options.kind);
    if (!kind.success) throw new UsageError(`--kind is one of ${uploadKindSchema.options.join(', ')}`);
    if (!roundIdSchema.safeParse(options.round).success) throw new UsageError(`--round: not a round name: ${options.round}`);
    if (!/^[\w.-]+$/.test(options.token)) throw new UsageError('--token: not an access token');
    if (!URL.canParse(options.api)) throw new UsageError(`--api: not an address: ${options.api}`);
    const path = files[0] ?? '';
    const document = kind.data === 'evidence' ? documentFrom(options) : undefined;
    const about = { round: options.round, kind: kind.data, fileName: basename(path) };
    const details = detailsFrom(kind.data, options);
    const file = { ...about, bytes: await readBytes(path), ...(document === undefined ? {} : { document }), ...details };
    const client = new ApiClient(options.api, options.token);
    try {
      const address = await client.requestAddress(file);
      await postFile(address, file, progressBar(file.bytes.length));
      process.stderr.write('đang kiểm tra… / being checked…\n');
      return describe(await client.waitForReceipt(options.round, address.uploadId));
    } catch (error) {
      if (error instanceof RefusedError) return { text: error.message, json: error.problem ?? { status: error.status }, ok: false };
      if (error instanceof AddressError) return { text: error.message, json: { error: error.message }, ok: false };
      if (error instanceof TypeError && error.message === 'fetch failed') throw new UsageError(`--api: nothing answers at ${options.api}`);
      throw error;
    }
  },
};
