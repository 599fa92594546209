import packageJson from '../../../package.json' with { type: 'json' };
import { releaseWantedSchema } from '../../../shared/contracts/publication.ts';
import { Typesetter } from '../../../shared/document/typeset-report.ts';
import { REPORT_TEMPLATE } from '../../../shared/release/report-template.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectFiles, connectRecords, connectResponses } from '../../../shared/runtime/connect-storage.ts';
import { queueHandler } from '../../../shared/runtime/queue-handler.ts';
import { connectSigner } from '../../../shared/runtime/signing-key.ts';
import { envSchema } from './env.ts';
import { renderRelease } from './render-release.ts';

export const handler = queueHandler(
  { chapter: 'publication', name: 'render-release' },
  releaseWantedSchema,
  envSchema,
  (env) => ({
    ...connectRecords(env.RECORDS_TABLE),
    responses: connectResponses(env.SURVEY_TABLE),
    frozenFiles: connectFiles(env.EVIDENCE_BUCKET),
    site: connectFiles(env.SITE_BUCKET),
    signer: connectSigner(env.SIGNING_KEY),
    typesetter: () => new Typesetter(REPORT_TEMPLATE),
    codeVersion: packageJson.version,
    clock: systemClock,
  }),
  renderRelease,
);
