import type { S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';

/** Where a signed address leads, and what the file must be. Every member becomes a condition of the policy. */
export interface AddressTerms {
  readonly key: string;
  readonly contentType: string;
  readonly size: number;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly uploadId: string;
  readonly seconds: number;
}

export interface AddressSigner {
  /** A POST policy for exactly one file: a PUT address cannot bound the size, a policy can. */
  readonly sign: (terms: AddressTerms) => Promise<{ url: string; fields: Record<string, string> }>;
}

export function signAddresses(client: S3Client, bucket: string): AddressSigner {
  return {
    async sign(terms) {
      const fields = {
        'Content-Type': terms.contentType,
        'x-amz-checksum-algorithm': 'SHA256',
        'x-amz-checksum-sha256': Buffer.from(terms.sha256, 'hex').toString('base64'),
        'x-amz-meta-upload-id': terms.uploadId,
      };
      return await createPresignedPost(client, {
        Bucket: bucket,
        Key: terms.key,
        Expires: terms.seconds,
        Fields: fields,
        Conditions: [
          ['content-length-range', terms.size, terms.size],
          ...Object.entries(fields).map(([name, value]) => ({ [name]: value })),
        ],
      });
    },
  };
}
