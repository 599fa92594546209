// The CDK app: `node infra/app.ts` synthesizes one environment into cdk.out, offline. PAR_ENVIRONMENT chooses it.
import { bundleFunctions } from './bundle-functions.ts';
import { ENVIRONMENTS, type EnvironmentName } from './environments.ts';
import { createStacks } from './synthesize.ts';

const name = process.env.PAR_ENVIRONMENT ?? 'dev';
if (!(name in ENVIRONMENTS)) throw new Error(`PAR_ENVIRONMENT must be one of ${Object.keys(ENVIRONMENTS).join(', ')}`);
await bundleFunctions();
createStacks(name as EnvironmentName, { outdir: process.env.CDK_OUTDIR ?? 'cdk.out' }).app.synth();
