import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { previewAddressSchema } from '../../../shared/contracts/publication.ts';
import { sha256 } from '../../../shared/domain/hash.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { PreviewStore } from '../../../shared/storage/preview-store.ts';
import type { ReleaseStore } from '../../../shared/storage/release-store.ts';

export interface Dependencies {
  readonly releases: ReleaseStore;
  readonly previews: PreviewStore;
  /** 32 random bytes. */
  readonly secret: () => Uint8Array;
  readonly clock: Clock;
}

const LIFE_MS = 15 * 60_000;

/** Gives the caller, and nobody else, an address at which a prepared release can be looked at for a quarter of an hour. */
export async function openPreview(
  { caller, path: { round, release }, correlationId }: ApiRequest<{ round: string; release: number }, object | undefined>,
  { releases, previews, secret, clock }: Dependencies,
): Promise<z.infer<typeof previewAddressSchema>> {
  const { status, manifestSha256 } = await releases.get(round, release);
  if (manifestSha256 === undefined) throw new RejectedError('release-not-ready', { release: String(release), status });
  const token = Buffer.from(secret()).toString('base64url');
  const now = clock();
  const until = instantOf(now + LIFE_MS);
  const role = caller.groups.includes('publisher') ? 'publisher' : 'coordinator';
  const expiresAt = Math.ceil((now + LIFE_MS) / 1000);
  await previews.open(
    sha256(token),
    { round, release, viewer: caller.sub, role, until, expiresAt },
    { at: instantOf(now), actor: caller.sub, action: 'preview-opened', details: { release, role, until, correlationId } },
  );
  return { address: `/api/previews/${token}/index.html`, expiresAt: until };
}
