import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { type Problem, problemSchema } from '../shared/contracts/problems.ts';
import { type Receipt, receiptSchema, type SignedAddress, signedAddressSchema, type UploadRequest } from '../shared/contracts/uploads.ts';
import type { DocumentDetails } from '../shared/domain/evidence.ts';
import { sha256 } from '../shared/domain/hash.ts';
import { UPLOAD_KINDS, type UploadKind } from '../shared/domain/round.ts';

/** What the front door answers before any function is asked. */
const WITHOUT_PROBLEM: Readonly<Record<number, string>> = {
  401: 'Mã truy cập không hợp lệ hoặc đã hết hạn / the access token is not valid or has expired',
  404: 'Không có địa chỉ đó / no such address',
  413: 'Yêu cầu quá lớn / the request is too large',
};

/** The API refused: a problem document, or at least a status. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly status: number;
  readonly problem: Problem | undefined;

  constructor(status: number, problem: Problem | undefined) {
    super(
      problem === undefined
        ? `${WITHOUT_PROBLEM[status] ?? 'API từ chối / the API refused'} (${status})`
        : [
            `${problem.title} – ${problem.detail} / ${problem.titleEn} – ${problem.detailEn}`,
            ...(problem.errors ?? []).map((entry) => `  ${Object.values(entry).join(': ')}`),
          ].join('\n'),
    );
    this.status = status;
    this.problem = problem;
  }
}

/** The signed address did not take the file. */
export class AddressError extends Error {
  override readonly name = 'AddressError';
}

export interface FileToUpload {
  readonly round: string;
  readonly kind: UploadKind;
  readonly fileName: string;
  readonly bytes: Uint8Array;
  /** Evidence: what the document is and which items it proves. */
  readonly document?: DocumentDetails;
  /** Answers of a survey: which survey, and how they are read. */
  readonly survey?: UploadRequest['survey'];
  /** Presses of buttons: how they are written. */
  readonly presses?: UploadRequest['presses'];
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  zip: 'application/zip',
  csv: 'text/csv',
  json: 'application/json',
  jsonl: 'application/x-ndjson',
  ndjson: 'application/x-ndjson',
};

/** Of kinds that take several types, the one that the file's name says; the kind's first otherwise. */
export function contentTypeOf({ kind, fileName }: Pick<FileToUpload, 'kind' | 'fileName'>): string {
  const byName = CONTENT_TYPES[fileName.split('.').at(-1)?.toLowerCase() ?? ''];
  const taken: readonly string[] = UPLOAD_KINDS[kind].contentTypes;
  return byName !== undefined && taken.includes(byName) ? byName : (taken[0] ?? '');
}

function refusalOf(response: Response, text: string): RefusedError {
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') === true;
  return new RefusedError(response.status, isProblem ? problemSchema.safeParse(JSON.parse(text)).data : undefined);
}

/** A small file has its verdict in a tenth of a second; a crowd's takes longer, and asking often only makes it longer. */
const FIRST_POLL_MS = 40;
const LONGEST_POLL_MS = 320;
const CHUNK_BYTES = 64 * 1024;

/** The HTTP API as a person's tool uses it: with an access token, through the front door. */
export class ApiClient {
  readonly #base: string;
  readonly #token: string;

  constructor(base: string, token: string) {
    this.#base = base.replace(/\/+$/, '');
    this.#token = token;
  }

  /** The parsed JSON answer. Throws RefusedError for anything but a success. */
  async call(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown, headers: Record<string, string> = {}): Promise<unknown> {
    const response = await fetch(this.#base + path, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.ok) return text === '' ? undefined : (JSON.parse(text) as unknown);
    throw refusalOf(response, text);
  }

  async requestAddress(file: FileToUpload, idempotencyKey?: string): Promise<SignedAddress> {
    const { round, kind, fileName, bytes, document, survey, presses } = file;
    const about = { kind, fileName, size: bytes.length, sha256: sha256(bytes), contentType: contentTypeOf(file) };
    const body: UploadRequest = {
      ...about,
      ...(document === undefined ? {} : { document }),
      ...(survey === undefined ? {} : { survey }),
      ...(presses === undefined ? {} : { presses }),
    };
    const headers = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };
    return signedAddressSchema.parse(await this.call('POST', `/api/rounds/${round}/uploads`, body, headers));
  }

  /** A file that the API answers with. Throws RefusedError. */
  async file(path: string): Promise<Uint8Array> {
    const response = await fetch(this.#base + path, { headers: { authorization: `Bearer ${this.#token}` } });
    if (!response.ok) throw refusalOf(response, await response.text());
    return new Uint8Array(await response.arrayBuffer());
  }

  async receipt(round: string, uploadId: string): Promise<Receipt> {
    return receiptSchema.parse(await this.call('GET', `/api/rounds/${round}/uploads/${uploadId}`));
  }

  /** Waits until the file has its verdict. */
  async waitForReceipt(round: string, uploadId: string): Promise<Receipt> {
    for (let wait = FIRST_POLL_MS; ; wait = Math.min(2 * wait, LONGEST_POLL_MS)) {
      const receipt = await this.receipt(round, uploadId);
      if (receipt.status !== 'issued' && receipt.status !== 'received') return receipt;
      await pause(wait);
    }
  }
}

/** Sends a file to its signed address as a browser's form does. Throws AddressError with what the store answered. */
export async function postFile(
  address: SignedAddress,
  file: FileToUpload,
  onProgress: (sent: number) => void = () => undefined,
): Promise<void> {
  const boundary = `par${sha256(address.uploadId).slice(0, 24)}`;
  const fields = Object.entries(address.fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  // The file's own name never becomes part of anything: the key is in the policy.
  const head = Buffer.from(
    `${fields.join('')}--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="file"\r\nContent-Type: ${contentTypeOf(file)}\r\n\r\n`,
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  await new Promise<void>((resolve, reject) => {
    const send = address.url.startsWith('https:') ? httpsRequest : httpRequest;
    const request = send(
      address.url,
      {
        method: 'POST',
        headers: {
          'content-type': `multipart/form-data; boundary=${boundary}`,
          'content-length': head.length + file.bytes.length + tail.length,
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const status = response.statusCode ?? 0;
          if (status >= 200 && status < 300) resolve();
          else reject(new AddressError(`the signed address answered ${status}: ${Buffer.concat(chunks).toString('utf8').slice(0, 500)}`));
        });
      },
    );
    request.on('error', (error) => reject(new AddressError(error.message)));
    request.write(head);
    const writeFrom = (at: number): void => {
      if (at >= file.bytes.length) {
        request.end(tail);
        return;
      }
      const chunk = file.bytes.subarray(at, at + CHUNK_BYTES);
      request.write(chunk, () => {
        onProgress(at + chunk.length);
        writeFrom(at + chunk.length);
      });
    };
    writeFrom(0);
  });
}
