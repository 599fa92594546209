import { KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { canonicalJson } from '../domain/canonical-json.ts';

/** Signs with the environment's key (ECC_NIST_P256, ECDSA with SHA-256). */
export interface Signer {
  /** DER signature over the bytes. */
  readonly sign: (bytes: Uint8Array) => Promise<Uint8Array>;
}

export function connectSigner(keyId: string): Signer {
  const client = new KMSClient({});
  return {
    async sign(bytes) {
      // RAW messages are limited to 4,096 bytes, so the digest is made here.
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)));
      const { Signature } = await client.send(
        new SignCommand({ KeyId: keyId, Message: digest, MessageType: 'DIGEST', SigningAlgorithm: 'ECDSA_SHA_256' }),
      );
      if (Signature === undefined) throw new Error('KMS gave no signature');
      return Signature;
    },
  };
}

/** Base64 signature over the canonical JSON of a document. */
export async function signDocument(signer: Signer, document: object): Promise<string> {
  return Buffer.from(await signer.sign(new TextEncoder().encode(canonicalJson(document)))).toString('base64');
}
