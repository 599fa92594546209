import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { p256 } from '@noble/curves/nist.js';
import { AwsError } from './aws-error.ts';
import type { State } from './state.ts';

/** Node signs messages, KMS is given their digest. Base64 DER. */
function signDigest(secret: Uint8Array, digest: Uint8Array): string {
  return Buffer.from(p256.sign(digest, secret, { prehash: false, format: 'der' })).toString('base64');
}

interface SigningKey {
  readonly key: KeyObject;
  /** Its secret number, taken out of the key once. */
  readonly secret: Uint8Array;
}

/** KMS: asymmetric P-256 keys that sign, made at the first start and kept in the state. */
export class Keys {
  readonly #keys: ReadonlyMap<string, SigningKey>;

  constructor(state: State, keyArns: readonly string[]) {
    this.#keys = new Map(
      keyArns.map((arn) => {
        const pem = state.factOr(`kms ${arn}`, () => {
          const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
          return privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
        });
        const key = createPrivateKey(pem);
        return [arn, { key, secret: Buffer.from(key.export({ format: 'jwk' }).d ?? '', 'base64url') }] as const;
      }),
    );
    const [first] = this.#keys.values();
    if (first !== undefined) {
      // Verifiers get the public key from outside the release: here, from this file.
      mkdirSync(join(state.directory, 'keys'), { recursive: true });
      const pem = createPublicKey(first.key).export({ type: 'spki', format: 'pem' });
      writeFileSync(join(state.directory, 'keys', 'signing.pub.pem'), pem);
    }
  }

  call(operation: string, input: Record<string, unknown>): object {
    const keyId = String(input.KeyId);
    const [arn, { key, secret } = {}] = [...this.#keys].find(([known]) => known === keyId || known.endsWith(`/${keyId}`)) ?? [];
    if (arn === undefined || key === undefined || secret === undefined)
      throw new AwsError('NotFoundException', `Key '${keyId}' does not exist`);
    switch (operation) {
      case 'Sign': {
        if (input.MessageType !== 'DIGEST' || input.SigningAlgorithm !== 'ECDSA_SHA_256')
          throw AwsError.notImplemented('KMS', 'Sign of this kind');
        const digest = Buffer.from(String(input.Message), 'base64');
        if (digest.length !== 32) throw new AwsError('ValidationException', 'Digest is invalid length for algorithm ECDSA_SHA_256.');
        return { KeyId: arn, Signature: signDigest(secret, digest), SigningAlgorithm: 'ECDSA_SHA_256' };
      }
      case 'GetPublicKey': {
        const der = createPublicKey(key).export({ type: 'spki', format: 'der' });
        return {
          KeyId: arn,
          PublicKey: der.toString('base64'),
          KeySpec: 'ECC_NIST_P256',
          KeyUsage: 'SIGN_VERIFY',
          SigningAlgorithms: ['ECDSA_SHA_256'],
        };
      }
      default:
        throw AwsError.notImplemented('KMS', operation);
    }
  }
}
