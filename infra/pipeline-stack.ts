import { Stack, type StackProps } from 'aws-cdk-lib';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import type { DataStack } from './data-stack.ts';
import type { EnvironmentSettings } from './environments.ts';
import { Assessment } from './pipeline/assessment.ts';
import { Intake } from './pipeline/intake.ts';
import { People } from './pipeline/people.ts';

export interface PipelineStackProps extends StackProps {
  readonly settings: EnvironmentSettings;
  readonly data: DataStack;
}

/**
 * Who comes in, and how files become records. Everything here can be replaced; what must survive is in the data stack. The survey
 * chapter has a stack of its own beside it, and so has what moves the round on: stages, scoring, publication.
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
  }
}
