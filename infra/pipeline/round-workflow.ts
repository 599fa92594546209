import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  type CfnStateMachine,
  CfnStateMachineAlias,
  CfnStateMachineVersion,
  Choice,
  Condition,
  DefinitionBody,
  Fail,
  IntegrationPattern,
  JitterType,
  LogLevel,
  Pass,
  QueryLanguage,
  type State,
  StateMachine,
  StateMachineType,
  Succeed,
  TaskInput,
  Timeout,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import type { Milestone } from '../../shared/contracts/events.ts';
import type { StageName } from '../../shared/domain/calendar.ts';
import type { EnvironmentSettings } from '../environments.ts';

export interface RoundWorkflowProps {
  readonly settings: EnvironmentSettings;
  readonly openStage: LambdaFunction;
  readonly awaitMilestone: LambdaFunction;
  readonly computeIndex: LambdaFunction;
}

const ROUND = { round: '{% $round %}', generation: '{% $generation %}' };

/**
 * 8 tries: waits of 2, 4, 8, 16, 32, 60, 60 s (full jitter), 3 minutes at most. Every step is idempotent, so everything
 * but a rejection is worth repeating.
 */
const PATIENT = {
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxDelay: Duration.minutes(1),
  maxAttempts: 7,
  jitterStrategy: JitterType.FULL,
};

/** A stage may be extended for months; half a year without any sign is a fault. An execution lives a year at most. */
const LONGEST_WAIT = Duration.days(180);

/** The state machine's name is fixed so that functions which it calls can be allowed to complete its tasks. */
export function workflowName(settings: EnvironmentSettings): string {
  return `par-${settings.name}-round`;
}

/** A state of the story, made once it is known what comes after it. */
type Step = (next: State) => State;

/** Moves one round through its year. Control flow only: what is true stands in the records, what happens in the functions. */
export class RoundWorkflow extends Construct {
  readonly stateMachine: StateMachine;
  /** Executions are started through the alias: running ones keep the version that they began with. */
  readonly aliasArn: string;

  readonly #props: RoundWorkflowProps;
  readonly #setAside: Fail;
  readonly #failed: Fail;

  constructor(scope: Construct, id: string, props: RoundWorkflowProps) {
    super(scope, id);
    this.#props = props;
    this.#setAside = Fail.jsonata(this, 'Set aside for a person', { error: 'RejectedError', cause: '{% $trouble %}' });
    this.#failed = Fail.jsonata(this, 'Failed', { error: 'StepFailed', cause: '{% $trouble %}' });

    const story: Step[] = [
      this.#begin(),
      this.#open('self-assessment'),
      this.#open('survey'),
      this.#await('self-assessment', 'Wait until self-assessment closes'),
      this.#open('appraisal'),
      this.#await('appraisal', 'Wait until appraisal closes'),
      this.#open('explanation'),
      this.#await('explanation', 'Wait until explanation closes'),
      this.#await('survey', 'Wait until survey closes'),
      this.#await('freeze', 'Wait for the freeze'),
      this.#compute(),
      this.#open('publication'),
      this.#await('publication', 'Wait for the ministry to publish'),
    ];
    const first = story.reduceRight<State>((next, step) => step(next), Succeed.jsonata(this, 'Published'));
    this.stateMachine = this.#machine(first);
    this.aliasArn = this.#publish();
    this.#alarm();
  }

  /** Every step finds out from the records whether it is done already, so an execution may begin at any time of the year. */
  #begin(): Step {
    return (next) =>
      Pass.jsonata(this, 'Begin where the records stand', {
        assign: { round: '{% $states.input.round %}', generation: '{% $states.input.generation %}' },
      }).next(next).startState;
  }

  #task(
    id: string,
    lambda: LambdaFunction,
    payload: Record<string, string>,
    more: { waits?: boolean; assign?: Record<string, string> },
  ): LambdaInvoke {
    const task = LambdaInvoke.jsonata(this, id, {
      lambdaFunction: lambda,
      payload: TaskInput.fromObject({ ...ROUND, ...payload }),
      retryOnServiceExceptions: false,
      outputs: '{% {} %}',
      ...(more.assign === undefined ? {} : { assign: more.assign }),
      ...(more.waits === true
        ? { integrationPattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN, taskTimeout: Timeout.duration(LONGEST_WAIT) }
        : { taskTimeout: Timeout.duration(Duration.minutes(5)) }),
    });
    task.addRetry({ errors: ['RejectedError', 'States.Timeout'], maxAttempts: 0 });
    task.addRetry({ errors: ['States.ALL'], ...PATIENT });
    const trouble = { trouble: '{% $states.errorOutput.Error & ": " & $states.errorOutput.Cause %}' };
    task.addCatch(this.#setAside, { errors: ['RejectedError'], assign: trouble });
    task.addCatch(this.#failed, { errors: ['States.ALL'], assign: trouble });
    return task;
  }

  /** Opens a stage when its time has come: asks, waits until the answer's opening time, asks again. */
  #open(stage: StageName): Step {
    return (next) => {
      const ask = this.#task(
        `Open ${stage}`,
        this.#props.openStage,
        { stage },
        {
          assign: { isOpen: '{% $states.result.Payload.isOpen %}', opensAt: '{% $states.result.Payload.opensAt %}' },
        },
      );
      const wait = Wait.jsonata(this, `Wait until ${stage} opens`, { time: WaitTime.timestamp('{% $opensAt %}') });
      return ask.next(Choice.jsonata(this, `Is ${stage} open?`).when(Condition.jsonata('{% $isOpen %}'), next).otherwise(wait.next(ask)))
        .startState;
    };
  }

  /** Hands a task token to the record of a milestone; whoever reaches the milestone completes it. */
  #await(milestone: Milestone, id: string): Step {
    return (next) => {
      const taskToken = '{% $states.context.Task.Token %}';
      return this.#task(id, this.#props.awaitMilestone, { milestone, taskToken }, { waits: true }).next(next).startState;
    };
  }

  #compute(): Step {
    return (next) => this.#task('Compute the index', this.#props.computeIndex, {}, {}).next(next).startState;
  }

  #machine(first: State): StateMachine {
    const { settings } = this.#props;
    return new StateMachine(this, 'StateMachine', {
      stateMachineName: workflowName(settings),
      stateMachineType: StateMachineType.STANDARD,
      queryLanguage: QueryLanguage.JSONATA,
      definitionBody: DefinitionBody.fromChainable(first),
      logs: { destination: new LogGroup(this, 'Log', { retention: settings.logRetentionDays }), level: LogLevel.ERROR },
      tracingEnabled: false,
    });
  }

  /** A version of each definition, all kept: an execution may run for months after the next one is deployed. */
  #publish(): string {
    const { stateMachineArn, node } = this.stateMachine;
    const machine = node.defaultChild as CfnStateMachine;
    const version = new CfnStateMachineVersion(this, 'Version', {
      stateMachineArn,
      stateMachineRevisionId: machine.attrStateMachineRevisionId,
    });
    version.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const alias = new CfnStateMachineAlias(this, 'Alias', {
      name: 'current',
      routingConfiguration: [{ stateMachineVersionArn: version.attrArn, weight: 100 }],
    });
    return alias.attrArn;
  }

  #alarm(): void {
    new Alarm(this, 'FailedAlarm', {
      alarmName: 'stages/round-workflow-failed',
      alarmDescription: 'An execution of the round workflow ended in failure. See docs/operations.md, "stages/round-workflow-failed".',
      metric: this.stateMachine.metricFailed({ period: Duration.minutes(5) }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // No data means no execution ended at all.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
