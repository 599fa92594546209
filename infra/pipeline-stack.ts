import { Stack, type StackProps } from 'aws-cdk-lib';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import type { DataStack } from './data-stack.ts';
import type { EnvironmentSettings } from './environments.ts';
import { Assessment } from './pipeline/assessment.ts';
import { Intake } from './pipeline/intake.ts';
import { People } from './pipeline/people.ts';
import { Publication } from './pipeline/publication.ts';
import { Scoring } from './pipeline/scoring.ts';
import { Stages } from './pipeline/stages.ts';

export interface PipelineStackProps extends StackProps {
  readonly settings: EnvironmentSettings;
  readonly data: DataStack;
}

/**
 * The year of one round, top to bottom. Everything here can be replaced; what must survive is in the data stack. The survey chapter has a
 * stack of its own beside it.
 */
export class PipelineStack extends Stack {
  readonly people: People;

  constructor(scope: Construct, id: string, props: PipelineStackProps) {
    super(scope, id, props);
    const { settings, data } = props;

    // Imported, so that routes, permissions and authorizer are made in this stack and not beside the API's name.
    const api = HttpApi.fromHttpApiAttributes(this, 'Api', { httpApiId: data.api.apiId });
    const bus = EventBus.fromEventBusName(this, 'Bus', 'default');
    this.people = new People(this, 'people', settings);
    const chapter = { settings, data, door: { api, authorizer: this.people.authorizer } };

    // A unit asks for a signed address, puts a file there, gets a receipt.
    new Intake(this, { ...chapter, bus });
    // The file becomes records: claims, the ministry's own points, readings.
    new Assessment(this, chapter);
    // The frozen records become points, indexes, ranks.
    const { computeIndex } = new Scoring(this, chapter);
    // Deadlines open and close each stage; one workflow per round moves it on.
    new Stages(this, { ...chapter, computeIndex });
    // The ministry releases.
    new Publication(this, chapter);
  }
}
