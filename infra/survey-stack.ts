import { Stack, type StackProps } from 'aws-cdk-lib';
import { HttpApi, type IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Construct } from 'constructs';
import type { DataStack } from './data-stack.ts';
import type { EnvironmentSettings } from './environments.ts';
import { Survey } from './pipeline/survey.ts';

export interface SurveyStackProps extends StackProps {
  readonly settings: EnvironmentSettings;
  readonly data: DataStack;
  readonly authorizer: IHttpRouteAuthorizer;
}

/** The survey chapter, beside the pipeline's stack because CloudFormation takes 500 resources a stack. */
export class SurveyStack extends Stack {
  constructor(scope: Construct, id: string, props: SurveyStackProps) {
    super(scope, id, props);
    const { settings, data, authorizer } = props;
    const api = HttpApi.fromHttpApiAttributes(this, 'Api', { httpApiId: data.api.apiId });
    new Survey(this, { settings, data, door: { api, authorizer } });
  }
}
