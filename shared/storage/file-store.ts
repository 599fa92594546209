import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';

/** One bucket. Objects are written once: nothing here overwrites, and only a removal by two persons deletes. */
export class FileStore {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  /** Size and SHA-256 (hexadecimal) that S3 itself verified when the bytes arrived. */
  async verifiedHash(key: string, versionId: string): Promise<{ size: number; sha256: string | undefined }> {
    const head = await this.#client.send(
      new HeadObjectCommand({ Bucket: this.#bucket, Key: key, VersionId: versionId, ChecksumMode: 'ENABLED' }),
    );
    const sha256 = head.ChecksumSHA256 === undefined ? undefined : Buffer.from(head.ChecksumSHA256, 'base64').toString('hex');
    return { size: head.ContentLength ?? 0, sha256 };
  }

  /** The version that was written first under this key; undefined if nothing ever was. */
  async earliestVersion(key: string): Promise<string | undefined> {
    let earliest: string | undefined;
    let page: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined = {};
    while (page !== undefined) {
      const answer: ListObjectVersionsCommandOutput = await this.#client.send(
        new ListObjectVersionsCommand({ Bucket: this.#bucket, Prefix: key, ...page }),
      );
      // Versions of one key come newest first.
      earliest = answer.Versions?.findLast(({ Key }) => Key === key)?.VersionId ?? earliest;
      page = answer.IsTruncated === true ? { KeyMarker: answer.NextKeyMarker, VersionIdMarker: answer.NextVersionIdMarker } : undefined;
    }
    return earliest;
  }

  /** Copies one version of an object of another bucket to a key that is free, and answers the copy's version and verified hash. */
  async copyFrom(bucket: string, key: string, versionId: string, to: string): Promise<{ versionId: string; sha256: string | undefined }> {
    const answer = await this.#client.send(
      new CopyObjectCommand({
        Bucket: this.#bucket,
        Key: to,
        CopySource: `${bucket}/${encodeURIComponent(key)}?versionId=${versionId}`,
        ChecksumAlgorithm: 'SHA256',
      }),
    );
    const { VersionId: copied, CopyObjectResult } = answer;
    if (copied === undefined) throw new Error(`${to} was not copied`);
    const checksum = CopyObjectResult?.ChecksumSHA256;
    const sha256 = checksum === undefined ? (await this.verifiedHash(to, copied)).sha256 : Buffer.from(checksum, 'base64').toString('hex');
    return { versionId: copied, sha256 };
  }

  /** Removes one version that a retention still protects. For documents only, after two persons agreed. */
  async removeLocked(key: string, versionId: string): Promise<void> {
    await this.#client.send(
      new DeleteObjectCommand({ Bucket: this.#bucket, Key: key, VersionId: versionId, BypassGovernanceRetention: true }),
    );
  }

  /** Removes one version that no retention protects. For documents only, after two persons agreed. */
  async remove(key: string, versionId: string): Promise<void> {
    await this.#client.send(new DeleteObjectCommand({ Bucket: this.#bucket, Key: key, VersionId: versionId }));
  }

  async read(key: string, versionId?: string): Promise<Uint8Array> {
    const { Body } = await this.#client.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key, VersionId: versionId }));
    if (Body === undefined) throw new Error(`${key} has no body`);
    return await Body.transformToByteArray();
  }

  /** The content of one version as it comes, for files that are not taken into memory. */
  async *stream(key: string, versionId: string): AsyncGenerator<Uint8Array> {
    const { Body } = await this.#client.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key, VersionId: versionId }));
    if (Body === undefined) throw new Error(`${key} has no body`);
    yield* Body as unknown as AsyncIterable<Uint8Array>;
  }

  /** Writes a file that is not there yet; false if there is one. */
  async writeIfAbsent(key: string, bytes: Uint8Array, contentType: string): Promise<boolean> {
    try {
      await this.#client.send(
        new PutObjectCommand({
          Bucket: this.#bucket,
          Key: key,
          Body: bytes,
          ContentType: contentType,
          IfNoneMatch: '*',
          ChecksumAlgorithm: 'SHA256',
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof Error && error.name === 'PreconditionFailed') return false;
      throw error;
    }
  }

  /** Writes a file whose content its key determines. The same bytes again are a repeat; other bytes are an error. */
  async writeOnce(key: string, bytes: Uint8Array, contentType: string): Promise<void> {
    if (await this.writeIfAbsent(key, bytes, contentType)) return;
    if (!Buffer.from(await this.read(key)).equals(bytes)) throw new Error(`${key} is there with other content`);
  }
}
