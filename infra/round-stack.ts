import { Stack, type StackProps } from 'aws-cdk-lib';
import { HttpApi, type IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Construct } from 'constructs';
import type { DataStack } from './data-stack.ts';
import type { EnvironmentSettings } from './environments.ts';
import { Publication } from './pipeline/publication.ts';
import { Scoring } from './pipeline/scoring.ts';
import { Stages } from './pipeline/stages.ts';

export interface RoundStackProps extends StackProps {
  readonly settings: EnvironmentSettings;
  readonly data: DataStack;
  readonly authorizer: IHttpRouteAuthorizer;
}

/**
 * What moves a round through its year and brings it to its end. Beside the pipeline's stack, whose story goes on here, because
 * CloudFormation takes 500 resources a stack.
 */
export class RoundStack extends Stack {
  constructor(scope: Construct, id: string, props: RoundStackProps) {
    super(scope, id, props);
    const { settings, data, authorizer } = props;
    const api = HttpApi.fromHttpApiAttributes(this, 'Api', { httpApiId: data.api.apiId });
    const chapter = { settings, data, door: { api, authorizer } };

    // The frozen records become points, indexes, ranks.
    const { computeIndex } = new Scoring(this, chapter);
    // Deadlines open and close each stage; one workflow per round moves it on.
    new Stages(this, { ...chapter, computeIndex });
    // The ministry releases.
    new Publication(this, chapter);
  }
}
