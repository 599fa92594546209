import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, type AppProps } from 'aws-cdk-lib';
import { DataStack } from './data-stack.ts';
import { ENVIRONMENTS, type EnvironmentName } from './environments.ts';
import { PipelineStack } from './pipeline-stack.ts';
import { RoundStack } from './round-stack.ts';
import { SurveyStack } from './survey-stack.ts';

const { context } = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'cdk.json'), 'utf8')) as { context: Record<string, unknown> };

/** The four stacks of one environment. Bundles must lie in place (bundleFunctions). Needs no account and no network. */
export function createStacks(
  name: EnvironmentName,
  props: AppProps = {},
): { app: App; data: DataStack; pipeline: PipelineStack; survey: SurveyStack; round: RoundStack } {
  const app = new App({ analyticsReporting: false, ...props, context: { ...context, ...props.context } });
  const settings = ENVIRONMENTS[name];
  const data = new DataStack(app, `par-${name}-data`, { settings });
  const pipeline = new PipelineStack(app, `par-${name}-pipeline`, { settings, data });
  const survey = new SurveyStack(app, `par-${name}-survey`, { settings, data, authorizer: pipeline.people.authorizer });
  const round = new RoundStack(app, `par-${name}-round`, { settings, data, authorizer: pipeline.people.authorizer });
  return { app, data, pipeline, survey, round };
}
