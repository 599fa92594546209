import { join } from 'node:path';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type * as z from 'zod';
import { BUNDLES, bundleName } from '../bundle-functions.ts';
import type { EnvironmentSettings } from '../environments.ts';

export interface PipelineFunctionProps<E extends z.ZodObject> {
  readonly settings: EnvironmentSettings;
  readonly chapter: string;
  /** The function's folder in functions/<chapter>/. */
  readonly name: string;
  /** The function's own env.ts: a variable that is missing here is a compile error. */
  readonly envSchema: E;
  readonly environment: z.input<E>;
  readonly timeout: Duration;
  readonly memoryMb: number;
  /** Absent: arm64. */
  readonly architecture?: Architecture;
}

/**
 * Young objects are collected after 8 MB instead of 16 to 32: reading 82 workbooks in one process then peaks at about 220 MB
 * instead of 280 (npm run bench), and takes no longer.
 */
const NODE_OPTIONS = '--max-semi-space-size=8';

/** The one way a Lambda function is made here: Node 24, arm64, its own role, its own log group, no version of the SDK but ours. */
export class PipelineFunction<E extends z.ZodObject> extends Construct {
  readonly lambda: LambdaFunction;

  constructor(scope: Construct, id: string, props: PipelineFunctionProps<E>) {
    super(scope, id);
    const { settings, chapter, name } = props;
    const logGroup = new LogGroup(this, 'Log', {
      retention: settings.logRetentionDays,
      removalPolicy: settings.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.lambda = new LambdaFunction(this, 'Function', {
      functionName: `par-${settings.name}-${bundleName(chapter, name)}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: props.architecture ?? Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(join(BUNDLES, bundleName(chapter, name))),
      environment: { ...(props.environment as Record<string, string>), NODE_OPTIONS },
      timeout: props.timeout,
      memorySize: props.memoryMb,
      logGroup,
    });
  }
}
