import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { type Receipt, receiptSchema, signedFactsOf } from '../shared/contracts/uploads.ts';
import { sayInstant } from '../shared/domain/calendar.ts';
import { canonicalJson } from '../shared/domain/canonical-json.ts';
import { type Command, type Outcome, readArguments, UsageError } from './arguments.ts';
import { readBytes } from './read-input.ts';

async function readReceipt(path: string): Promise<Receipt> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(await readBytes(path)));
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`${path}: not JSON`);
    throw error;
  }
  const parsed = receiptSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new UsageError(
    `${path}: not a receipt: ${parsed.error.issues.map(({ path: at, message }) => `${at.join('.')} ${message}`).join('; ')}`,
  );
}

async function readKey(path: string): Promise<KeyObject> {
  const bytes = await readBytes(path);
  try {
    return createPublicKey(Buffer.from(bytes));
  } catch {
    throw new UsageError(`${path}: not a public key in PEM`);
  }
}

function outcome(receipt: Receipt, isValid: boolean): Outcome {
  const { uploadId, unit, kind, receivedAt, onTime, sha256 } = receipt;
  const verdict = isValid ? 'chữ ký hợp lệ / valid signature' : 'CHỮ KÝ KHÔNG HỢP LỆ / INVALID SIGNATURE';
  const facts = [
    `biên nhận / receipt ${uploadId}: ${verdict}`,
    `${unit} ${kind} ${receivedAt === undefined ? '' : sayInstant(Date.parse(receivedAt))} ${onTime === true ? 'đúng hạn / on time' : 'muộn / late'}`,
    `sha256 ${sha256 ?? '–'}`,
  ];
  return { text: facts.join('\n'), json: { uploadId, valid: isValid, unit, kind, receivedAt, onTime, sha256 }, ok: isValid };
}

export const receiptCommand: Command = {
  usage: 'par receipt verify RECEIPT.json --key PUBLIC.pem [--json]',
  async run([action, ...args]) {
    if (action !== 'verify') throw new UsageError('par receipt knows one action: verify');
    const { options, files } = readArguments(args, { required: ['key'], optional: [], files: 1 });
    const [receipt, key] = [await readReceipt(files[0] ?? ''), await readKey(options.key)];
    const { signature, receivedAt } = receipt;
    if (signature === undefined || receivedAt === undefined)
      throw new UsageError('the receipt is not signed: nothing had arrived when it was taken');
    let isValid = false;
    try {
      const facts = Buffer.from(canonicalJson(signedFactsOf(receipt)));
      isValid = verify('sha256', facts, key, Buffer.from(signature, 'base64'));
    } catch {
      // Facts that are missing or of another form were never signed.
    }
    return outcome(receipt, isValid);
  },
};
