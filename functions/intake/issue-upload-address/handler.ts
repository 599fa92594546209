import { S3Client } from '@aws-sdk/client-s3';
import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { signAddresses } from '../../../shared/runtime/signed-address.ts';
import { envSchema } from './env.ts';
import { issueUploadAddress } from './issue-upload-address.ts';

export const handler = apiHandler(
  routes.issueUploadAddress,
  envSchema,
  (env) => ({ ...connectRecords(env.RECORDS_TABLE), addresses: signAddresses(new S3Client({}), env.INCOMING_BUCKET), clock: systemClock }),
  issueUploadAddress,
);
