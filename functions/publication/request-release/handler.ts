import packageJson from '../../../package.json' with { type: 'json' };
import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectFiles, connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { connectSigner } from '../../../shared/runtime/signing-key.ts';
import { IdempotencyStore } from '../../../shared/storage/idempotency-store.ts';
import { ReleaseStore } from '../../../shared/storage/release-store.ts';
import { RoundStore } from '../../../shared/storage/round-store.ts';
import { envSchema } from './env.ts';
import { requestRelease } from './request-release.ts';

export const handler = apiHandler(
  routes.requestRelease,
  envSchema,
  (env) => {
    const records = connectRecords(env.RECORDS_TABLE);
    return {
      rounds: new RoundStore(records),
      releases: new ReleaseStore(records),
      idempotency: new IdempotencyStore(records),
      evidence: connectFiles(env.EVIDENCE_BUCKET),
      site: connectFiles(env.SITE_BUCKET),
      signer: connectSigner(env.SIGNING_KEY),
      codeVersion: packageJson.version,
      clock: systemClock,
    };
  },
  requestRelease,
);
